"""The QR text: `HTTPS://<HOST>/V/<base32 of the token>`, upper case so that the QR is alphanumeric.

Base32 is that of RFC 4648 §6 without padding. Python's own decoder costs about as much as a signature
check, so one translation and one big integer do the same work here, with the same strictness.
"""

import base64
import re
from dataclasses import dataclass
from functools import lru_cache

from certapp.credential.errors import TokenError

MAX_CHARACTERS = 4096
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_DIGITS = b"0123456789ABCDEFGHIJKLMNOPQRSTUV"
# What is not base32 becomes "!", which no number has in it.
_TO_DIGITS = bytes(_DIGITS[_BASE32.index(byte)] if byte in _BASE32 else ord("!") for byte in range(256))
_CLEAN_HEAD = re.compile(r"HTTPS://([A-Z0-9.:-]{1,253})")
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]+")
_URL = re.compile(r"(?:HTTPS?://(?P<host>[^/?#@]{1,253}))?/V/(?P<token>[^/?#]*)(?:[/?#].*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class QrText:
    """A QR text taken apart: the token, and the host of the URL that carried it, if there was one."""

    token: bytes
    host: str | None


def encode(token: bytes, base_url: str) -> str:
    """Return the QR text of `token`.

    :param base_url: scheme and host of the verdict page, such as `https://giayxacnhan.example`.
    """
    return f"{base_url.rstrip('/').upper()}/V/{to_base32(token)}"


def decode(text: str) -> QrText:
    """Read a QR text as phones and hand scanners deliver it: any case, wrapped, with blanks in it.

    A bare base32 token, and a path without a host, are read as well. The host is reported and plays
    no part in whether the token is genuine.

    :raises TokenError: `text_too_long`; `text_not_ascii`, as when a Vietnamese input method rewrites what a
        hand scanner types; `not_qr_text`.
    """
    token, host = _take_apart(text)
    return QrText(token, host)


def token_in(text: str) -> bytes:
    """Return the token of a QR text as :func:`decode` does, for who does not ask for the host."""
    return _take_apart(text)[0]


def _take_apart(text: str) -> tuple[bytes, str | None]:
    if len(text) > MAX_CHARACTERS:
        raise TokenError("text_too_long")
    head, _, rest = text.partition("/V/")
    host = _clean_host(head)
    if host is None:
        return _take_worn_apart(text)
    try:
        return from_base32(rest), host
    except TokenError:
        return _take_worn_apart(text)


@lru_cache(maxsize=256)
def _clean_host(head: str) -> str | None:
    """Return the host if the text begins as we print it; the offices at hand have few."""
    match = _CLEAN_HEAD.fullmatch(head)
    return match[1].lower() if match else None


def _take_worn_apart(text: str) -> tuple[bytes, str | None]:
    compact = "".join(text.split())
    if not compact.isascii():
        compact = _ZERO_WIDTH.sub("", compact)
        if not compact.isascii():
            raise TokenError("text_not_ascii")
    compact = compact.upper()
    match = _URL.fullmatch(compact)
    host = match["host"].lower() if match and match["host"] else None
    return from_base32(match["token"] if match else compact), host


def to_base32(data: bytes) -> str:
    """Encode bytes in upper-case base32 without padding (RFC 4648 §6)."""
    return base64.b32encode(data).decode("ascii").rstrip("=")


def from_base32(text: str) -> bytes:
    """Decode base32 (upper case, padding optional); only the one canonical text of the bytes is read.

    :raises TokenError: `not_qr_text` for a foreign character, an impossible length or stray bits.
    """
    raw = text.rstrip("=").encode("ascii", "replace")
    size, stray = divmod(len(raw) * 5, 8)
    try:
        number = int(raw.translate(_TO_DIGITS), 32)
    except ValueError as error:
        raise TokenError("not_qr_text") from error
    if stray >= 5 or number & ((1 << stray) - 1):
        raise TokenError("not_qr_text")
    return (number >> stray).to_bytes(size)
