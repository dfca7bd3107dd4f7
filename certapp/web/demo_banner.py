"""Every page of a demo office says so: its papers are worth nothing."""

from flask import Flask

from certapp.workflow import offices
from certapp.workflow.errors import NotFound


def init_app(app: Flask) -> None:
    """Give the templates `office_is_demo()`."""
    app.jinja_env.globals["office_is_demo"] = office_is_demo


def office_is_demo() -> bool:
    """Tell whether the office of this installation is the demo."""
    try:
        return offices.the_office().is_demo
    except NotFound:
        return False
