"""Cases about the encoding of the claims, each rightly signed: CBOR that others read and we do not."""

from collections.abc import Iterator
from typing import Any

from certapp.credential import codec
from tests.example import CLAIMS
from tests.vectors.case import LATER, PAYLOAD, Case, also, at, token, unreadable, valid
from tests.vectors.loose import Endless, Longer, Pairs, Raw, write

STATUS, TRAVEL = 65535, -65537
BODY = codec.encode(PAYLOAD)
TRIP = PAYLOAD[TRAVEL]


def encodings() -> Iterator[Case]:
    """Yield cases about longer heads, open ends, order and doubles."""
    yield from _longer()
    for name, payload in (
        ("the map without end", Endless(PAYLOAD)),
        ("the journey without end", at(TRAVEL, put=Endless(TRIP))),
        ("the destinations without end", at(TRAVEL, 8, put=Endless(TRIP[8]))),
        ("a text in pieces", at(1, put=Endless("MTTQ-BA"))),
        ("bytes in pieces", at(7, put=Endless(CLAIMS.cti))),
        ("a claim twice", Pairs([(1, "MTTQ-BA"), *PAYLOAD.items()])),
        ("a claim twice, with two values", Pairs([(1, "MTTQ-KHAC"), *PAYLOAD.items()])),
        (
            "the holder twice",
            at(TRAVEL, put=Pairs([*list(TRIP.items())[:2], (2, "Ai"), *list(TRIP.items())[2:]])),
        ),
        ("a text key twice", at(STATUS, put=Pairs([*PAYLOAD[STATUS].items()] * 2))),
        ("one claim more announced", b"\xa8" + BODY[1:]),
        ("one claim less announced, cut", b"\xa7" + BODY[1:-4]),
        ("reserved lengths", also(LATER, Raw(b"\x1c"))),
        ("a reserved length of a text", also(LATER, Raw(b"\x7e"))),
        ("a simple value in a longer form", also(LATER, Raw(b"\xf8\x14"))),
        ("text of one byte more than there is", b"\xa1\x01\x68MTTQ-BA"),
        ("2^64 - 1 bytes announced", also(LATER, Raw(b"\x5b" + b"\xff" * 8))),
        ("2^62 members announced", also(LATER, Raw(b"\x9b\x40" + bytes(7)))),
    ):
        yield unreadable(name, token(payload), "not_cbor")
    for name, payload in (
        ("a byte after the map", BODY + b"\x00"),
        ("an end of nothing after the map", BODY + b"\xff"),
        ("two maps", BODY + BODY),
        ("two claims change places", Pairs([*list(PAYLOAD.items())[1::-1], *list(PAYLOAD.items())[2:]])),
        ("negative claims first", Pairs(list(PAYLOAD.items())[::-1])),
        ("the journey backwards", at(TRAVEL, put=Pairs(list(TRIP.items())[::-1]))),
        (
            "the status entry backwards",
            at(STATUS, "status_list", put=Pairs([("uri", CLAIMS.status.uri), ("idx", 5)])),
        ),
        ("keys sorted by length first", Pairs([*list(PAYLOAD.items()), (LATER, 0), ("a", 0), (24, 0)])),
    ):
        yield unreadable(name, token(payload), "not_canonical")


