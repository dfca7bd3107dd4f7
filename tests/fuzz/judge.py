"""The judge of every input: what may be VALID, what may be raised. It raises, itself, on a finding.

An input is one letter and a body; by its letter it is given to the judge of its kind.
"""

from collections.abc import Callable

from certapp.credential import codec
from certapp.credential.errors import TokenError
from tests.fuzz import list_judges, store_judges, token_judges
from tests.fuzz.finding import require


def judge(data: bytes) -> str:
    """Give one input to certapp.

    :returns: what became of it, such as `signed.UNREADABLE.claim_invalid`.
    :raises Finding: what was told is not what was signed.
    :raises Exception: whatever certapp may not raise is let through.
    """
    name, judged = KINDS.get(data[:1], ("token", token_judges.token))
    return f"{name}.{judged(data[1:] if data[:1] in KINDS else data)}"


def _cbor(data: bytes) -> str:
    try:
        value = codec.decode(data, max_depth=codec.MAX_DEPTH)
    except TokenError as error:
        return error.code
    require(codec.encode(value) == data, "a second encoding of one value")
    return "read"


KINDS: dict[bytes, tuple[str, Callable[[bytes], str]]] = {
    b"T": ("token", token_judges.token),
    b"S": ("signed", token_judges.signed_token),
    b"Q": ("text", token_judges.text),
    b"N": ("store-token", store_judges.token),
    b"O": ("store-signed", store_judges.signed_token),
    b"P": ("store-list", store_judges.signed_list),
    b"L": ("status-list", list_judges.status_list),
    b"M": ("signed-status-list", list_judges.signed_status_list),
    b"K": ("trust-list", list_judges.trust_list),
    b"R": ("signed-trust-list", list_judges.signed_trust_list),
    b"C": ("cbor", _cbor),
}
"""By its letter: the kind's name and its judge."""
TOKENS = ("token", "signed", "text", "store-token", "store-signed")  # the kinds that carry a token
