"""An approver of a test office, who seals pages."""

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from certapp.keystore.authority import Purpose, certify, self_sign
from certapp.keystore.signing import OpenKey
from certapp.paper.authority import Authority
from certapp.paper.seal import seal

OFFICE = "Ủy ban MTTQ Việt Nam huyện Bác Ái"
BOX = (305.5, 210.25, 510.0, 233.0)


@dataclass(frozen=True)
class Signer:
    """An approver's key, and the root that certified it."""

    key: OpenKey
    root: OpenKey

    def sealed(self, page: bytes, at: datetime, authority: Authority | None = None) -> bytes:
        """Seal a page."""
        return seal(
            page,
            self.key,
            [self.root.certificate],
            at,
            "Cấp giấy xác nhận đi lại",
            "Bác Ái",
            page=0,
            box=BOX,
            authority=authority,
        )


def signer_of(now: datetime) -> Signer:
    """Found the office and certify the key at this moment."""
    root = self_sign(ec.generate_private_key(ec.SECP256R1()), office=OFFICE, code="BACAI", now=now)
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = certify(
        root,
        private.public_key(),
        purpose=Purpose.CERTIFICATE,
        name="Nguyễn Văn Bền",
        office=OFFICE,
        now=now,
    )
    return Signer(key=OpenKey(certificate=certificate, private=private), root=root)