def kinds() -> Iterator[Case]:
    """Yield cases about kinds of values that have, or have not, a place in what is passed over."""
    for name, value in (
        ("true", True),
        ("false", False),
        ("null", None),
        ("2^64 - 1", 2**64 - 1),
        ("-2^64", Raw(b"\x3b" + b"\xff" * 8)),
        ("an empty text", ""),
        ("an empty map", {}),
        ("text that is not NFC", "e\u0301"),
        ("four levels", [[[0]]]),
        ("maps of four levels", {1: {"a": {-1: 0}}}),
        ("integer and text keys", {0: 0, -1: 0, "": 0, "b": 0, "aa": 0}),
    ):
        yield valid(f"{name} in a claim of a later version", token(also(LATER, value)))
    yield valid("a claim with a text for a key", token(also("later", 1)))
    for name, value, reason in (
        ("five levels", [[[[0]]]], "not_cbor"),
        ("maps of five levels", {1: {1: {1: {1: 0}}}}, "not_cbor"),
        ("five hundred levels", Raw(b"\x81" * 500 + b"\x00"), "not_cbor"),
        ("a float of 2 bytes", Raw(b"\xf9\x3c\x00"), "not_plain"),
        ("a float of 4 bytes", Raw(b"\xfa\x3f\x80\x00\x00"), "not_plain"),
        ("a float of 8 bytes", 1.1, "not_plain"),
        ("NaN", Raw(b"\xf9\x7e\x00"), "not_plain"),
        ("NaN with a payload", Raw(b"\xfb\x7f\xf8" + bytes(5) + b"\x01"), "not_plain"),
        ("infinity", Raw(b"\xf9\x7c\x00"), "not_plain"),
        ("minus zero", Raw(b"\xf9\x80\x00"), "not_plain"),
        ("undefined", Raw(b"\xf7"), "not_plain"),
        ("simple value 0", Raw(b"\xe0"), "not_plain"),
        ("simple value 255", Raw(b"\xf8\xff"), "not_plain"),
        *(
            (f"tag {number}", Raw(_tag(number) + b"\x00"), "not_cbor")
            for number in (0, 1, 2, 18, 24, 28, 37, 100, 258, 55799, 2**32)
        ),
        ("bytes under tag 2, a large number", Raw(b"\xc2\x49\x01" + bytes(8)), "not_cbor"),
        ("bytes for a key", {b"": 0}, "not_plain"),
        ("true for a key", {True: 0}, "not_plain"),
        ("null for a key", {None: 0}, "not_plain"),
        ("a float for a key", {1.5: 0}, "not_plain"),
        ("an array for a key", Raw(b"\xa1\x80\x00"), "not_plain"),
        ("a key twice", Pairs([(1, 0), (1, 0)]), "not_cbor"),
        ("keys out of order", Pairs([(2, 0), (1, 0)]), "not_canonical"),
        ("text keys out of order", Pairs([("b", 0), ("a", 0)]), "not_canonical"),
        ("a long text key before a short one", Pairs([("aa", 0), ("b", 0)]), "not_canonical"),
        ("text before integers", Pairs([("a", 0), (1, 0)]), "not_canonical"),
        *(
            (f"text that is not UTF-8: {said}", Raw(bytes([0x60 + len(data)]) + data), "not_cbor")
            for said, data in (
                ("Latin-1", b"Nh\xe0"),
                ("cut short", b"\xe1\xbb"),
                ("an overlong NUL", b"\xc0\x80"),
                ("half a surrogate pair", b"\xed\xa0\x80"),
                ("beyond U+10FFFF", b"\xf4\x90\x80\x80"),
                ("a stray continuation", b"\x80"),
            )
        ),
    ):
        yield unreadable(f"{name} in a claim of a later version", token(also(LATER, value)), reason)
    for name, payload, reason in (
        ("under tag 61, as a CWT may be", b"\xd8\x3d" + BODY, "not_cbor"),
        ("bytes around the map", write(BODY), "claim_invalid"),
        ("an array", write([]), "claim_invalid"),
        ("a number", b"\x00", "claim_invalid"),
        ("null", b"\xf6", "claim_invalid"),
        ("an empty map", b"\xa0", "claim_invalid"),
        ("JSON", b'{"1": "MTTQ-BA"}', "not_cbor"),
        ("true for the claim 1", Pairs([*list(PAYLOAD.items())[1:], (True, "MTTQ-BA")]), "not_plain"),
        ("the claims under text keys", {str(key): value for key, value in PAYLOAD.items()}, "claim_invalid"),
    ):
        yield unreadable(f"payload: {name}", token(payload), reason)


def _longer() -> Iterator[Case]:
    """Yield each head of the payload in longer forms."""
    heads: list[tuple[str, tuple[Any, ...], Any]] = [
        ("the map", (), PAYLOAD),
        ("iss", (1,), PAYLOAD[1]),
        ("cti", (7,), PAYLOAD[7]),
        ("the status", (STATUS,), PAYLOAD[STATUS]),
        ("idx", (STATUS, "status_list", "idx"), 5),
        ("uri", (STATUS, "status_list", "uri"), CLAIMS.status.uri),
        ("the journey", (TRAVEL,), TRIP),
        ("the holder", (TRAVEL, 2), TRIP[2]),
        ("the destinations", (TRAVEL, 8), TRIP[8]),
    ]
    for name, path, value in heads:
        for size in (1, 2, 4, 8):
            if size > 1 or _short(value):
                longer = Longer(value, size)
                payload = at(*path, put=longer) if path else longer
                yield unreadable(f"{name}: head of 1 + {size} bytes", token(payload), "not_canonical")
    for name, path, value, size in (
        ("exp", (4,), CLAIMS.expires, 8),
        ("the year of birth", (TRAVEL, 3), 1988, 4),
        ("the first minute", (TRAVEL, 11, 0), 300, 4),
    ):
        yield unreadable(f"{name}: {size} bytes", token(at(*path, put=Longer(value, size))), "not_canonical")
    keys = list(PAYLOAD.items())
    for name, place, size in (("1", 0, 1), ("65535", 5, 4), ("-65537", 6, 8)):
        pairs = [
            (Longer(key, size), item) if at_ == place else (key, item) for at_, (key, item) in enumerate(keys)
        ]
        yield unreadable(f"the key {name} in {size} bytes", token(Pairs(pairs)), "not_canonical")
    text = Pairs([(Longer("status_list", 1), PAYLOAD[STATUS]["status_list"])])
    yield unreadable("a text key: head of two bytes", token(at(STATUS, put=text)), "not_canonical")


def _short(value: Any) -> bool:
    """Tell whether the shortest head of the value is one byte."""
    return write(value)[0] & 0x1F < 24


def _tag(number: int) -> bytes:
    head = bytearray(write(number))
    head[0] |= 0xC0
    return bytes(head)
