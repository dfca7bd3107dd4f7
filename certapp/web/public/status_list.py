"""The office's status lists, where its certificates say they are."""

from flask import Response

from certapp.credential.statuslist import MEDIA_TYPE
from certapp.web.public import blueprint
from certapp.web.published import published
from certapp.workflow import status_lists


@blueprint.get("/s/<int(max=2147483647):number>")
def status_list(number: int) -> Response:
    """Give the newest form of a status list (draft-ietf-oauth-status-list, section 8.2)."""
    return published(status_lists.published(number).signed, MEDIA_TYPE)
