"""A file as an answer."""

from pathlib import PurePath

from flask import Response

from certapp.registry.certificate import Certificate

_TYPES = {".pdf": "application/pdf", ".png": "image/png"}


def download(data: bytes, name: str, *, is_shown: bool = False) -> Response:
    """Return a file to keep, or to be shown in the browser.

    :param name: of the file, which tells its type; it names no person, for names of files travel far.
    """
    response = Response(data, content_type=_TYPES[PurePath(name).suffix])
    response.headers.set("Content-Disposition", "inline" if is_shown else "attachment", filename=name)
    return response


def name_of(certificate: Certificate, kind: str) -> str:
    """Return what a file of this certificate is called.

    :param kind: what it is and the suffix, such as `giay-xac-nhan.pdf`.
    """
    what = PurePath(kind)
    return f"{what.stem}-{certificate.sequence:02d}-{certificate.year}{what.suffix}"
