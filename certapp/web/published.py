"""Signed lists over HTTP: cacheable, and the same for everyone."""

import hashlib

from flask import Response, request

from certapp.config import settings


def published(signed: bytes, media_type: str, max_age: int | None = None) -> Response:
    """Answer with a signed list, or with 304 to who has it already.

    :param signed: the list's bytes.
    :param max_age: seconds for which it may be kept without asking again; by default the lists' `ttl`.
    """
    response = Response(signed, content_type=media_type)
    response.set_etag(hashlib.sha256(signed).hexdigest()[:32])
    response.cache_control.public = True
    response.cache_control.max_age = settings().status_ttl if max_age is None else max_age
    response.headers["Access-Control-Allow-Origin"] = "*"  # a verifier in another origin's page may read it
    response.make_conditional(request)
    return response
