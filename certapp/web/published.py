"""Signed lists over HTTP: cacheable, and the same for everyone."""

import hashlib

from flask import Response, request

from certapp.config import settings


def published(signed: bytes, media_type: str) -> Response:
    """Answer with a signed list, or with 304 to who has it already.

    :param signed: the list's bytes.
    """
    response = Response(signed, content_type=media_type)
    response.set_etag(hashlib.sha256(signed).hexdigest()[:32])
    response.cache_control.public = True
    response.cache_control.max_age = settings().status_ttl
    response.headers["Access-Control-Allow-Origin"] = "*"  # a verifier in another origin's page may read it
    response.make_conditional(request)
    return response
