"""The scanner: a page that is opened once with a network and judges papers without one.

It knows nobody: no session, no cookie. A phone is known to the API by the token it got when it joined.
"""

from flask import Blueprint

blueprint = Blueprint("scanner", __name__, url_prefix="/scan")

# the views register themselves on the blueprint
from certapp.web.scanner import install, page  # noqa: E402, F401
