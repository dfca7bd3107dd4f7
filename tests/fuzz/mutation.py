"""The mutator: takes an input apart as what it is, changes something inside, and puts it together again."""

from collections.abc import Callable
from functools import cache
from random import Random

import cbor2

from tests.fuzz import genuine, list_changes, message_changes, offices, store_changes, text_changes
from tests.fuzz.judge import KINDS
from tests.fuzz.signed_body import framed

WEIGHTS = {b"T": 36, b"S": 32, b"Q": 13, b"N": 5, b"O": 10}
WEIGHTS |= {b"P": 1, b"L": 1, b"M": 2, b"K": 1, b"R": 1, b"C": 1}
_ASIDE = frozenset(b"PLMKRC")  # the kinds without a token
_BACK_TO_TOKENS = 0.85  # share of them that gives way, mostly to a token: most of the time is for tokens


def seeds() -> list[bytes]:
    """Return genuine inputs of every kind."""
    return [seed for kind in _seeds().values() for seed in kind]


def mutated(data: bytes, most: int, number: int) -> bytes:
    """Return another input.

    :param data: an input of the corpus.
    :param most: longest result in bytes.
    :param number: seed of every choice made here.
    """
    rng = Random(number)
    if not data or data[:1] not in KINDS or rng.random() < (_BACK_TO_TOKENS if data[0] in _ASIDE else 0.25):
        kind = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        data = rng.choice(_seeds()[kind])
    kind, body = data[:1], data[1:]
    change = _blindly if rng.random() < 0.12 else _MUTATORS[kind]
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        body = change(body, rng)
    return (kind + body)[:most]


def _blindly(body: bytes, rng: Random) -> bytes:
    """Change bytes without a thought for what they are."""
    place, size = rng.randrange(len(body) + 1), rng.choice((1, 1, 1, 2, 4, 8, 32))
    from_ = rng.randrange(len(body) + 1)
    same = rng.choice((b"\x00", b"\xff", b"\x80", b"\x7f")) * size
    match rng.randrange(5):
        case 0:
            return body[:place] + rng.randbytes(size) + body[place + size :]
        case 1:
            return body[:place] + rng.randbytes(size) + body[place:]
        case 2:
            return body[:place] + body[place + size :]
        case 3:
            return body[:place] + body[from_ : from_ + size] + body[place:]
        case _:
            return body[:place] + same + body[place + size :]


@cache
def _seeds() -> dict[bytes, list[bytes]]:
    lists = [_signed_body(data) for data in genuine.STATUS_LISTS]
    trust = [_signed_body(data) for data in genuine.TRUST_LISTS]
    found = {
        b"T": genuine.TOKENS,
        b"S": [framed(genuine.PROTECTED, payload) for payload in genuine.PAYLOADS],
        b"Q": [text.encode() for text in genuine.TEXTS],
        b"N": offices.TOKENS,
        b"O": [
            bytes([signer]) + framed(header, payload)
            for payload in offices.PAYLOADS
            for header in offices.PROTECTED[:2]
            for signer in range(3)
        ],
        b"P": [_signed_body(data) for data in offices.SIGNED_LISTS.values()],
        b"L": genuine.STATUS_LISTS,
        b"M": lists,
        b"K": genuine.TRUST_LISTS,
        b"R": trust,
        b"C": genuine.PAYLOADS,
    }
    return {kind: [kind + body for body in bodies] for kind, bodies in found.items()}


def _signed_body(data: bytes) -> bytes:
    protected, _, payload, _ = cbor2.loads(data[1:])
    return framed(protected, payload)


_MUTATORS: dict[bytes, Callable[[bytes, Random], bytes]] = {
    b"T": message_changes.message,
    b"S": message_changes.to_be_signed,
    b"Q": text_changes.qr_text,
    b"N": message_changes.message,
    b"O": store_changes.signed_token,
    b"P": message_changes.to_be_signed,
    b"L": message_changes.message,
    b"M": list_changes.status_list,
    b"K": message_changes.message,
    b"R": message_changes.to_be_signed,
    b"C": message_changes.rewritten,
}
