"""`flask up`, which `make run` starts: database migrated, an office there (the demo at first), and served."""

from datetime import UTC, datetime

import click
from sqlalchemy import select

from certapp import serve as server
from certapp.cli import schema
from certapp.cli.speech import Command, option
from certapp.cli.speech import say as _
from certapp.config import settings
from certapp.demo import accounts, build
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.workflow import status_lists

_ADDRESS = "127.0.0.1"


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(up)


@click.command(cls=Command, help="cli.up.help")
@option("--port", type=int, default=8000, show_default=True, help="cli.serve.port")
def up(port: int) -> None:
    """Bring everything up to date, then serve until Ctrl-C."""
    server.require_free_port(port, _ADDRESS)
    server.require_writable(settings().instance)
    server.require_writable(settings().keys)
    click.echo(_("cli.up.migrating"))
    schema.migrate()
    url = f"http://{_ADDRESS}:{port}"
    if db.session.scalar(select(Office.id)) is None:
        click.echo(_("cli.up.demo"))
        build.build(url, datetime.now(UTC))
    status_lists.refresh(datetime.now(UTC))
    is_demo = db.session.scalar(select(Office.is_demo).order_by(Office.id))
    if is_demo:
        _show_accounts()
    db.session.remove()
    click.echo(_("cli.up.ready", url=url))
    server.serve(port, _ADDRESS, settings())


def _show_accounts() -> None:
    """Print who can sign in as what, and where the sample certificate lies."""
    rows = [
        (
            _(f"role.{account.role.value}"),
            account.name,
            account.username,
            account.password,
            account.passphrase or "",
        )
        for account in accounts.read()
    ]
    titles = tuple(
        _(f"cli.up.column.{name}") for name in ("role", "name", "username", "password", "passphrase")
    )
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    click.echo()
    for row in (titles, *rows):
        click.echo(
            "  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        )
    click.echo()
    click.echo(_("cli.up.passwords"))
    click.echo(_("cli.up.sample", folder=settings().instance / "demo"))
