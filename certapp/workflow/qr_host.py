"""The host that a QR text names: shown to who checks, and no part of the verdict (docs/token.md, QR text)."""

from urllib.parse import urlsplit

from certapp.credential import Verdict, qrtext
from certapp.credential.errors import TokenError
from certapp.workflow import offices, trust_store


def host_in(text: str) -> str | None:
    """Return the host (and port) of the address in a QR text; None where it names none."""
    try:
        return qrtext.decode(text).host
    except TokenError:
        return None


def stray_host(text: str, verdict: Verdict) -> str | None:
    """Return the host in a QR text unless it is the issuing office's own.

    A good token on a stranger's address is copied from a good paper: whoever opens that address with a phone
    sees what the stranger wants. Where the verdict tells of no office, or its address is not known, the host
    is compared with this office's.
    """
    host = host_in(text)
    office = offices.the_office()
    code = verdict.claims.issuer if verdict.claims else office.code
    address = trust_store.address_of(office, code) or office.public_url
    return None if host == urlsplit(address).netloc else host
