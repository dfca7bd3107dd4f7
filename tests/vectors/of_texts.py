"""Cases about the QR text: what phones and hand scanners make of it, and what is none."""

from collections.abc import Iterator

from certapp.credential import qrtext
from tests.example import BASE_URL
from tests.vectors.case import GOOD, Case, unreadable, valid

TEXT = qrtext.encode(GOOD, BASE_URL)
TOKEN = TEXT.partition("/V/")[2]
MOST = 4096
STRAY = -len(GOOD) * 8 % 5  # bits that the last letter has over
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def texts() -> Iterator[Case]:
    """Yield cases about texts around a good token."""
    for name, text in (
        ("as printed", TEXT),
        ("lower case", TEXT.lower()),
        ("every other letter in lower case", "".join(map(_either, enumerate(TEXT)))),
        ("wrapped", "\n".join(TEXT[place : place + 40] for place in range(0, len(TEXT), 40))),
        ("wrapped with carriage returns", TEXT[:100] + "\r\n" + TEXT[100:] + "\r\n"),
        ("a blank at both ends", f" {TEXT}\t"),
        ("a blank after every eighth letter", " ".join(TEXT[at : at + 8] for at in range(0, len(TEXT), 8))),
        ("no-break and ideographic spaces", TEXT[:50] + "\u00a0\u3000\u2028" + TEXT[50:]),
        ("characters without width", "\ufeff" + TEXT[:60] + "\u200b\u2060" + TEXT[60:]),
        (
            "the separators of a hand scanner",
            "\x1d" + TEXT[:9] + "\x1c\x1e\x1f\x0b\x0c\x85" + TEXT[9:] + "\r",
        ),
        ("the token alone", TOKEN),
        ("the token alone in lower case", TOKEN.lower()),
        ("the path alone", "/V/" + TOKEN),
        ("the path alone in lower case", ("/v/" + TOKEN).lower()),
        ("padding", TEXT + "=" * (-len(TOKEN) % 8)),
        ("more padding than there is", TEXT + "=" * 9),
        ("without encryption", TEXT.replace("HTTPS", "HTTP")),
        ("another host", TEXT.replace("GXN.EXAMPLE", "EVIL.EXAMPLE")),
        ("a host with a port", TEXT.replace("EXAMPLE", "EXAMPLE:8443")),
        ("an address of numbers", TEXT.replace("GXN.EXAMPLE", "192.0.2.7")),
        ("a query", TEXT + "?lang=en"),
        ("a query with a token in it", TEXT + "?next=/V/AAAA"),
        ("a fragment", TEXT + "#top"),
        ("a slash after it", TEXT + "/"),
        ("a path after it", TEXT + "/pdf"),
        ("4096 characters", TEXT + " " * (MOST - len(TEXT))),
    ):
        yield valid(name, text)


def no_texts() -> Iterator[Case]:
    """Yield cases about texts that carry no token."""
    for name, text in (
        ("empty", ""),
        ("blanks", " \n\t "),
        ("padding alone", "===="),
        ("the address of the office", "https://gxn.example/"),
        ("a page of the office", "https://gxn.example/scan"),
        ("a path without a token", "HTTPS://GXN.EXAMPLE/V/"),
        ("a token that is a query", f"HTTPS://GXN.EXAMPLE/V/?{TOKEN}"),
        ("another path", TEXT.replace("/V/", "/W/")),
        ("a path before it", TEXT.replace("/V/", "/APP/V/")),
        ("two slashes", TEXT.replace("/V/", "/V//")),
        ("no host", TEXT.replace("GXN.EXAMPLE", "")),
        ("a user before the host", TEXT.replace("GXN", "GXN@EVIL")),
        ("another scheme", TEXT.replace("HTTPS", "FTP")),
        ("no colon", TEXT.replace("HTTPS:", "HTTPS")),
        ("the text twice", TEXT + TEXT),
        ("text around it", f"Xac nhan: {TEXT}"),
        ("padding in the middle", f"{TEXT[:200]}={TEXT[200:]}"),
        ("percent signs", TEXT[:200] + "%20" + TEXT[200:]),
        ("a full stop after it", TEXT + "."),
        ("a letter too many", TEXT + "A"),
        ("a NUL character", TEXT + "\0"),
        *((f"the digit {digit}, which base32 has not", f"{TEXT[:-1]}{digit}") for digit in "0189"),
        *((f"stray bits {bits:0{STRAY}b}", _astray(bits)) for bits in range(1, 1 << STRAY)),
        *((f"a length of {size}, which base32 has not", "A" * size) for size in (1, 3, 6, 9)),
        ("a Vietnamese sentence", "Xin chao"),
    ):
        yield unreadable(name, text, "not_qr_text")
    for name, text in (
        ("a Cyrillic letter", TEXT.replace("C", "\u0421", 1)),
        ("letters of full width", TEXT.replace("V", "\uff36", 1)),
        ("rewritten by a Vietnamese keyboard", TEXT.replace("AA", "\u00c2", 1)),
        ("a dotless i", TEXT.lower().replace("i", "\u0131", 1)),
        ("a long s", TEXT.lower().replace("s", "\u017f", 1)),
        ("a right-to-left mark", TEXT + "\u200f"),
        ("a character beyond 16 bits", TEXT + "\U0001f600"),
    ):
        yield unreadable(name, text, "text_not_ascii")
    yield unreadable("4097 characters", TEXT + " " * (MOST + 1 - len(TEXT)), "text_too_long")
    yield unreadable("4097 letters", "A" * (MOST + 1), "text_too_long")


def _either(placed: tuple[int, str]) -> str:
    place, letter = placed
    return letter.lower() if place % 2 else letter


def _astray(bits: int) -> str:
    return TEXT[:-1] + LETTERS[LETTERS.index(TEXT[-1]) | bits]
