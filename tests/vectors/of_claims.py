"""Cases about what the claims may say: each limit at its edge and one past it, each rule of a text."""

from collections.abc import Iterator
from typing import Any

from certapp.credential.claims import TEXT_LIMITS, TRAVEL_KEYS
from tests.example import CLAIMS, NOW, URI
from tests.vectors.case import PAYLOAD, Case, at, case, token, unreadable, valid, without

STATUS, TRAVEL = 65535, -65537
ENTRY = (STATUS, "status_list")
LETTER, WIDE = "ệ", "\U00020000"  # three bytes; four bytes, and two UTF-16 units
LATEST = 2**37


def limits() -> Iterator[Case]:
    """Yield cases at and one past each limit."""
    for name, limit in TEXT_LIMITS.items():
        place = (TRAVEL, TRAVEL_KEYS[name])
        yield valid(f"{name} of 1 character", token(at(*place, put="Ệ")))
        yield valid(f"{name} of {limit} characters", token(at(*place, put=LETTER * limit)))
        yield _invalid(f"{name} of {limit + 1} characters", at(*place, put=LETTER * (limit + 1)))
        yield _invalid(f"{name} empty", at(*place, put=""))
    yield valid("number of 40 characters beyond 16 bits", token(at(TRAVEL, 1, put=WIDE * 40)))
    yield _invalid("number of 41 characters beyond 16 bits", at(TRAVEL, 1, put=WIDE * 41))
    yield from _numbers()
    yield from _destinations()
    yield from _times()
    for count in (0, 7, 9, 16):
        yield _invalid(f"cti of {count} bytes", at(7, put=bytes(count)))
    long = "https://gxn.example/" + "s" * 100
    yield case("uri of 120 characters", token(at(*ENTRY, "uri", put=long)), "STATUS_UNKNOWN", "list_missing")
    yield _invalid("uri of 121 characters", at(*ENTRY, "uri", put=long + "s"))
    yield _invalid("iss of 33 characters", at(1, put="A" * 33))
    yield _invalid("iss empty", at(1, put=""))


def texts() -> Iterator[Case]:
    """Yield cases about the characters of a text, with the holder's name for an example."""
    for said, text in (
        ("the longest of a royal house", "Công Tằng Tôn Nữ Thị Hương Quỳnh Phương Nghiêm"),
        ("with an apostrophe and hyphens", "Y-Bhĭm K'Đăm - Niê"),
        ("of the Raglai", "Katơr Thị Mỹ Hạnh"),
        ("in Cham letters", "ꨌꩌ ꨛꨳꩀ"),
        ("with marks that have no letter of their own", "q\u0323\u0302"),
        ("with two spaces between", "Nguyễn  An"),
        ("with a question mark turned round", "¿Ẵ?"),
        ("beyond 16 bits", "𫜵 𡨸"),
    ):
        yield valid(f"a name {said}", token(at(TRAVEL, 2, put=text)))
    for said, text in (
        ("decomposed (NFD)", "Nguye\u0302\u0303n"),
        ("partly composed", "Nguy\u00ea\u0303n"),
        ("marks in another order", "a\u0302\u0323"),
        ("the sign for Å", "\u212b"),
        ("a tone mark of its own", "a\u0340"),
        ("a space before it", " Nhung"),
        ("a space after it", "Nhung "),
        ("a space alone", " "),
        *(
            (f"U+{ord(sign):04X}, {why}", f"Nh{sign}ung")
            for sign, why in (
                ("\0", "a control character"),
                ("\t", "a tabulator"),
                ("\n", "an end of line"),
                ("\x1b", "an escape"),
                ("\x7f", "delete"),
                ("\x85", "next line"),
                ("\xa0", "a no-break space"),
                ("\u2003", "a wide space"),
                ("\u3000", "an ideographic space"),
                ("\xad", "a soft hyphen"),
                ("\u200b", "a space without width"),
                ("\u200d", "a joiner"),
                ("\u202e", "right to left"),
                ("\u2066", "an isolate"),
                ("\u2028", "a line separator"),
                ("\ufeff", "a byte order mark"),
                ("\ue000", "for private use"),
                ("\u0378", "not assigned"),
                ("\uffff", "no character"),
                ("\U000e0041", "a tag character"),
                ("\U0010fffd", "for private use, beyond 16 bits"),
            )
        ),
    ):
        yield _invalid(f"a name with {said}", at(TRAVEL, 2, put=text))
    for name, text in (("uri", "https://gxn.example/số"), ("uri", " " + URI), ("uri", "")):
        yield _invalid(f"{name} {text!r}", at(*ENTRY, name, put=text))
    for text in ("CƠ-QUAN", " MTTQ", "MTTQ-BA\n"):
        yield _invalid(f"iss {text!r}", at(1, put=text))


