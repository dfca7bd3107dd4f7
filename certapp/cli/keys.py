"""`flask keys`: the life of the office's keys; what needs the root happens here and nowhere else."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from certapp.cli import asking, compromised, foreign_offices, key_making, root, schema
from certapp.cli.speech import Group, option
from certapp.cli.speech import say as _
from certapp.credential.errors import CertappError
from certapp.keystore.token_uri import TokenUri
from certapp.registry.people import User
from certapp.registry.signer_key import SignerKey
from certapp.workflow import key_ends, offices, overview, trust_list
from certapp.workflow import keys as keys_
from certapp.workflow.errors import NotFound
from certapp.workflow.local_time import clock_text, day_text


class ExportError(CertappError):
    """A file that cannot be written."""


def register(group: click.Group) -> None:
    """Add the group."""
    group.add_command(keys)
    for each in (key_making, root, compromised, foreign_offices):
        each.register(keys)


@click.group(cls=Group, help="cli.keys.help")
def keys() -> None:
    """Keys."""


@keys.command("list", help="cli.keys.list.help")
def list_() -> None:
    """Print every key of the office."""
    schema.require()
    for row in keys_.keys_of_office(offices.the_office().id):
        click.echo(
            "  ".join((f"{row.id:>4}", _(f"state.key.{row.state}"), _(f"key.{row.purpose}"), *_facts(row)))
        )


def _facts(row: SignerKey) -> list[str]:
    facts = [row.user.name] if row.user else []
    if row.certificate:
        until = keys_.certificate_of(row).not_valid_after_utc
        facts.append(_("cli.keys.until", day=day_text(until)))
    if row.certificate and row.since:
        facts.append(_("cli.keys.since", when=clock_text(row.since)))
    if row.token_uri:
        facts.append(_("cli.keys.token", name=TokenUri.parse(row.token_uri).label))
    return [*facts, keys_.fingerprint(row)]


@keys.command(help="cli.keys.certify.help")
@click.argument("key_id", metavar="[ID]", type=int, required=False)
@option("--yes", is_flag=True, help="cli.keys.certify.yes")
@option("--root-passphrase-file", type=Path, metavar="FILE", help="cli.root_passphrase_file")
def certify(key_id: int | None, yes: bool, root_passphrase_file: Path | None) -> None:
    """Certify one request, or each that waits."""
    schema.require()
    waiting = keys_.requests(offices.the_office().id)
    if key_id is not None and key_id not in [row.id for row in waiting]:
        raise NotFound("key_request_none")
    wanted = [row.id for row in waiting if key_id in (None, row.id)]
    if not wanted:
        click.echo(_("cli.keys.certify.none"))
    passphrase = None
    for each in wanted:
        if not yes and not _is_agreed(each):
            click.echo(_("cli.keys.certify.left"))
            continue
        if passphrase is None:
            passphrase = asking.root_passphrase(root_passphrase_file)
        row = keys_.certify(offices.the_office(), each, passphrase, datetime.now(UTC))
        click.echo(_("cli.keys.certify.done", name=_owner(row).name, fingerprint=keys_.fingerprint(row)))


def _is_agreed(key_id: int) -> bool:
    """Show what is about to be certified, and ask."""
    row = next(row for row in keys_.requests(offices.the_office().id) if row.id == key_id)
    owner = _owner(row)
    click.echo(_("cli.keys.certify.who", name=owner.name, title=owner.title, username=owner.username))
    if reset := overview.last_reset(owner):
        click.echo(_("cli.keys.certify.reset", day=day_text(reset)))
    click.echo(_("cli.keys.certify.fingerprint", fingerprint=keys_.fingerprint(row)))
    return asking.is_yes(_("cli.keys.certify.sure"))


@keys.command(help="cli.keys.retire.help")
@click.argument("key_id", metavar="ID", type=int)
@option("--yes", is_flag=True, help="cli.keys.end.yes")
@option("--root-passphrase-file", type=Path, metavar="FILE", help="cli.root_passphrase_file")
def retire(key_id: int, yes: bool, root_passphrase_file: Path | None) -> None:
    """End the use of a key whose owner leaves."""
    schema.require()
    if yes or asking.is_yes(_("cli.keys.retire.sure")):
        passphrase = asking.root_passphrase(root_passphrase_file)
        key_ends.retire(offices.the_office(), key_id, passphrase, datetime.now(UTC))
        click.echo(_("cli.keys.end.done"))


@keys.command(help="cli.keys.revoke.help")
@click.argument("key_id", metavar="ID", type=int)
@option("--yes", is_flag=True, help="cli.keys.end.yes")
@option("--root-passphrase-file", type=Path, metavar="FILE", help="cli.root_passphrase_file")
def revoke(key_id: int, yes: bool, root_passphrase_file: Path | None) -> None:
    """Distrust a key that fell into other hands."""
    schema.require()
    if yes or asking.is_yes(_("cli.keys.revoke.sure")):
        passphrase = asking.root_passphrase(root_passphrase_file)
        key_ends.revoke(offices.the_office(), key_id, passphrase, datetime.now(UTC))
        click.echo(_("cli.keys.end.done"))


def _owner(row: SignerKey) -> User:
    if row.user is None:
        raise NotFound("key_request_none")
    return row.user


@keys.group(cls=Group, help="cli.keys.export.help")
def export() -> None:
    """Files for others."""


@export.command("trust-list", help="cli.keys.export.trust_list.help")
@click.argument("file", type=Path, metavar="FILE")
def export_trust_list(file: Path) -> None:
    """Write the trust list into a file, whole or not at all."""
    schema.require()
    data = trust_list.signed(offices.the_office().id)
    try:
        handle, temporary = tempfile.mkstemp(dir=file.absolute().parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(temporary).chmod(0o644)  # it is for everybody to read
            Path(temporary).replace(file)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise ExportError("file_unwritable", file=str(file)) from error
    click.echo(_("cli.keys.export.trust_list.done", file=file, bytes=len(data)))
