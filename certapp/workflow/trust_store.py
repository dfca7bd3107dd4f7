"""Whose papers this office can tell: its own trust list and those of offices whose roots are imported."""

from functools import lru_cache

from cryptography import x509

from certapp.credential import TrustStore
from certapp.keystore.signing import public_key_of
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.workflow import foreign_offices, trust_list


def current(office_id: int) -> TrustStore:
    """Return the trust lists held, each checked against its root.

    :raises NotFound: the office has no trust list of its own yet.
    :raises ListError: what is stored is not what a root signed.
    """
    own = trust_list.signed_and_root(office_id)
    foreign = (
        (row.trust_list, row.root)
        for row in foreign_offices.everyone(office_id)
        if row.trust_list is not None
    )
    return _store((own, *foreign))


def name_of(office: Office, code: str) -> str:
    """Return the name of the office with this code, this one or one whose root is imported.

    Its code where it was forgotten a moment ago.
    """
    if code == office.code:
        return office.name
    other = foreign_offices.known(db.session(), office.id, code)
    return other.name if other else code


def address_of(office: Office, code: str) -> str | None:
    """Return where the office with this code gives out verdicts and lists; None where nobody told."""
    if code == office.code:
        return office.public_url
    other = foreign_offices.known(db.session(), office.id, code)
    return other.address if other else None


@lru_cache(maxsize=16)
def _store(signed_by: tuple[tuple[bytes, str], ...]) -> TrustStore:
    """Parse once: the same bytes under the same roots are the same store."""
    store = TrustStore()
    for signed, root in signed_by:
        store = store.accept(signed, public_key_of(x509.load_pem_x509_certificate(root.encode())))
    return store
