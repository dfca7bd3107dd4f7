"""Reading an uploaded picture or PDF, which may be anything at all.

Decoders of pictures and PDFs are large programs, most of them in C. Each upload is decoded in a process of
its own, with bounded memory and time; see :mod:`certapp.paper.decoder`.
"""

import json
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from certapp.paper.errors import PaperError
from certapp.paper.isolated import decoded
from certapp.paper.pdf_findings import Upload, findings

MAX_BYTES = 8 << 20
SECONDS = 20.0  # on the wall, of a machine that is busy; the process has its own limit of computing time
AT_ONCE = 2  # decoders, each up to 1 GiB
WAITING = 2  # uploads more; each keeps a thread of the server, and pages must be answered too
PATIENCE = 10.0  # seconds an upload waits for its turn
_DECODER = Path(__file__).with_name("decoder.py")
_places = BoundedSemaphore(AT_ONCE + WAITING)
_turns = BoundedSemaphore(AT_ONCE)


def read_qr_texts(data: bytes) -> list[str]:
    """Return the texts of all QR symbols in a picture or PDF, as :func:`read_upload` does."""
    return read_upload(data).texts


def read_upload(data: bytes) -> Upload:
    """Return what a picture (JPEG, PNG, WebP) or a PDF of up to 3 pages tells.

    Takes well under a second for a phone's photograph, about one for a signed paper. Each QR text is returned
    once; texts over 4,096 characters and those after the sixteenth are left out.

    :raises PaperError: `upload_too_large` (over 8 MiB), `picture_too_large` (over 40 million pixels),
        `upload_unreadable` (not such a file, a broken one, or one that takes too much time or memory),
        `upload_no_qr`, `reader_busy`; of a PDF `pdf_mixed`, `pdf_encrypted`, `pdf_pages`, `pdf_active`,
        `pdf_objects` (docs/paper.md).
    """
    if len(data) > MAX_BYTES:
        raise PaperError("upload_too_large", limit_mib=MAX_BYTES >> 20)
    if not _places.acquire(blocking=False):
        raise PaperError("reader_busy")
    try:
        answer = _in_turn(data)
    finally:
        _places.release()
    if "error" in answer:
        raise PaperError(answer["error"])
    if not answer["texts"]:
        raise PaperError("upload_no_qr")
    texts = [str(text) for text in answer["texts"]]
    return Upload(texts, None if answer["pdf"] is None else findings(answer["pdf"]))


def _in_turn(data: bytes) -> dict[str, Any]:
    if not _turns.acquire(timeout=PATIENCE):
        raise PaperError("reader_busy")
    try:
        answer: dict[str, Any] = decoded(_DECODER, data, json.loads, seconds=SECONDS)
        return answer
    finally:
        _turns.release()
