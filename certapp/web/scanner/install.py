"""What makes the page an installed application: manifest, icons, service worker, files of packages."""

import hashlib
import json
from functools import cache
from io import BytesIO
from pathlib import Path

from flask import Response, abort, send_file, url_for
from flask_babel import force_locale, gettext
from PIL import Image, ImageDraw

from certapp.web.scanner import blueprint, contents, page

_SIZES = (192, 512)  # what Android asks for
_RED, _WHITE, _GOLD = "#9e1b16", "#ffffff", "#ffd34d"


@blueprint.get("/app.webmanifest")
def manifest() -> Response:
    """Describe the application (W3C Web Application Manifest); its name is Vietnamese, as the paper is."""
    with force_locale("vi"):
        name, short, told = (gettext(f"scan.app.{each}") for each in ("name", "short", "description"))
    icons = [
        {
            "src": url_for(".icon", side=side),
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": purpose,
        }
        for side in _SIZES
        for purpose in ("any", "maskable")
    ]
    found = {
        "id": "/scan",
        "name": name,
        "short_name": short,
        "description": told,
        "lang": "vi",
        "dir": "ltr",
        "start_url": "/scan",
        "scope": "/scan",
        "display": "standalone",
        "orientation": "portrait",
        "theme_color": _RED,
        "background_color": "#161412",
        "icons": icons,
    }
    return Response(json.dumps(found, ensure_ascii=False), content_type="application/manifest+json")


@blueprint.get("/icon-<int:side>.png")
def icon(side: int) -> Response:
    """Draw the application's icon."""
    if side not in _SIZES:
        abort(404)
    return send_file(BytesIO(_icon(side)), mimetype="image/png")


@blueprint.get("/sw.js")
def service_worker() -> Response:
    """Give the service worker with the list of what it keeps; a browser takes a changed one for an update."""
    files = [
        "/scan",
        *(url_for(".manifest"), *(url_for(".icon", side=side) for side in _SIZES)),
        *(url_for("static", filename=name, v=None) for name in contents.own()),
        *(url_for(".vendor", name=name) for name in contents.VENDORED),
        url_for(".worker"),
        *(url_for(".decoder", name=name) for name in contents.DECODER),
    ]
    version = hashlib.sha256(page.scan().encode()).hexdigest()[:12]  # the page names that of the files
    known = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(files)};\n"
    code = (contents.STATIC / "scan/service-worker.js").read_text(encoding="utf-8")
    response = Response(known + code, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/scan"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/decode-worker.js")
def worker() -> Response:
    """Give the decoder's worker, below `/scan/` as all that it loads.

    To a service worker, what a page loads belongs to the page, but a worker goes by its own address.
    """
    return _code(contents.STATIC / contents.WORKER)


@blueprint.get("/vendor/<path:name>")
def decoder(name: str) -> Response:
    """Give a file of a package that the worker needs."""
    if name not in contents.DECODER:
        abort(404)
    return _code(contents.vendored(name))


def vendor(name: str) -> Response:
    """Give a file of a package that the page needs."""
    if name not in contents.VENDORED:
        abort(404)
    return _code(contents.vendored(name))


def _code(file: Path) -> Response:
    kind = "application/wasm" if file.suffix == ".wasm" else "text/javascript"
    response = send_file(file, mimetype=kind)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.record_once
def _beside_own_files(state: object) -> None:
    """Packages stand below the scanner's own files, so that modules find them by a path beside their own."""
    state.app.add_url_rule(  # type: ignore[attr-defined]
        "/static/scan/vendor/<path:name>", "scanner.vendor", vendor
    )


@cache
def _icon(side: int) -> bytes:
    """A tick in the frame of a viewfinder; what matters stays within the circle of a maskable icon."""
    fine = 4 * side
    picture = Image.new("RGB", (fine, fine), _RED)
    draw = ImageDraw.Draw(picture)

    def at(x: float, y: float) -> tuple[float, float]:
        return x * fine, y * fine

    for left in (True, False):
        for top in (True, False):
            x, y = (0.24 if left else 0.76), (0.24 if top else 0.76)
            along = 0.14 if left else -0.14, 0.14 if top else -0.14
            draw.line([at(x + along[0], y), at(x, y), at(x, y + along[1])], _GOLD, fine // 22, joint="curve")
    draw.line([at(0.35, 0.51), at(0.46, 0.62), at(0.66, 0.38)], _WHITE, fine // 12, joint="curve")
    file = BytesIO()
    picture.resize((side, side), Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return file.getvalue()
