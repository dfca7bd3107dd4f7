"""The token: a COSE_Sign1 over the claims, at most 1 KiB. Its format is specified in docs/token.md."""

from certapp.credential import claims as claims_
from certapp.credential import cose
from certapp.credential.claims import Claims

MAX_BYTES = 1024
LABELS = cose.BARE_LABELS


def prepare(claims: Claims, kid: bytes) -> cose.ToBeSigned:
    """Fix the exact bytes an approver's key has to sign.

    :param kid: 8 bytes, of the key that will sign.
    :raises ClaimsError: a claim breaks a rule.
    """
    return cose.ToBeSigned(cose.bare_header(kid), claims_.to_bytes(claims))


def parse(token: bytes) -> cose.Sign1:
    """Take a token apart without trusting it.

    :raises TokenError: not a token of this format.
    """
    return cose.parse(token, max_bytes=MAX_BYTES, labels=LABELS)
