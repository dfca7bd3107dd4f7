"""`flask serve`: the web server and the timer."""

import click

from certapp import serve as server
from certapp.cli.speech import Command, option
from certapp.config import settings


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(serve)


@click.command(cls=Command, help="cli.serve.help")
@option("--port", type=int, default=8000, show_default=True, help="cli.serve.port")
@option("--address", default="127.0.0.1", show_default=True, help="cli.serve.address")
def serve(port: int, address: str) -> None:
    """Serve the office until Ctrl-C."""
    server.serve(port, address, settings())
