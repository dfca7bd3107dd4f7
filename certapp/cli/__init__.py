"""The same verbs for the terminal.

A module holds one group of commands, built from `speech.Group` and `speech.Command`, and adds it in its
`register`. What goes wrong is told in one sentence on stderr: exit status 1, or 2 for a wrong usage.
"""

from flask import Flask

from certapp.cli import keys, office, serve, tasks, up, verify


def init_app(app: Flask) -> None:
    """Add the commands."""
    for part in (office, keys, serve, tasks, up, verify):
        part.register(app.cli)
