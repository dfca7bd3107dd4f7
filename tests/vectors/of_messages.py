"""Cases about the COSE_Sign1 around the claims: its tag, its parts, its header."""

from collections.abc import Iterator
from typing import Any

from certapp.credential import codec
from tests.example import kid
from tests.vectors.case import GOOD, HEADER, LATER, PAYLOAD, Case, also, case, token, unreadable, valid
from tests.vectors.loose import Endless, Longer, Pairs, Raw, write

KID = kid("approver")
PROTECTED, BODY, SIGNATURE = write(HEADER), codec.encode(PAYLOAD), GOOD[-64:]
PARTS: list[Any] = [PROTECTED, {}, BODY, SIGNATURE]
MOST = 1024


def messages() -> Iterator[Case]:
    """Yield cases about the message as a whole."""
    yield valid("as the specification has it", b"\xd2" + write(PARTS))
    for name, data in (
        ("untagged", GOOD[1:]),
        ("tag 17, a MAC", b"\xd1" + GOOD[1:]),
        ("tag 16, encrypted", b"\xd0" + GOOD[1:]),
        ("tag 98, COSE_Sign", b"\xd8\x62" + GOOD[1:]),
        ("tag 61, CWT, around tag 18", b"\xd8\x3d" + GOOD),
        ("tag 55799, CBOR, around tag 18", b"\xd9\xd9\xf7" + GOOD),
        ("tag 18 in two bytes", b"\xd8\x12" + GOOD[1:]),
        ("tag 18 in nine bytes", b"\xdb" + bytes(7) + b"\x12" + GOOD[1:]),
        ("one byte, 0", b"\x00"),
        ("a text", b"\x63GXN"),
        ("three parts", b"\xd2" + write(PARTS[:3])),
        ("five parts", b"\xd2" + write([*PARTS, b""])),
        ("no parts", b"\xd2\x80"),
        ("a map of the parts", b"\xd2" + write(dict(enumerate(PARTS)))),
        ("one number", b"\xd2\x00"),
        ("header as a map, not in bytes", _part(0, HEADER)),
        ("header as text", _part(0, "header")),
        ("unprotected header null", _part(1, None)),
        ("unprotected header an array", _part(1, [])),
        ("unprotected header in bytes", _part(1, b"\xa0")),
        ("unprotected kid", _part(1, {4: KID})),
        ("unprotected algorithm", _part(1, {1: -7})),
        ("unprotected text key", _part(1, {"note": 1})),
        ("detached payload", _part(2, None)),
        ("payload as a map, not in bytes", _part(2, {})),
        ("payload as text", _part(2, "payload")),
        ("signature null", _part(3, None)),
        ("signature as text", _part(3, "A" * 64)),
        ("signature as two numbers", _part(3, [1, 2])),
    ):
        yield unreadable(name, data, "not_sign1")
    for name, data, reason in (
        ("tag 18 twice", b"\xd2" + GOOD, "not_cbor"),
        ("the tag alone", b"\xd2", "not_cbor"),
        ("cut short by one byte", GOOD[:-1], "not_cbor"),
        ("cut short in the payload", GOOD[:200], "not_cbor"),
        ("a byte more", GOOD + b"\x00", "not_canonical"),
        ("twice the message", GOOD + GOOD, "not_canonical"),
        ("the array's head in two bytes", b"\xd2" + write(Longer(PARTS, 1)), "not_canonical"),
        ("the array without end", b"\xd2" + write(Endless(PARTS)), "not_cbor"),
        ("header's length in two bytes", _part(0, Longer(PROTECTED, 1)), "not_canonical"),
        ("header in pieces", _part(0, Endless(PROTECTED)), "not_cbor"),
        ("unprotected header's head in two bytes", _part(1, Longer({}, 1)), "not_canonical"),
        ("unprotected header without end", _part(1, Endless({})), "not_cbor"),
        ("unprotected header nested", _part(1, {9: [0]}), "not_cbor"),
        ("unprotected key twice", _part(1, Pairs([(9, 0), (9, 0)])), "not_cbor"),
        ("payload's length in four bytes", _part(2, Longer(BODY, 4)), "not_canonical"),
        ("payload in pieces", _part(2, Endless(BODY)), "not_cbor"),
        ("payload under tag 24", _part(2, Raw(b"\xd8\x18" + write(BODY))), "not_cbor"),
        ("payload undefined", _part(2, Raw(b"\xf7")), "not_plain"),
        ("payload a float", _part(2, 1.5), "not_plain"),
        ("signature's length in two bytes more", _part(3, Longer(SIGNATURE, 2)), "not_canonical"),
        ("signature in pieces", _part(3, Endless(SIGNATURE)), "not_cbor"),
        ("length that is not there", b"\xd2\x84\x5b" + b"\xff" * 8, "not_cbor"),
        ("an array of 2^32 parts", b"\xd2\x9a\xff\xff\xff\xff", "not_cbor"),
        ("empty payload", token(b""), "not_cbor"),
    ):
        yield unreadable(name, data, reason)
    yield from _sizes()


