"""A small app with the shell around it, and pages of the test's own."""

from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from certapp.config import ROOT
from certapp.web import assets, compression, headers, language, navigation, refusals, times


@pytest.fixture
def public() -> Blueprint:
    """The room that knows nobody."""
    return Blueprint("public", __name__)


@pytest.fixture
def room() -> Blueprint:
    """A room with sessions."""
    return Blueprint("office", __name__, url_prefix="/office")


@pytest.fixture
def app(tmp_path: Path, public: Blueprint, room: Blueprint) -> Flask:
    """An app without a database; the rooms join it when the test has given them their pages."""
    app = Flask(
        "certapp",
        root_path=str(ROOT / "certapp"),
        template_folder=str(ROOT / "templates"),
        static_folder="static",
    )
    app.secret_key = "secret of this test"
    app.jinja_env.globals["office_is_demo"] = lambda: False
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)
    manager.request_loader(lambda request: app.config.get("SIGNED_IN"))
    manager.anonymous_user = lambda: None
    manager.session_protection = None
    CSRFProtect(app)
    for part in (assets, headers, compression, language, navigation, refusals, times):
        part.init_app(app)
    return app
