"""What a verdict costs over the signature check inside it: its rate as a share of raw P-256 checks.

The verifier holds a trust list of 500 keys and the status lists of a million certificates. Processor time is
counted, and all contestants take turns in one process, a few calls each, so that a busy machine slows all of
them; the fastest round of each counts. Other libraries follow, in the same way, each in a process and an
environment of its own (benchmarks/outside/).
"""

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import thread_time, time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certapp.credential import (
    Claims,
    Purpose,
    StatusList,
    StatusRef,
    Travel,
    TrustedKey,
    TrustStore,
    VerdictCode,
    qrtext,
    statuslist,
    token,
    trustlist,
    verify,
    verify_text,
)
from certapp.keystore.signing import sign_raw

RAW = "raw P-256 checks"
ROUNDS = 600
CALLS = 10  # of each contestant a round
KEYS = 500
CERTIFICATES = 1_000_000
REVOKED = 0.01
NOW = int(time())  # unix seconds; python-cwt looks at the clock itself
URI = "https://giayxacnhan.example/s/1"
ISSUER = "MTTQ-BA"
OUTSIDE = Path(__file__).parent / "outside" / "contestant.py"
OUTSIDE_PYTHON = Path(__file__).parents[1] / ".venv-outside" / "bin" / "python"


def claims(cti: int = 0, index: int = 51_234) -> Claims:
    """Return the claims of a paper of usual length."""
    return Claims(
        issuer=ISSUER,
        issued_at=NOW - 3600,
        not_before=NOW - 8 * 3600,
        expires=NOW + 6 * 86400,
        cti=cti.to_bytes(8),
        status=StatusRef(index=index, uri=URI),
        travel=Travel(
            number="107/GXN-MTTQ-BTT",
            holder="Katơr Thị Mỹ Hạnh",
            birth_year=1988,
            id_last4="1234",
            unit="Ủy ban nhân dân xã Phước Bình",
            position="Công chức Văn hóa - Xã hội",
            residence="P. Phước Mỹ, TP. Phan Rang - Tháp Chàm, Ninh Thuận",
            destinations=("Xã Phước Bình", "Xã Phước Hòa"),
            purpose="Đi làm việc hằng ngày tại cơ quan",
            plate="85B1-123.45",
            hours=(5 * 60, 19 * 60),
        ),
    )


def trusted(public: ec.EllipticCurvePublicKey, kid: bytes) -> TrustStore:
    """Return a store of one trust list, signed and opened, with `public` among 500 keys."""
    root = ec.generate_private_key(ec.SECP256R1())
    kids = [kid, *(number.to_bytes(8) for number in range(1, KEYS))]
    keys = [TrustedKey(each, Purpose.CERTIFICATE, public, 0, 2 * NOW, "Nguyễn Văn Bền") for each in kids]
    signed = trustlist.prepare(ISSUER, 1, NOW, keys, b"the root").signed_by(lambda data: sign_raw(root, data))
    return TrustStore().accept(signed, root.public_key())


def status_lists() -> dict[str, StatusList]:
    """Return the lists of a million certificates, one in a hundred of them revoked."""
    chance = random.Random(4)  # noqa: S311  # which ones does not matter
    made = {}
    for number in range(1, 2 + CERTIFICATES // statuslist.MAX_ENTRIES):
        revoked = chance.sample(range(statuslist.MAX_ENTRIES), int(statuslist.MAX_ENTRIES * REVOKED))
        packed = statuslist.pack(dict.fromkeys(set(revoked) - {51_234}, 1), statuslist.MAX_ENTRIES)
        uri = f"{URI[:-1]}{number}"
        made[uri] = StatusList(uri, 2, packed, NOW - 60, NOW + 3600, 300, ISSUER)
    return made


def fastest(measured: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return processor seconds of each one's fastest round; by turns, so that each has quiet moments."""
    best = dict.fromkeys(measured, float("inf"))
    for _ in range(ROUNDS):
        for name, call in measured.items():
            start = thread_time()
            for _ in range(CALLS):
                call()
            best[name] = min(best[name], thread_time() - start)
    return best


def main() -> None:
    """Print one ratio a line: this contestant's rate over the raw one's, each in its fastest round."""
    private, kid = ec.generate_private_key(ec.SECP256R1()), b"approver"
    public = private.public_key()
    prepared = token.prepare(claims(), kid)
    message, signature = prepared.message, sign_raw(private, prepared.message)
    data = prepared.with_signature(signature)
    text = qrtext.encode(data, "https://giayxacnhan.example")
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    algorithm = ec.ECDSA(hashes.SHA256())
    keys, lists = trusted(public, kid), status_lists()
    valid = VerdictCode.VALID  # looked up once: that costs more than a microsecond

    def from_text() -> None:
        assert verify_text(text, keys, lists, NOW).code is valid

    def from_bytes() -> None:
        assert verify(data, keys, lists, NOW).code is valid

    found = fastest(
        {
            RAW: lambda: public.verify(der, message, algorithm),
            "verify.from_qr_text": from_text,
            "verify.from_token": from_bytes,
        }
    )
    raw = found.pop(RAW)
    for name, own in found.items():
        print(f"{name}: {raw / own:.2f} (of the rate of {RAW} of the same message)")
    if OUTSIDE_PYTHON.exists():
        point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        for library in ("python-cwt", "pycose"):
            command = [OUTSIDE_PYTHON, OUTSIDE, library, text, point.hex(), message.hex(), der.hex()]
            subprocess.run(command, check=True)  # noqa: S603  # arguments of our own
    else:
        print("verify: without python-cwt and pycose; make bench installs them", file=sys.stderr)


if __name__ == "__main__":
    main()
