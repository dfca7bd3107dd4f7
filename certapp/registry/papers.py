"""The store of signed PDFs: a file is found by its SHA-256 and never changed."""

import hashlib
import os
import tempfile
from pathlib import Path

from certapp.keystore.files import make_durable


class PaperStore:
    """Signed papers in a folder, two levels deep."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, pdf: bytes) -> str:
        """Store a paper durably; returns its SHA-256 in hexadecimal. Storing it twice is storing it once."""
        digest = hashlib.sha256(pdf).hexdigest()
        path = self._path(digest)
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            make_durable(self._folder)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
            make_durable(path.parent)
        finally:
            Path(temporary).unlink(missing_ok=True)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the paper with this SHA-256.

        :raises FileNotFoundError: it is not in the store.
        :raises ValueError: the file no longer has this hash.
        """
        pdf = self._path(digest).read_bytes()
        if hashlib.sha256(pdf).hexdigest() != digest:
            raise ValueError("stored paper was changed")
        return pdf

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / f"{digest}.pdf"
