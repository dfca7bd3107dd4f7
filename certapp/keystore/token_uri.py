"""Where a hardware token or a key in it is found: a PKCS#11 URI (RFC 7512), which names and never opens."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, unquote_to_bytes

from certapp.keystore.errors import KeyStoreError

_SCHEME = "pkcs11:"
MAX_URI = 500  # characters; a label of 32 bytes, a serial number of 16 and a name of 64 take 350


@dataclass(frozen=True)
class TokenUri:
    """A token by label and serial number, and with `key` a private key in it by label."""

    label: str
    serial: bytes
    key: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a URI; attributes of the path and of the query that we do not write are refused.

        :raises KeyStoreError: `token_uri`, not one that :meth:`__str__` writes.
        """
        try:
            if len(text) > MAX_URI or not text.startswith(_SCHEME):
                raise ValueError(text)
            found = dict(part.split("=", 1) for part in text.removeprefix(_SCHEME).split(";"))
            key = found.get("object")
            uri = cls(
                label=unquote_to_bytes(found["token"]).decode(),
                serial=unquote_to_bytes(found["serial"]),
                key=None if key is None else unquote_to_bytes(key).decode(),
            )
            if str(uri) != text:
                raise ValueError(text)
        except (ValueError, KeyError):
            raise KeyStoreError("token_uri") from None  # that error carries the text, and it might hold a PIN
        return uri

    def __str__(self) -> str:
        """Write the URI (RFC 7512 §2.3), one spelling a token and a key."""
        parts = [f"token={_escaped(self.label.encode())}", f"serial={_escaped(self.serial)}"]
        if self.key is not None:
            parts += [f"object={_escaped(self.key.encode())}", "type=private"]
        return _SCHEME + ";".join(parts)

    @property
    def token(self) -> "TokenUri":
        """The token alone."""
        return TokenUri(self.label, self.serial)


def _escaped(value: bytes) -> str:
    return quote(value, safe="")
