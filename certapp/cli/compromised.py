"""`flask keys compromised`: a key that fell into other hands, and the papers that it signed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from certapp.cli import asking, schema
from certapp.cli.speech import Command, Misuse, option, tell
from certapp.cli.speech import say as _
from certapp.registry.certificate import Certificate
from certapp.registry.office import Office
from certapp.registry.signer_key import SignerKey, SignerKeyState
from certapp.workflow import compromise, keys, offices, reissue
from certapp.workflow.compromise import Signed
from certapp.workflow.errors import WorkflowError
from certapp.workflow.local_time import ZONE, clock_text
from certapp.workflow.reissue import Step


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(compromised)


@click.command(cls=Command, help="cli.keys.compromised.help")
@click.argument("key_id", metavar="ID", type=int)
@option("--since", required=True, metavar="TIME", help="cli.keys.compromised.since")
@option("--reissue-by", "username", metavar="USERNAME", help="cli.keys.compromised.reissue_by")
@option("--suspend", "is_suspended", is_flag=True, help="cli.keys.compromised.suspend")
@option("--revoke", "is_revoked", is_flag=True, help="cli.keys.compromised.revoke")
@option("--reason", metavar="TEXT", help="cli.keys.compromised.reason")
@option("--dry-run", is_flag=True, help="cli.keys.compromised.dry_run")
@option("--yes", is_flag=True, help="cli.keys.end.yes")
@option("--root-passphrase-file", type=Path, metavar="FILE", help="cli.root_passphrase_file")
@option("--passphrase-file", type=Path, metavar="FILE", help="cli.keys.compromised.passphrase_file")
def compromised(
    *,
    key_id: int,
    since: str,
    username: str | None,
    is_suspended: bool,
    is_revoked: bool,
    reason: str | None,
    dry_run: bool,
    yes: bool,
    root_passphrase_file: Path | None,
    passphrase_file: Path | None,
) -> None:
    """Distrust the key, take back what it signed, and replace it; run again, it goes on where it stopped."""
    schema.require()
    if is_suspended and is_revoked:
        raise Misuse("choose_one", one="--suspend", other="--revoke")
    office, begin = offices.the_office(), _moment(since)
    if username:
        reissue.approver(office, username)  # a slip of the pen is told before anything is done
    verb = "revoke" if is_revoked else "suspend"
    key = _show(office, key_id, begin, verb)
    if dry_run:
        click.echo(_("cli.keys.compromised.dry"))
        return
    if not yes and not asking.is_yes(_("cli.keys.compromised.sure")):
        return
    root = None
    if key.state != SignerKeyState.REVOKED:
        root = asking.root_passphrase(root_passphrase_file)
    why = reason or _("cli.keys.compromised.default_reason")
    done = compromise.distrust(office, key_id, begin, verb, why, root, datetime.now(UTC))
    click.echo(_("cli.keys.compromised.taken", count=done.taken_back, lists=done.lists, voided=done.voided))
    if username:
        _replace(office, key_id, username, passphrase_file)
    ended = reissue.end_replaced(offices.the_office(), key_id, datetime.now(UTC))
    click.echo(_("cli.keys.compromised.ended", count=ended))
    if left := len(compromise.waiting(offices.the_office().id, key_id, datetime.now(UTC))):
        if username:
            raise WorkflowError("reissue_left", count=left)
        click.echo(_("cli.keys.compromised.left", count=left))


def _moment(text: str) -> datetime:
    """Read a time as ISO 8601 writes it; without an offset it is the office's."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Misuse("time_unreadable", text=text) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    if moment > datetime.now(UTC):
        raise Misuse("time_future")
    return moment.astimezone(UTC)


def _show(office: Office, key_id: int, since: datetime, verb: str) -> SignerKey:
    """Print everything the key signed that matters, and what will become of it."""
    now = datetime.now(UTC)
    found = compromise.signed_by(office, key_id, since, now)
    key = next(row for row in keys.keys_of_office(office.id) if row.id == key_id)
    owner = key.user.name if key.user else ""
    click.echo(_("cli.keys.compromised.who", id=key_id, name=owner, fingerprint=keys.fingerprint(key)))
    _list(_(f"cli.keys.compromised.suspect.{verb}", since=clock_text(since)), found.suspect)
    _list(_("cli.keys.compromised.earlier"), found.earlier)
    _list(_("cli.keys.compromised.over"), found.over)
    _list(_("cli.keys.compromised.reserved"), found.reserved)
    to_replace = len(compromise.waiting(office.id, key_id, now)) + _new(found)
    click.echo(_("cli.keys.compromised.to_replace", count=to_replace))
    return key


def _new(found: Signed) -> int:
    """Count what will wait to be replaced as soon as the key is distrusted."""
    return sum(row.state == "valid" and not row.distrusted for row in (*found.suspect, *found.earlier))


def _list(title: str, rows: Sequence[Certificate]) -> None:
    click.echo(f"{title}: {len(rows)}")
    for row in rows:
        when = clock_text(row.issued_at or row.reserved_at)
        click.echo(f"  {row.number}  {when}  {_('state.certificate.' + row.state)}")


def _replace(office: Office, key_id: int, username: str, passphrase_file: Path | None) -> None:
    actor = reissue.approver(office, username)
    secret = asking.secret_from(passphrase_file, _("cli.keys.compromised.passphrase", name=actor.name))
    reissue.replace_all(actor, key_id, secret, lambda: datetime.now(UTC), _report)


def _report(step: Step) -> None:
    """Print how far it is."""
    outcome = step.new or (tell(step.fault) if step.fault else _("cli.keys.compromised.meanwhile"))
    click.echo(f"[{step.done}/{step.total}] {step.old} -> {outcome}")
