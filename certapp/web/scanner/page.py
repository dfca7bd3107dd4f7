"""The scanner's page. It is the same for every phone, in both languages at once, so that it can be kept."""

from flask import render_template

from certapp.web.language import LANGUAGES
from certapp.web.scanner import blueprint, contents
from certapp.web.scanner.messages import messages


@blueprint.get("")
def scan() -> str:
    """Give the page with every sentence that the scanner may say."""
    spoken = {language: messages(language) for language in LANGUAGES}
    return render_template(
        "scan/scan.html",
        languages=LANGUAGES,
        messages=spoken,
        version=contents.version(),
        modules=[name for name in contents.own() if name.endswith(".js")],
        packages=contents.VENDORED,
    )
