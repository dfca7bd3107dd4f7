"""What machines send: one JSON text of bounded size."""

import json
from typing import Any

from flask import abort, request


def read(most: int) -> Any:
    """Read the body as JSON, or end the request: 413 where it is too large, 400 where it is not JSON.

    :param most: bytes.
    """
    request.max_content_length = most + 1  # werkzeug refuses what says it is longer, and reads no more
    body = request.get_data(cache=False)
    if len(body) > most:  # a body that does not say how long it is has been cut off there
        abort(413)
    if request.mimetype != "application/json":
        abort(400)
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        abort(400)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that names a member twice: two readers would read two texts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member twice")
    return found
