"""Which pages know nobody: they set no cookie, read no session and are the same for everyone."""

from flask import request

BLUEPRINTS = frozenset({"public", "api", "scanner"})


def is_stateless() -> bool:
    """Tell whether the request is for a page that must not touch the session."""
    if request.endpoint == "static":
        return True
    return request.blueprint is not None and request.blueprint.split(".")[0] in BLUEPRINTS
