"""certapp issues travel-confirmation certificates and says, at a checkpoint, whether one is good."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from certapp.config import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """Put the application together.

    Imports stand inside, so that a lower room can be used without the frameworks of the upper ones.

    :param settings: None reads them from the environment.
    :raises ConfigError: a setting makes no sense.
    """
    from flask import Flask

    from certapp import cli, web
    from certapp.cli.speech import refusals
    from certapp.config import EXTENSION, ROOT, Settings
    from certapp.registry import sqlite
    from certapp.registry.database import db, migrate

    os.umask(0o077)  # what this process writes is for its owner alone: the register holds personal data
    with refusals():  # a command gets a sentence, not a trace
        settings = settings or Settings.from_environment()
        app = Flask(__name__, template_folder=str(ROOT / "templates"), instance_path=str(settings.instance))
        app.extensions[EXTENSION] = settings
        app.config["SQLALCHEMY_DATABASE_URI"] = settings.sqlalchemy_url
        # an error of the database tells what failed, not whose data it failed on
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"hide_parameters": True}
        app.config["MAX_CONTENT_LENGTH"] = settings.upload_bytes + 64 * 1024  # and the form around the upload
        db.init_app(app)
        migrate.init_app(app, db, directory=str(settings.migrations), render_as_batch=True)
        with app.app_context():
            sqlite.prepare(db.engine, settings.lock_wait)
        web.init_app(app)
        cli.init_app(app)
        return app
