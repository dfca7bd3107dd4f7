"""What a checkpoint's phone takes with it, so that it can judge papers without a network."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from sqlalchemy import select

from certapp.keystore.signing import point_of
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import foreign_offices, trust_list

PIN_BYTES = 16  # of the SHA-256 of a root's point, in the QR by which a phone joins


@dataclass(frozen=True, slots=True)
class OfficeLists:
    """One office: the point of its root, its trust list, and its status lists as (address, signed)."""

    code: str
    name: str
    root: bytes
    trust_list: bytes
    status_lists: Sequence[tuple[str, bytes]]


def root_point(office_id: int) -> bytes:
    """Return the point of the root that signed the office's newest trust list, 65 bytes.

    :raises NotFound: the office has none.
    """
    return _point(trust_list.root_certificate(office_id))


def fingerprint(point: bytes) -> str:
    """Return what a phone pins of a root: base32 of 16 bytes of the SHA-256 of its point, 26 characters."""
    return base64.b32encode(hashlib.sha256(point).digest()[:PIN_BYTES]).decode().rstrip("=")


def everyone(office: Office) -> list[OfficeLists]:
    """Return the lists of this office, and then those of every other that has given us a trust list.

    :raises NotFound: the office has no trust list.
    """
    signed, root = trust_list.signed_and_root(office.id)
    own = db.session.execute(
        select(StatusListRecord.uri, StatusListRecord.signed)
        .where(StatusListRecord.office_id == office.id)
        .order_by(StatusListRecord.number)
    )
    return [
        OfficeLists(office.code, office.name, _point(root), signed, [(row.uri, row.signed) for row in own]),
        *(
            OfficeLists(
                row.code,
                row.name,
                point_of(foreign_offices.root_of(row)),
                row.trust_list,
                [(each.uri, each.signed) for each in row.status_lists],
            )
            for row in foreign_offices.everyone(office.id)
            if row.trust_list is not None
        ),
    ]


def _point(root_pem: str) -> bytes:
    return point_of(x509.load_pem_x509_certificate(root_pem.encode()))
