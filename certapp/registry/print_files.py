"""The files of print jobs: parts while a job goes on, then the one file to print; a folder a job."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from certapp.keystore.files import make_durable

_FILE = "print.pdf"


class PrintFiles:
    """Print files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_part(self, job_id: int, start: int, data: bytes) -> str:
        """Store a part durably, in the place of what was there; returns its SHA-256 in hexadecimal."""
        with self._written(self._part(job_id, start)) as file:
            file.write(data)
        return hashlib.sha256(data).hexdigest()

    def part(self, job_id: int, start: int, sha256: str) -> bytes | None:
        """Return a part; None if it is gone or its bytes have another hash."""
        try:
            data = self._part(job_id, start).read_bytes()
        except FileNotFoundError:
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    @contextmanager
    def written(self, job_id: int) -> Iterator[BinaryIO]:
        """Write the file to print within the block; it is in its place, durably, when the block ends well."""
        with self._written(self._of(job_id) / _FILE) as file:
            yield file

    def path(self, job_id: int) -> Path:
        """Return where the file to print is, or would be."""
        return self._of(job_id) / _FILE

    def drop_parts(self, job_id: int) -> None:
        """Delete what is only needed while the file is being made."""
        if self._of(job_id).is_dir():
            for path in self._of(job_id).iterdir():
                if path.name != _FILE:
                    path.unlink(missing_ok=True)

    def drop(self, job_id: int) -> None:
        """Delete everything of a job."""
        shutil.rmtree(self._of(job_id), ignore_errors=True)

    def jobs(self) -> list[int]:
        """Return the jobs of which there are files."""
        if not self._folder.is_dir():
            return []
        return sorted(int(path.name) for path in self._folder.iterdir() if path.name.isdecimal())

    def _of(self, job_id: int) -> Path:
        return self._folder / str(job_id)

    def _part(self, job_id: int, start: int) -> Path:
        return self._of(job_id) / f"{start:06d}.part"

    @contextmanager
    def _written(self, path: Path) -> Iterator[BinaryIO]:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        with new.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        make_durable(path.parent)
