"""A PDF as an answer."""

from flask import Response


def pdf_response(pdf: bytes, name: str, *, is_shown: bool = False) -> Response:
    """Return a PDF to keep, or to be shown in the browser.

    :param name: of the file; it names no person, for names of files travel far.
    """
    response = Response(pdf, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline" if is_shown else "attachment", filename=name)
    return response
