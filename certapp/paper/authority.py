"""A time-stamp authority that an office has named."""

from dataclasses import dataclass, field

from cryptography import x509


@dataclass(frozen=True, slots=True)
class Authority:
    """Where it is, and by what it is known.

    :param url: https, or http on this machine.
    :param roots: the certificates to which its own must lead.
    :param account: user name and password, if it asks for them.
    :param seconds: how long a request may take in all.
    """

    url: str
    roots: tuple[x509.Certificate, ...]
    account: tuple[str, str] | None = field(default=None, repr=False)
    seconds: int = 5
