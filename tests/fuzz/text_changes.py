"""Changes to a QR text: the token in it, its letters, what stands around it."""

from random import Random

from certapp.credential import qrtext
from tests.fuzz import genuine, shapes
from tests.fuzz.message_changes import message

_BEFORE = ("http://a@b/V/", "HTTPS:///V/", "/v/", "ftp://h/V/", "/V//V/", "V/")
_AFTER = ("=", "====", "A", "7", "?x=1", "#", "/V/A", "\x00", "\ud800", "İ", "ß" * 3000, "x" * 4000)
_BETWEEN = (*shapes.LETTERS, *"AZ27018/?#@= ")


def qr_text(body: bytes, rng: Random) -> bytes:
    """Return another QR text."""
    text = body.decode("utf-8", "ignore")
    match rng.randrange(6):
        case 0 | 1:
            text = "HTTPS://GXN.EXAMPLE/V/" + qrtext.to_base32(message(rng.choice(genuine.TOKENS), rng))
        case 2:
            wrapped = text.replace("/V/", "\n/v/\ufeff")
            text = rng.choice((text.lower(), " ".join(text), wrapped, text * 2, text[22:]))
        case 3:
            text = rng.choice(_BEFORE) + text[22:]
        case 4:
            text += rng.choice(_AFTER)
        case _:
            place = rng.randrange(len(text) + 1)
            text = text[:place] + rng.choice(_BETWEEN) + text[place + rng.randrange(2) :]
    return text.encode("utf-8", "surrogatepass")
