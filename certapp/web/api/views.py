"""Routes of the API; openapi.json beside this file describes them."""

from pathlib import Path
from typing import Any

from flask import Response, abort

from certapp.credential import trustlist
from certapp.web.api import blueprint, bodies
from certapp.web.metrics import count_verdict
from certapp.web.published import published
from certapp.web.times import now
from certapp.workflow import offices, qr_host, scan, trust_list
from certapp.workflow.answer import answer

MAX_BODY = 8 * 1024  # bytes; a QR text has at most 4,096 characters
_DESCRIPTION = Path(__file__).with_name("openapi.json")


@blueprint.post("/verify")
def verify() -> dict[str, Any]:
    """Judge a QR text. A bad token is no error of the request: it gets its verdict."""
    text = _qr_text()
    moment = now()
    verdict = scan.judge(text, moment)
    count_verdict(verdict.code, "api")
    return answer(verdict, scan.issuer_name(verdict), moment, host=qr_host.host_in(text))


@blueprint.get("/trust-list")
def keys() -> Response:
    """Give the office's trust list, as its root signed it."""
    return published(trust_list.signed(offices.the_office().id), trustlist.MEDIA_TYPE)


@blueprint.get("/openapi.json")
def description() -> Response:
    """Describe the API (OpenAPI 3.1)."""
    return Response(_DESCRIPTION.read_bytes(), content_type="application/json")


def _qr_text() -> str:
    """Read `{"qr": text}`, or end the request: 413 over 8 KiB, 400 for anything else."""
    match bodies.read(MAX_BODY):
        case {"qr": str() as text, **rest} if not rest:
            return text
        case _:
            abort(400)