def headers() -> Iterator[Case]:
    """Yield cases about the protected header, each rightly signed."""
    for name, header, reason in (
        ("empty", {}, "header"),
        ("no bytes", b"", "not_cbor"),
        ("without an algorithm", {4: KID}, "header"),
        ("without a kid", {1: -7}, "header"),
        ("an array", [1, -7, 4, KID], "header"),
        ("a number", 0, "header"),
        ("null", b"\xf6", "header"),
        *(
            (f"algorithm {said}", {1: number, 4: KID}, "algorithm")
            for number, said in (
                (-8, "EdDSA"),
                (-9, "ESP256"),
                (-35, "ES384"),
                (-36, "ES512"),
                (-37, "PS256"),
                (-47, "ES256K"),
                (5, "HMAC 256"),
                (0, "0"),
                (7, "7"),
                ("ES256", "as text"),
                (b"\x26", "as bytes"),
                ([-7], "in an array"),
                (True, "true"),
                (None, "null"),
            )
        ),
        ("algorithm as a float", {1: -7.0, 4: KID}, "not_plain"),
        *((f"kid of {size} bytes", {1: -7, 4: bytes(size)}, "header") for size in (0, 7, 9, 32)),
        ("kid as text", {1: -7, 4: "99cd3e69"}, "header"),
        ("kid as a number", {1: -7, 4: int.from_bytes(KID)}, "header"),
        ("kid null", {1: -7, 4: None}, "header"),
        ("a critical parameter", {1: -7, 2: [1], 4: KID}, "header"),
        ("an unknown critical parameter", {1: -7, 2: [-70001], 4: KID, -70001: 1}, "header"),
        ("a content type", {1: -7, 3: 60, 4: KID}, "header"),
        ("the typ of a status list", {1: -7, 4: KID, 16: "application/statuslist+cwt"}, "header"),
        ("claims", {1: -7, 4: KID, 15: {1: "MTTQ-BA"}}, "header"),
        ("a certificate chain", {1: -7, 4: KID, 33: b""}, "header"),
        ("a text label", {1: -7, 4: KID, "alg": -7}, "header"),
        ("the labels as text", {"1": -7, "4": KID}, "header"),
        ("out of order", Pairs([(4, KID), (1, -7)]), "not_canonical"),
        ("the algorithm twice", Pairs([(1, -7), (1, -7), (4, KID)]), "not_cbor"),
        ("two algorithms", Pairs([(1, -8), (1, -7), (4, KID)]), "not_cbor"),
        ("without end", Endless(HEADER), "not_cbor"),
        ("head in two bytes", Longer(HEADER, 1), "not_canonical"),
        ("a label in two bytes", Pairs([(Longer(1, 1), -7), (4, KID)]), "not_canonical"),
        ("the algorithm in two bytes", Pairs([(1, Longer(-7, 1)), (4, KID)]), "not_canonical"),
        ("the kid's length in two bytes", Pairs([(1, -7), (4, Longer(KID, 1))]), "not_canonical"),
        ("a byte after it", PROTECTED + b"\x00", "not_canonical"),
        ("true for the label 1", Pairs([(4, KID), (True, -7)]), "not_plain"),
        ("a float for the label 1", Pairs([(4, KID), (1.0, -7)]), "not_plain"),
        ("under a tag", b"\xd8\x18" + PROTECTED, "not_cbor"),
    ):
        yield unreadable(name, token(header=header), reason)
    unknown = token(header={1: -7, 4: bytes(8)})
    yield case("a kid of zeros", unknown, "UNKNOWN_SIGNER", "key_unknown")


def _sizes() -> Iterator[Case]:
    filling = MOST - len(token(also(LATER, bytes(256)))) + 256
    most = token(also(LATER, bytes(filling)))
    assert len(most) == MOST
    yield valid("1024 bytes", most)
    yield unreadable("1025 bytes", token(also(LATER, bytes(filling + 1))), "too_large")
    yield unreadable("2000 bytes", token(also(LATER, bytes(filling + MOST - 48))), "too_large")
    for place in (0, 1, 9, 33 * 8, 100 * 8, len(GOOD) * 8 - 1):
        changed = bytearray(GOOD)
        changed[place >> 3] ^= 1 << (place & 7)
        verdict, reason = _FLIPPED[place]
        yield case(f"bit {place} flipped", bytes(changed), verdict, reason)


_FLIPPED = {
    0: ("UNREADABLE", "not_sign1"),
    1: ("UNREADABLE", "not_sign1"),
    9: ("UNREADABLE", "not_cbor"),
    33 * 8: ("FORGED", "signature"),
    100 * 8: ("FORGED", "signature"),
    len(GOOD) * 8 - 1: ("FORGED", "signature"),
}


def _part(place: int, value: Any) -> bytes:
    return b"\xd2" + write([value if at == place else part for at, part in enumerate(PARTS)])
