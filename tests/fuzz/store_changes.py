"""Changes to what several offices sign: with which key, under which kid, in whose name, on whose list."""

from random import Random

from tests.fuzz import offices, shapes
from tests.fuzz.message_changes import to_be_signed, tree
from tests.fuzz.signed_body import framed, unframed

_ISS, _STATUS = 1, 65535
_NAMES = [*offices.ROOTS, "mttq-ba", "MTTQ-BA ", ""]


def signed_token(body: bytes, rng: Random) -> bytes:
    """Change a token that will be signed by the key which its first byte chooses."""
    signer, (protected, payload) = body[:1] or b"\x00", unframed(body[1:])
    match rng.randrange(6):
        case 0:
            return bytes([rng.randrange(len(offices.SIGNERS))]) + body[1:]
        case 1:
            return signer + framed(rng.choice(offices.PROTECTED), payload)
        case 2 | 3:
            return signer + framed(protected, _of_another_office(payload, rng))
        case _:
            return signer + to_be_signed(body[1:], rng)


def _of_another_office(payload: bytes, rng: Random) -> bytes:
    """Claims in another office's name, or that name another office's status list."""
    found = tree(payload)
    if not isinstance(found, dict) or rng.random() < 0.1:
        return rng.choice(offices.PAYLOADS)
    if rng.random() < 0.6:
        found[_ISS] = rng.choice(_NAMES)
    if rng.random() < 0.6:
        entry = {"idx": rng.choice((0, 5, 9, 12, 31, 32)), "uri": rng.choice(list(offices.URIS.values()))}
        found[_STATUS] = {"status_list": entry}
    return shapes.write(found, rng)