def types() -> Iterator[Case]:
    """Yield cases about values of another type, and about what is absent, null or not known."""
    places: dict[str, tuple[Any, ...]] = {name: (TRAVEL, key) for name, key in TRAVEL_KEYS.items()}
    places |= {"iss": (1,), "exp": (4,), "nbf": (5,), "iat": (6,), "cti": (7,), "status": (STATUS,)}
    places |= {"travel": (TRAVEL,), "status_list": ENTRY, "idx": (*ENTRY, "idx"), "uri": (*ENTRY, "uri")}
    for name, path in places.items():
        if name in ("plate", "hours"):
            yield valid(f"{name} absent", token(without(*path)))
        else:
            yield _invalid(f"{name} absent", without(*path))
        yield _invalid(f"{name} null", at(*path, put=None))
        yield _invalid(f"{name} true", at(*path, put=True))
        wrong = {} if name not in ("status", "travel", "status_list") else []
        yield _invalid(f"{name} an empty {'map' if wrong == {} else 'array'}", at(*path, put=wrong))
    yield _invalid("holder in bytes", at(TRAVEL, 2, put=b"Nhung"))
    yield _invalid("exp as text", at(4, put=str(CLAIMS.expires)))
    yield valid("a fact of a later version", token(at(TRAVEL, 12, put="later")))
    yield valid("a fact of a later version, negative", token(at(TRAVEL, -1, put=None)))
    yield _invalid("a fact with a text for a key", at(TRAVEL, "holder", put="Ai"))
    yield valid("audience and subject passed over", token(_sorted({2: "sub", 3: "aud"})))
    yield valid("a status of another kind beside it", token(at(STATUS, "zz_list_of_others", put=[])))
    yield valid("a member more in the status entry", token(at(*ENTRY, "zzz", put=0)))


def _numbers() -> Iterator[Case]:
    for year in (1900, 2100):
        yield valid(f"born in {year}", token(at(TRAVEL, 3, put=year)))
    for year in (1899, 2101, 0, -1988):
        yield _invalid(f"born in {year}", at(TRAVEL, 3, put=year))
    for digits in ("0000", "9999"):
        yield valid(f"last digits {digits}", token(at(TRAVEL, 4, put=digits)))
    for digits in ("", "123", "12345", "12a4", " 123", "１２３４", "१२३४", "①②③④", "-123", 1234):
        yield _invalid(f"last digits {digits!r}", at(TRAVEL, 4, put=digits))
    for hours in ([0, 1], [0, 1440], [1439, 1440], [1439, 1], [1, 1439]):
        yield valid(f"daily window {hours}", token(at(TRAVEL, 11, put=hours)))
    for hours in ([1440, 1], [0, 1441], [-1, 60], [60, 0], [0, 0], [60, 60], [60], [60, 120, 180], []):
        yield _invalid(f"daily window {hours}", at(TRAVEL, 11, put=hours))
    for hours in ([True, 60], ["05:00", "19:00"], {0: 300, 1: 1140}, "05-19"):
        yield _invalid(f"daily window {hours}", at(TRAVEL, 11, put=hours))
    for index, verdict, reason in (
        (0, "VALID", "genuine"),
        (31, "VALID", "genuine"),
        (32, "STATUS_UNKNOWN", "list_index"),
        (2**32 - 1, "STATUS_UNKNOWN", "list_index"),
    ):
        yield case(f"entry {index}", token(at(*ENTRY, "idx", put=index)), verdict, reason)
    for index in (-1, 2**32, 2**64 - 1, "5"):
        yield _invalid(f"entry {index!r}", at(*ENTRY, "idx", put=index))


def _destinations() -> Iterator[Case]:
    place = (TRAVEL, 8)
    yield valid("1 destination of 80 characters", token(at(*place, put=[LETTER * 80])))
    yield valid("6 destinations", token(at(*place, put=[f"Xã {name}" for name in "ABCDEF"])))
    yield valid("a destination twice", token(at(*place, put=["Xã A"] * 2)))
    for name, value in (
        ("no destination", []),
        ("7 destinations", ["Xã A"] * 7),
        ("a destination of 81 characters", ["Xã A", LETTER * 81]),
        ("an empty destination", ["Xã A", ""]),
        ("a destination that is a number", [7]),
        ("a destination in an array", [["Xã A"]]),
        ("destinations as one text", "Xã A, Xã B"),
    ):
        yield _invalid(name, at(*place, put=value))


def _times() -> Iterator[Case]:
    yield valid("nbf 0", token(at(5, put=0)))
    yield valid(f"exp {LATEST}", token(at(4, put=LATEST)))
    for name, key in (("exp", 4), ("nbf", 5), ("iat", 6)):
        yield _invalid(f"{name} {LATEST + 1}", at(key, put=LATEST + 1))
        yield _invalid(f"{name} -1", at(key, put=-1))
    yield _invalid("exp is nbf", at(4, put=CLAIMS.not_before))
    yield _invalid("exp is before nbf", at(4, put=CLAIMS.not_before - 1))
    early = {**at(5, put=NOW - 86400), 4: CLAIMS.issued_at}
    yield _invalid("exp is iat", early)
    yield valid(
        "exp is one second after iat", token({**early, 4: CLAIMS.issued_at + 1}), now=CLAIMS.issued_at
    )


def _sorted(more: dict[int, Any]) -> dict[int, Any]:
    """Return the example's payload with more claims between iss and the status."""
    return {key: {**PAYLOAD, **more}[key] for key in (1, *more, 4, 5, 6, 7, STATUS, TRAVEL)}


def _invalid(name: str, payload: dict[Any, Any]) -> Case:
    return unreadable(name, token(payload), "claim_invalid")
