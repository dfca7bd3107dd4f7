"""What anyone may open: verdicts, the home page, the status lists, and the state of the server."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter

blueprint = Blueprint("public", __name__)


class Anything(BaseConverter):
    """The rest of an address, whatever it is: what is not a token gets a verdict too, not a 404."""

    regex = r"[\s\S]*"
    part_isolating = False


@blueprint.record_once
def _teach_addresses(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["anything"] = Anything


# the views register themselves on the blueprint
from certapp.web.public import check, pages, probes, status_list  # noqa: E402, F401
