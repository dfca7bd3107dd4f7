"""`flask office`: founding a real office, by asking or from flags; and its first aid for a lost password."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from cryptography import x509
from sqlalchemy import select

from certapp.cli import asking, founding, schema
from certapp.cli.speech import Group, option
from certapp.cli.speech import say as _
from certapp.keystore.signing import fingerprint
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.workflow import accounts, office_trial, offices, trust_list
from certapp.workflow.errors import Conflict


def register(group: click.Group) -> None:
    """Add the group."""
    group.add_command(office)


@click.group(cls=Group, help="cli.office.help")
def office() -> None:
    """The office."""


@office.command(help="cli.office.init.help")
@option("--code", help="cli.office.code")
@option("--name", help="cli.office.name")
@option("--parent-line", "parent_lines", multiple=True, help="cli.office.parent_lines")
@option("--body-line", "body_lines", multiple=True, help="cli.office.body_lines")
@option("--place", help="cli.office.place")
@option("--number-form", help="cli.office.number_form")
@option("--authority-line", "authority_lines", multiple=True, help="cli.office.authority_lines")
@option("--recipient", "recipients", multiple=True, help="cli.office.recipients")
@option("--home-district", help="cli.office.home_district")
@option("--home-province", help="cli.office.home_province")
@option("--public-url", help="cli.office.public_url")
@option("--max-days", type=int, help="cli.office.max_days")
@option("--admin-username", help="cli.office.admin_username")
@option("--admin-name", help="cli.office.admin_name")
@option("--admin-title", help="cli.office.admin_title")
@option("--admin-password-file", type=Path, metavar="FILE", help="cli.office.admin_password_file")
@option("--generate-password", is_flag=True, help="cli.office.generate_password")
@option("--root-passphrase-file", type=Path, metavar="FILE", help="cli.root_passphrase_file")
def init(
    *,
    admin_username: str | None,
    admin_name: str | None,
    admin_title: str | None,
    admin_password_file: Path | None,
    generate_password: bool,
    root_passphrase_file: Path | None,
    **facts: Any,
) -> None:
    """Found the office of this installation."""
    schema.migrate()
    if db.session.scalar(select(Office.id)) is not None:
        raise Conflict("office_exists")
    now = datetime.now(UTC)
    known = founding.facts(facts)
    office_trial.require_room(known, now)
    administrator = founding.administrator(
        {"username": admin_username, "name": admin_name, "title": admin_title},
        founding.password_from(admin_password_file, generate_password),
    )
    passphrase = founding.root_passphrase(root_passphrase_file)
    founded = offices.found(known, administrator, passphrase, now=now)
    root = x509.load_pem_x509_certificate(trust_list.root_certificate(founded.id).encode())
    click.echo(_("cli.office.init.done", name=founded.name, code=founded.code))
    click.echo(_("cli.keys.root.fingerprint", fingerprint=fingerprint(root)))
    click.echo(_("cli.office.init.sign_in", username=administrator.username))
    if admin_password_file is None:
        click.echo(_("cli.office.password.new", password=administrator.password))
    click.echo(_("cli.office.init.next"))


@office.command(help="cli.office.password.help")
@click.argument("username")
@option("--yes", is_flag=True, help="cli.office.password.yes")
def password(username: str, yes: bool) -> None:
    """Give an account a new password."""
    schema.require()
    if yes or asking.is_yes(_("cli.office.password.sure", username=username)):
        click.echo(_("cli.office.password.new", password=accounts.recover(username, datetime.now(UTC))))
