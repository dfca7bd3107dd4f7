"""Secrets planted to be searched for: every form in which one could have leaked, and where to look."""

import base64
import hashlib
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus


def forms_of_text(secret: str) -> dict[str, bytes]:
    """Return the forms of a passphrase or password, by name."""
    forms: dict[str, bytes] = {}
    for normal in ("NFC", "NFD"):
        for case, text in {"": secret, " lower": secret.lower(), " upper": secret.upper()}.items():
            written = unicodedata.normalize(normal, text)  # type: ignore[arg-type]
            forms |= {f"{normal}{case} {name}": data for name, data in _texts(written).items()}
    return forms


def _texts(text: str) -> dict[str, bytes]:
    found = {
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "url": quote(text).encode(),
        "form": quote_plus(text).encode(),
        "json": json.dumps(text).encode()[1:-1],
        "ascii": ascii(text)[1:-1].encode(),
        "repr of bytes": repr(text.encode())[2:-1].encode(),
        "html": html.escape(text).encode(),
        "html numbers": text.encode("ascii", "xmlcharrefreplace"),
    }
    return found | {f"utf-8 {name}": data for name, data in forms_of_bytes(text.encode()).items()}


def forms_of_bytes(secret: bytes) -> dict[str, bytes]:
    """Return the forms of secret bytes, by name: as they are, in letters, and as digests."""
    forms = {
        "raw": secret,
        "reversed": secret[::-1],
        "hex": secret.hex().encode(),
        "HEX": secret.hex().upper().encode(),
        "hex:": secret.hex(":").encode(),
        "decimal": str(int.from_bytes(secret)).encode(),
        "base32": base64.b32encode(secret).rstrip(b"=")[:-1],
        "repr": repr(secret)[2:-1].encode(),
    }
    for name, encode in {"base64": base64.b64encode, "base64url": base64.urlsafe_b64encode}.items():
        for shift in range(
            3
        ):  # letters of base64 at each place a neighbour may push them to, without the edges
            whole = encode(bytes(shift) + secret).rstrip(b"=")
            forms[f"{name}+{shift}"] = whole[4 if shift else 0 : -1]
    for name in ("md5", "sha1", "sha256", "sha512"):
        digest = hashlib.new(name, secret, usedforsecurity=False).digest()
        forms |= {
            name: digest,
            f"{name} hex": digest.hex().encode(),
            f"{name} base64": base64.b64encode(digest),
        }
    return forms


class Search:
    """Looks for planted secrets.

    :param secrets: texts or bytes, by a name under which they may be shown.
    """

    def __init__(self, secrets: Mapping[str, str | bytes]) -> None:
        self._forms: dict[bytes, str] = {}
        for name, secret in secrets.items():
            forms = forms_of_text(secret) if isinstance(secret, str) else forms_of_bytes(secret)
            self._forms |= {data: f"{name} ({form})" for form, data in forms.items()}
        if short := [name for data, name in self._forms.items() if len(data) < 12]:
            raise ValueError(f"too short to be told from chance: {short}")

    def data(self, place: str, data: bytes) -> list[str]:
        """Return what is found in these bytes, in what is packed in them, and across their line ends."""
        texts = [data, re.sub(rb"[\r\n]+", b"", data), *_unpacked(data)]
        return sorted(
            {f"{place}: {name}" for form, name in self._forms.items() if any(form in t for t in texts)}
        )

    def folder(self, folder: Path) -> list[str]:
        """Return what is found in the names and contents of a folder's files."""
        found = []
        for file in sorted(folder.rglob("*")):
            found += self.data("the name of a file", bytes(file))
            if file.is_file():
                found += self.data(str(file.relative_to(folder)), file.read_bytes())
        return found


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What zlib or gzip packed into these bytes, as in a PDF."""
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", data):
        try:
            yield zlib.decompressobj(47).decompress(data[match.start() :], 16 * 1024 * 1024)
        except zlib.error:
            continue


def processes_below(pid: int) -> list[int]:
    """Return the processes that this one has started, and those they have."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += map(int, task.read_text().split())
        except OSError:
            continue  # a thread that has just ended
    return children + [below for child in children for below in processes_below(child)]


def words_of(pid: int) -> bytes:
    """Return the arguments and the environment of a process: what other programs may see of it."""
    found = b""
    for name in ("cmdline", "environ"):
        try:
            found += Path(f"/proc/{pid}/{name}").read_bytes()
        except OSError:
            continue  # it has just ended
    return found
