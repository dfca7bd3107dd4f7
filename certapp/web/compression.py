"""Smaller answers for a slow network, where everybody gets the same one.

No other is compressed: its length would tell what stands in it to who may put something beside it (BREACH).
"""

from flask import Flask, Response, request
from flask_compress import Compress

_SAME_FOR_ALL = ("static", "scanner")
_compress = Compress()


def init_app(app: Flask) -> None:
    """Compress static files and the scanner, its page included."""
    app.config.update(
        COMPRESS_REGISTER=False,  # which would compress every page
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_MIMETYPES=[
            *("text/html", "text/css", "text/javascript"),
            *("application/manifest+json", "application/wasm", "image/svg+xml"),
        ],
    )
    _compress.init_app(app)
    app.after_request(_smaller)


def _smaller(response: Response) -> Response:
    room = (request.endpoint or "").partition(".")[0]
    if room not in _SAME_FOR_ALL or response.status_code != 200:  # of a 206 only a part would be compressed
        return response
    response.direct_passthrough = False
    response.make_sequence()
    return _compress.after_request(response)
