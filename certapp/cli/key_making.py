"""`flask keys create`, `rotate` and `passphrase`: keys made, replaced at leisure, and protected anew."""

from datetime import UTC, datetime
from pathlib import Path

import click

from certapp.cli import asking, schema
from certapp.cli.speech import Command, Misuse, option
from certapp.cli.speech import say as _
from certapp.keystore.token_uri import TokenUri
from certapp.registry.people import User
from certapp.workflow import keys, office_keys, offices, reissue, status_key
from certapp.workflow.errors import Conflict


def register(group: click.Group) -> None:
    """Add the commands."""
    for command in (create, rotate, passphrase):
        group.add_command(command)


@click.command(cls=Command, help="cli.keys.create.help")
@click.argument("username", metavar="[USERNAME]", required=False)
@option("--token", metavar="LABEL", help="cli.keys.create.token")
@option("--root-passphrase-file", type=Path, metavar="FILE", help="cli.root_passphrase_file")
def create(username: str | None, token: str | None, root_passphrase_file: Path | None) -> None:
    """Make an approver's key, its owner sitting here, or the status-list key of an office that has none."""
    schema.require()
    office, now = offices.the_office(), datetime.now(UTC)
    if username is not None:
        _request(reissue.approver(office, username), token, now)
        return
    _check_no_token(token)
    row = status_key.create(office, asking.root_passphrase(root_passphrase_file), now)
    click.echo(_("cli.keys.rotate.done", id=row.id, fingerprint=keys.fingerprint(row)))


@click.command(cls=Command, help="cli.keys.rotate.help")
@click.argument("username", metavar="[USERNAME]", required=False)
@option("--token", metavar="LABEL", help="cli.keys.create.token")
@option("--at-once", is_flag=True, help="cli.keys.rotate.at_once")
@option("--compromised", "is_compromised", is_flag=True, help="cli.keys.rotate.compromised")
@option("--root-passphrase-file", type=Path, metavar="FILE", help="cli.root_passphrase_file")
def rotate(
    *,
    username: str | None,
    token: str | None,
    at_once: bool,
    is_compromised: bool,
    root_passphrase_file: Path | None,
) -> None:
    """Replace the status-list key, or an approver's key, its owner sitting here."""
    schema.require()
    office, now = offices.the_office(), datetime.now(UTC)
    if username is not None:
        if at_once or is_compromised:
            raise Misuse("choose_one", one="USERNAME", other="--at-once, --compromised")
        owner = reissue.approver(office, username)
        if keys.active_key(owner) is None:
            raise Conflict("key_none")
        _request(owner, token, now)
        return
    _check_no_token(token)
    root = asking.root_passphrase(root_passphrase_file)
    if is_compromised:
        row = status_key.replace_compromised(office, root, now)
    else:
        row = status_key.rotate(office, root, now, at_once=at_once)
    click.echo(_("cli.keys.rotate.done", id=row.id, fingerprint=keys.fingerprint(row)))


@click.command(cls=Command, help="cli.keys.passphrase.help")
@click.argument("username", metavar="[USERNAME]", required=False)
@option("--root-passphrase-file", type=Path, metavar="FILE", help="cli.root_passphrase_file")
@option("--new-passphrase-file", type=Path, metavar="FILE", help="cli.keys.passphrase.new_file")
def passphrase(
    username: str | None, root_passphrase_file: Path | None, new_passphrase_file: Path | None
) -> None:
    """Protect the root, or an approver's key, with another passphrase; a hardware token with another PIN."""
    schema.require()
    office, now = offices.the_office(), datetime.now(UTC)
    if username is None:
        old = asking.root_passphrase(root_passphrase_file)
        new = asking.new_passphrase(new_passphrase_file, _("cli.ask.new_passphrase"))
        office_keys.change_root_passphrase(office, old, new, now)
        click.echo(_("cli.keys.passphrase.done"))
        return
    owner = reissue.approver(office, username)
    row = keys.active_key(owner)
    if row is None:
        raise Conflict("key_none")
    if row.token_uri is None:
        old = asking.secret(_("cli.ask.passphrase"))
        new = asking.new_passphrase(new_passphrase_file, _("cli.ask.new_passphrase"))
        keys.change_passphrase(owner, old, new, now)
        click.echo(_("cli.keys.passphrase.done"))
        return
    label = TokenUri.parse(row.token_uri).label
    click.echo(_("cli.keys.passphrase.pin", name=label))
    old = asking.secret(_("cli.ask.pin", name=label))
    if new_passphrase_file:
        new = asking.secret_in(new_passphrase_file)
    else:  # what a PIN has to be, only the token knows
        new = asking.new_secret(
            _("cli.ask.new_pin"), lambda answer: None if answer else _("cli.ask.pin_none")
        )
    keys.change_passphrase(owner, old, new, now)
    click.echo(_("cli.keys.passphrase.pin_done", name=label))


def _request(owner: User, token: str | None, now: datetime) -> None:
    """Make an approver's key in a file or a token; `keys certify` does the rest, and retires the old."""
    if token is None:
        secret = asking.new_passphrase(None, _("cli.ask.new_passphrase"))
        row = keys.request(owner, secret, now)
    else:
        uri = _plugged_in(token)
        secret = asking.secret(_("cli.ask.pin", name=uri.label))
        row = keys.request(owner, secret, now, token=uri)
    click.echo(_("cli.keys.create.done", id=row.id, fingerprint=keys.fingerprint(row)))


def _plugged_in(wanted: str) -> TokenUri:
    """Return the hardware token that is meant: by its label, its serial number, or its URI (RFC 7512).

    :raises Misuse: `token_unknown`, none or more than one is.
    :raises TokenError: `token_module`, `token_busy`.
    """
    found = office_keys.tokens()
    meant = [uri for uri in found if wanted in (uri.label, uri.serial.decode("ascii", "replace"), str(uri))]
    if len(meant) != 1:
        plugged = ", ".join(f"{uri.label} ({uri.serial.decode('ascii', 'replace')})" for uri in found)
        raise Misuse("token_unknown", token=wanted, found=plugged or "-")
    return meant[0]


def _check_no_token(token: str | None) -> None:
    if token is not None:
        raise Misuse("token_needs_owner")
