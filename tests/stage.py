"""A page that puts the scanner's camera, verifier and verdict screen together, and nothing else.

What is behind it is a folder server: no office, no network, no storage. The lists it trusts are given by the
test, so that each verdict can be had, and what it shows is told back through `window.told`.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from tests.small_server import pages

ROOT = Path(__file__).parents[1]
DOMAINS = ("shell", "public", "checkpoint", "check")
SIGNS = {"pass": "valid", "stop": "forged", "hold": "status_unknown"}
SHEETS = ("tokens.css", "scan/verdict-view.css")
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types scan-decoder"
)
PLACES = {
    "/scan/vendor/": ROOT / "node_modules",
    "/scan/": ROOT / "certapp" / "static" / "scan",
    "/static/": ROOT / "certapp" / "static",
    "/tests/": ROOT / "tests" / "node",
}
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".wasm": "application/wasm",
    ".png": "image/png",
}


@cache
def messages(language: str) -> dict[str, str]:
    """Return what the scanner says, by key."""
    folder = ROOT / "certapp" / "translations" / language / "LC_MESSAGES"
    found: dict[str, str] = {}
    for domain in DOMAINS:
        with (folder / f"{domain}.po").open("rb") as file:
            found |= {str(each.id): str(each.string) for each in read_po(file) if each.id}
    return found


@contextmanager
def stage(**trusted: Any) -> Iterator[str]:
    """Serve the page; yields its address.

    :param trusted: what stage.mjs takes: root, trustList, statusLists, now, place.
    """
    setting = {**trusted, "messages": {language: messages(language) for language in ("vi", "en")}}
    page = _page(setting).encode()

    def answer(path: str) -> tuple[int, dict[str, str], bytes]:
        kind, body = _found(path.partition("?")[0], page)
        headers = {"Content-Type": kind or "text/plain", "Content-Security-Policy": POLICY}
        return 200 if kind else 404, headers, body

    with pages(answer) as address:
        yield f"{address}/"


def _found(path: str, page: bytes) -> tuple[str, bytes]:
    if path == "/favicon.ico":
        return "image/svg+xml", (ROOT / "certapp" / "static" / "icons" / "favicon.svg").read_bytes()
    if path == "/":
        return "text/html; charset=utf-8", page
    file = served_file(path)
    return (TYPES[file.suffix], file.read_bytes()) if file else ("", b"")


def served_file(path: str) -> Path | None:
    """Return the file that stands behind the path of an address."""
    for prefix, folder in PLACES.items():
        file = folder / path.removeprefix(prefix)
        if path.startswith(prefix) and ".." not in path and file.is_file():
            return file
    return None


def _page(setting: Mapping[str, Any]) -> str:
    icons = ROOT / "certapp" / "static" / "icons" / "verdict"
    signs = "".join(
        f'<template id="sign-{tone}">{(icons / f"{name}.svg").read_text("utf-8")}</template>'
        for tone, name in SIGNS.items()
    )
    sheets = "".join(f'<link rel="stylesheet" href="/static/{sheet}">' for sheet in SHEETS)
    said = json.dumps(setting).replace("<", "\\u003c")
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Stage</title>'
        f'<meta name="viewport" content="width=device-width">{sheets}'
        f'<script type="application/json" id="setting">{said}</script>{signs}</head>'
        "<body><main><video muted playsinline></video></main>"
        '<script type="module" src="/tests/stage.mjs"></script></body></html>'
    )
