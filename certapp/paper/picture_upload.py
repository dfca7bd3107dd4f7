"""Uploaded signatures and seals, which may be anything at all, made into pictures of our own.

Each upload is decoded in a process of its own, with bounded memory and time; see
:mod:`certapp.paper.picture_decoder`. Pixels come back, no file: even a decoder that an
upload has taken over can only draw.
"""

import io
import json
from pathlib import Path
from threading import Lock
from typing import Any

from PIL import Image

from certapp.paper.errors import PaperError
from certapp.paper.isolated import decoded
from certapp.paper.picture_decoder import CLEAR, INK_SIDE

MAX_BYTES = 8 << 20
SECONDS = 8.0  # on the wall; the process has its own limit of computing time
PATIENCE = 10.0  # seconds an upload waits for its turn; the process takes up to 1 GiB
_DECODER = Path(__file__).with_name("picture_decoder.py")
_REFUSALS = ("upload_unreadable", "picture_too_large", "picture_empty", "picture_too_small")
_turn = Lock()


def read_ink(data: bytes, *, is_cleared: bool) -> tuple[bytes, float]:
    """Return the ink in a picture (JPEG, PNG, WebP) as a PNG: RGBA, cut close, at most 432 pixels a side.

    :param is_cleared: whether what is white is made transparent; the ink then has one colour.
    :returns: the PNG, and its height over its width.
    :raises PaperError: `upload_too_large` (over 8 MiB), `picture_too_large` (over 40 million pixels),
        `upload_unreadable` (not such a file, a broken one, or one that takes too much time or memory),
        `picture_empty` (no ink), `picture_too_small` (under 120 pixels), `reader_busy`.
    """
    if len(data) > MAX_BYTES:
        raise PaperError("upload_too_large", limit_mib=MAX_BYTES >> 20)
    if not _turn.acquire(timeout=PATIENCE):
        raise PaperError("reader_busy")
    try:
        width, height, pixels = _decoded(data, [CLEAR] if is_cleared else [])
    finally:
        _turn.release()
    file = io.BytesIO()
    Image.frombytes("RGBA", (width, height), pixels).save(file, "PNG", optimize=True)
    return file.getvalue(), height / width


def _decoded(data: bytes, arguments: list[str]) -> tuple[int, int, bytes]:
    error, width, height, pixels = decoded(_DECODER, data, _understood, *arguments, seconds=SECONDS)
    if error in _REFUSALS:
        raise PaperError(error)
    if not (0 < width <= INK_SIDE and 0 < height <= INK_SIDE and len(pixels) == 4 * width * height):
        raise PaperError("upload_unreadable")
    return width, height, pixels


def _understood(said: bytes) -> tuple[Any, int, int, bytes]:
    first, _, pixels = said.partition(b"\n")
    answer = json.loads(first)
    return answer.get("error"), int(answer.get("width", 0)), int(answer.get("height", 0)), pixels
