"""`flask tasks`: the work that nobody asks for."""

from dataclasses import asdict

import click

from certapp import tasks as timer
from certapp.cli import schema
from certapp.cli.speech import Group
from certapp.cli.speech import say as _
from certapp.config import settings


def register(group: click.Group) -> None:
    """Add the group."""
    group.add_command(tasks)


@click.group(cls=Group, help="cli.tasks.help")
def tasks() -> None:
    """Background jobs."""


@tasks.command(help="cli.tasks.once.help")
def once() -> None:
    """Do what is due, once."""
    schema.require()
    done = timer.once()
    click.echo(_("cli.tasks.done", **asdict(done)))


@tasks.command(help="cli.tasks.run.help")
def run() -> None:
    """Do it at every turn of the timer, until SIGTERM or Ctrl-C."""
    timer.run(settings().timer_seconds)
