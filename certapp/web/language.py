"""The two languages: Vietnamese unless the person asks for English, and how to ask."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_locale

from certapp.web.stateless import is_stateless
from certapp.workflow.local_time import ZONE

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}  # each named in itself, hence not in a catalogue
DEFAULT = "vi"
DOMAINS = (
    "shell",
    "error",
    "account",
    "applicant",
    "approver",
    "checkpoint",
    "check",
    "scan",
    "office",
    "public",
    "paper",
    "printing",
    "scanners",
    "alerts",
    "cli",
)
CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
_KEY = "lang"
_LONGEST_LINK = 4096  # characters; what is longer is no page of ours


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The page one is on, in one of the languages."""

    code: str
    name: str
    href: str
    is_current: bool


def init_app(app: Flask) -> None:
    """Give the app its catalogues, its zone and the choice of a language by `?lang=`."""
    app.config["BABEL_DOMAIN"] = ";".join(DOMAINS)
    # Flask-Babel pairs the n-th domain with the n-th folder
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join([str(CATALOGUES)] * len(DOMAINS))
    Babel(app, default_locale=DEFAULT, default_timezone=ZONE.key, locale_selector=select)
    app.before_request(_remember)
    app.jinja_env.globals.update(
        language=language, language_links=language_links, language_query=language_query
    )


def select() -> str:
    """Return the code of the language to answer in: `?lang=`, else the remembered one, else Vietnamese."""
    if not has_request_context():
        return DEFAULT
    asked = request.args.get(_KEY)
    if asked is None and not is_stateless():
        asked = session.get(_KEY)
    return asked if asked in LANGUAGES else DEFAULT


def language() -> str:
    """Return the code of the language in use."""
    return str(get_locale() or DEFAULT)


def language_links() -> list[LanguageLink]:
    """Return this page in every language; nothing for an address that cannot be opened by a link."""
    if request.url_rule is not None and "GET" not in (request.url_rule.methods or ()):
        return []
    path = quote(request.script_root + request.path)
    if len(path) > _LONGEST_LINK:
        return []
    others = [(name, value) for name, value in request.args.items(multi=True) if name != _KEY]
    return [
        LanguageLink(code, name, f"{path}?{urlencode([*others, (_KEY, code)])}", code == language())
        for code, name in LANGUAGES.items()
    ]


def language_query() -> dict[str, str]:
    """Return what to add to the address of a page without session, so that it keeps the language."""
    return {} if language() == DEFAULT else {_KEY: language()}


def _remember() -> None:
    asked = request.args.get(_KEY)
    if asked in LANGUAGES and request.blueprint is not None and not is_stateless():
        session[_KEY] = asked
