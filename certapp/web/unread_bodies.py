"""What was sent and nobody asked for: read to its end, so that the sender hears the answer.

A server that has answered before all of a request was there closes the connection, and on a slow network the
answer, such as that a form is too old, is lost with it.
"""

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

_PIECE = 64 * 1024  # bytes read at a time


def init_app(app: Flask) -> None:
    """Read what is left of a request before its answer goes out."""
    app.after_request(_read_rest)


def _read_rest(response: Response) -> Response:
    try:
        while request.stream.read(_PIECE):
            pass
    except HTTPException:  # it is larger than any request may be, or its sender is gone: not worth reading
        pass
    return response
