"""What the scanner consists of: files of its own and of packages, and the version that all of it makes."""

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
_PACKAGES = Path(__file__).resolve().parents[3] / "node_modules"
_STYLES = ("tokens.css", "scan/scan.css", "scan/verdict-view.css")
_CBORG = (
    *("0uint", "1negint", "2bytes", "3string", "4array", "5map", "6tag", "7float"),
    *("bl", "byte-utils", "common", "decode", "encode", "is", "jump", "tagged", "token"),
)
VENDORED = ("cborg/cborg.js", *(f"cborg/lib/{name}.js" for name in _CBORG))
"""The files of packages that the page needs; nothing else of them is given out."""
WORKER = "scan/decode-worker.js"
DECODER = (
    "zxing-wasm/dist/es/reader/index.js",
    "zxing-wasm/dist/es/share.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm",
)
"""The files of packages that the worker needs."""


def vendored(name: str) -> Path:
    """Return where a file of a package is on this machine."""
    return _PACKAGES / name


@cache
def own() -> tuple[str, ...]:
    """Return the scanner's own files, as paths below `static/`."""
    found = (file for ending in ("js", "png") for file in STATIC.glob(f"scan/**/*.{ending}"))
    names = sorted(file.relative_to(STATIC).as_posix() for file in found)
    return (
        *(name for name in names if name not in (WORKER, "scan/service-worker.js")),
        *_STYLES,
        "icons/favicon.svg",
    )


@cache
def version() -> str:
    """Return a name for all files together; it changes with any byte of them."""
    digest = hashlib.sha256()
    files = [STATIC / name for name in (*own(), WORKER, "scan/service-worker.js")]
    for file in (*files, *map(vendored, (*VENDORED, *DECODER))):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]
