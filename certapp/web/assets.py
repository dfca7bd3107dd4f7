"""Style, script and drawings: addresses that change with their content, and drawings put into the page."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from markupsafe import Markup

_STATIC = Path(__file__).resolve().parent.parent / "static"
_ICONS = _STATIC / "icons"


def init_app(app: Flask) -> None:
    """Version the addresses of static files and give the templates `icon()`."""
    app.url_defaults(_add_version)
    app.jinja_env.globals["icon"] = icon


def icon(name: str, label: str = "", css: str = "icon") -> Markup:
    """Return a drawing of `static/icons/` as inline SVG, so that it takes the colour of the text around it.

    :param name: path without ending, such as `verdict/valid`.
    :param label: what it says to those who do not see it; empty where the text beside it says the same.
    :param css: class names.
    :raises OSError: there is no such drawing.
    """
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    opening = Markup('<svg class="{}" {} focusable="false" ').format(css, said)
    return opening + Markup(_drawing(name))  # noqa: S704  # our own files, nobody else's text


@cache
def _drawing(name: str) -> str:
    return (_ICONS / f"{name}.svg").read_text(encoding="utf-8").strip().removeprefix("<svg ")


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "v" not in values:
        values["v"] = _version(str(values["filename"]))


@cache
def _version(filename: str) -> str | None:
    path = _STATIC / filename
    if not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
