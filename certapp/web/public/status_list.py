"""The office's status lists, where its certificates say they are."""

from datetime import UTC, datetime

from flask import Response, request
from werkzeug.exceptions import BadRequest

from certapp.config import settings
from certapp.credential.statuslist import MEDIA_TYPE
from certapp.sentences import sentence
from certapp.web.public import blueprint
from certapp.web.published import published
from certapp.web.times import now
from certapp.workflow import published_lists
from certapp.workflow.errors import WorkflowError

_MOST_DIGITS = 11  # of a moment in unix seconds: the year 5138


@blueprint.get("/s/<int(max=2147483647):number>")
def status_list(number: int) -> Response:
    """Give the newest form of a status list, or of a moment (draft-ietf-oauth-status-list, section 8)."""
    asked = request.args.get("time")
    return _newest(number) if asked is None else _past(number, asked)


def _newest(number: int) -> Response:
    """It may be kept for its `ttl`, but never beyond its `exp`."""
    row = published_lists.published(number)
    left = int((row.expires - now()).total_seconds())
    return published(row.signed, MEDIA_TYPE, max(0, min(settings().status_ttl, left)))


def _past(number: int, asked: str) -> Response:
    """404 for a moment of which there is none; 501 where the office keeps none (section 8.4)."""
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _MOST_DIGITS):
        raise BadRequest
    try:
        signed = published_lists.published_at(number, datetime.fromtimestamp(int(asked), UTC), now())
    except WorkflowError as error:
        if error.code != "status_history":
            raise
        return Response(sentence(error), 501, content_type="text/plain; charset=utf-8")
    return published(signed, MEDIA_TYPE, 0)  # of this very second there may be another one soon
