"""The headers every answer carries, whatever room it comes from."""

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# The scanner decodes pictures in WebAssembly, in a worker whose script is of its own making alone.
SCANNER_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types scan-shell scan-decoder"
)
_SCANNER = "/scan"  # the one page that may ask for the camera
_SCANNER_FILES = ("/scan/", "/static/scan/")
_DENIED = "geolocation=(), microphone=(), payment=(), usb=()"


def init_app(app: Flask) -> None:
    """Add the headers to every answer of the app."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    camera = "camera=(self)" if request.path == _SCANNER else "camera=()"
    is_scanner = request.path == _SCANNER or request.path.startswith(_SCANNER_FILES)
    response.headers["Content-Security-Policy"] = SCANNER_POLICY if is_scanner else CONTENT_SECURITY_POLICY
    response.headers["Permissions-Policy"] = f"{camera}, {_DENIED}"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint == "static":
        response.headers["Cache-Control"] = _static_cache(response)
    elif "Cache-Control" not in response.headers:  # a list that may be cached says so itself
        response.headers["Cache-Control"] = "no-store"
    return response


def _static_cache(response: Response) -> str:
    """An address with a version (see assets.py) never changes its content; any other is asked for again."""
    if response.status_code in (200, 304) and "v" in request.args:
        return "public, max-age=31536000, immutable"
    return "no-cache"
