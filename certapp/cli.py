"""The same verbs for the terminal."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the commands."""
