"""The headers every answer carries, whatever room it comes from."""

from flask import Flask, Response, request

_PAGE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",  # no script of ours turns text into markup or code
}
# The scanner starts workers and runs the decoder's WebAssembly. To start a worker is to turn text into code:
# its scripts name a policy for that (Trusted Types), and no other page may.
_SCANNER = {
    **_PAGE,
    "script-src": "'self' 'wasm-unsafe-eval'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'none'",
    "trusted-types": "scan-shell scan-decoder",
}
CONTENT_SECURITY_POLICY = "; ".join(
    f"{name} {value}" for name, value in {**_PAGE, "trusted-types": "'none'"}.items()
)
SCANNER_SECURITY_POLICY = "; ".join(f"{name} {value}" for name, value in _SCANNER.items())
_SCANNER_PAGE = "/scan"  # the one page that may ask for the camera
_SCANNER_FILES = ("/scan/", "/static/scan/")  # a worker obeys the policy that its own file came with
_DENIED = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer"),
        *("microphone", "midi", "payment", "serial", "usb"),
    )
)


def init_app(app: Flask) -> None:
    """Add the headers to every answer of the app."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    is_page = request.path == _SCANNER_PAGE
    is_scanner = is_page or request.path.startswith(_SCANNER_FILES)
    policy = SCANNER_SECURITY_POLICY if is_scanner else CONTENT_SECURITY_POLICY
    response.headers["Content-Security-Policy"] = policy
    response.headers["Permissions-Policy"] = f"camera=({'self' if is_page else ''}), {_DENIED}"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
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
