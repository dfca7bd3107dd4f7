"""`flask keys root` and `rotate-root`: the root that others pin, and a new one in its place."""

from datetime import UTC, datetime
from pathlib import Path

import click

from certapp.cli import asking, schema
from certapp.cli.speech import Command, option
from certapp.cli.speech import say as _
from certapp.keystore.signing import fingerprint
from certapp.registry.office import Office
from certapp.registry.signer_key import SignerKey, SignerKeyState
from certapp.workflow import keys, offices, root_key
from certapp.workflow.local_time import day_text


def register(group: click.Group) -> None:
    """Add the commands."""
    for command in (root, rotate_root):
        group.add_command(command)


@click.command(cls=Command, help="cli.keys.root.help")
@click.argument("key_id", metavar="[ID]", type=int, required=False)
def root(key_id: int | None) -> None:
    """Print a root certificate, and its fingerprint beside it so that a pipe gets the certificate alone."""
    schema.require()
    row = root_key.find(offices.the_office().id, key_id)
    click.echo(_("cli.keys.root.fingerprint", fingerprint=fingerprint(keys.certificate_of(row))), err=True)
    click.echo(row.certificate, nl=False)


@click.command("rotate-root", cls=Command, help="cli.keys.rotate_root.help")
@option("--lost", "is_lost", is_flag=True, help="cli.keys.rotate_root.lost")
@option("--yes", is_flag=True, help="cli.keys.end.yes")
@option("--root-passphrase-file", type=Path, metavar="FILE", help="cli.root_passphrase_file")
@option("--new-passphrase-file", type=Path, metavar="FILE", help="cli.keys.passphrase.new_file")
def rotate_root(
    *, is_lost: bool, yes: bool, root_passphrase_file: Path | None, new_passphrase_file: Path | None
) -> None:
    """Make a new root that vouches for all that the old one vouched for."""
    schema.require()
    office = offices.the_office()
    click.echo(_("cli.keys.rotate_root.explained"))
    if not yes and not asking.is_yes(_(f"cli.keys.rotate_root.{'sure_lost' if is_lost else 'sure'}")):
        return
    before = root_key.find(office.id)
    old = None if is_lost else asking.root_passphrase(root_passphrase_file)
    new = asking.new_passphrase(new_passphrase_file, _("cli.ask.new_root_passphrase"))
    made = root_key.rotate(office, old, new, datetime.now(UTC))
    _tell(offices.the_office(), before, made)


def _tell(office: Office, before: SignerKey, made: SignerKey) -> None:
    """Print what is done, and what is left for people to do."""
    old, new = keys.certificate_of(before), keys.certificate_of(made)
    click.echo(_("cli.keys.rotate_root.done", id=made.id, until=day_text(new.not_valid_after_utc)))
    click.echo(_("cli.keys.root.fingerprint", fingerprint=fingerprint(new)))
    for row in keys.keys_of_office(office.id):
        if row.state == SignerKeyState.ACTIVE and row.id != made.id:
            until = day_text(keys.certificate_of(row).not_valid_after_utc)
            name = row.user.name if row.user else _(f"key.{row.purpose}")
            click.echo(_("cli.keys.rotate_root.stays", id=row.id, name=name, until=until))
    click.echo(_("cli.keys.rotate_root.others"))
    click.echo(_("cli.keys.rotate_root.file", file=f"{before.file_name}.pem", fingerprint=fingerprint(old)))
