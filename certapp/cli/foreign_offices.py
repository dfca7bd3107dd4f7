"""`flask keys`: the roots of other offices, where they are to be asked, and the lists that they sign."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import click
from cryptography import x509

from certapp.cli import asking, schema
from certapp.cli.speech import Command, Misuse, option, tell
from certapp.cli.speech import say as _
from certapp.keystore.signing import fingerprint
from certapp.registry.foreign_office import ForeignStatusList
from certapp.sentences import sentence_of
from certapp.workflow import foreign_lists, foreign_offices, foreign_refresh, offices
from certapp.workflow.local_time import clock_text

_HIDDEN = 4  # of the 16 groups of a fingerprint: 64 bits that a look-alike root would have to meet by chance
_GROUP = 4  # hexadecimal digits


def register(group: click.Group) -> None:
    """Add the commands."""
    for command in (import_root, address_, import_list, import_status_list, fetch, forget_root, list_):
        group.add_command(command)


@click.command("import-root", cls=Command, help="cli.keys.import_root.help")
@click.argument("file", type=Path, metavar="FILE")
@option("--fingerprint", "known", metavar="SHA256", help="cli.keys.import_root.fingerprint")
@option("--replace", "list_file", type=Path, metavar="LIST", help="cli.keys.import_root.replace")
@option("--address", default="", metavar="URL", help="cli.keys.import_root.address")
def import_root(file: Path, known: str | None, list_file: Path | None, address: str) -> None:
    """Pin another office's root, after its fingerprint was compared; with LIST in the place of an old one."""
    schema.require()
    now = datetime.now(UTC)
    root = foreign_offices.read_root(_bytes_of(file), now)
    click.echo(
        _(
            "cli.keys.import_root.who",
            name=foreign_offices.name_of(root),
            code=foreign_offices.code_of(root),
            until=clock_text(root.not_valid_after_utc),
        )
    )
    compared = known if known is not None else _compared(root)
    if list_file is not None:
        row = foreign_offices.replace_root(offices.the_office(), root, compared, _bytes_of(list_file), now)
        click.echo(_("cli.keys.import_root.replaced", name=row.name, code=row.code, version=row.version))
        return
    row = foreign_offices.import_root(offices.the_office(), root, compared, now, address)
    click.echo(_("cli.keys.import_root.done", name=row.name, code=row.code))
    click.echo(
        _("cli.keys.import_root.fetch" if row.address else "cli.keys.import_root.files", code=row.code)
    )


def _compared(root: x509.Certificate) -> str:
    """Show the fingerprint with gaps at random places, to be filled from the other office's own copy."""
    digits = fingerprint(root).replace(":", "")
    groups = [digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP)]
    hidden = sorted(secrets.SystemRandom().sample(range(len(groups)), _HIDDEN))
    shown = ["?" * _GROUP if place in hidden else group for place, group in enumerate(groups)]
    click.echo(_("cli.keys.import_root.compare"))
    click.echo("  " + " ".join(shown))
    for place in hidden:
        groups[place] = asking.line(
            _("cli.keys.import_root.group", place=place + 1),
            lambda answer: None if len(answer) == _GROUP else _("cli.keys.import_root.digits", digits=_GROUP),
        )
    return "".join(groups)


@click.command("address", cls=Command, help="cli.keys.address.help")
@click.argument("code", metavar="CODE")
@click.argument("url", metavar="URL")
def address_(code: str, url: str) -> None:
    """Say where another office gives out its lists; empty: nowhere."""
    schema.require()
    row = foreign_offices.set_address(offices.the_office(), code, url, datetime.now(UTC))
    done = "cli.keys.address.done" if row.address else "cli.keys.address.none"
    click.echo(_(done, code=row.code, address=row.address))


@click.command("import-list", cls=Command, help="cli.keys.import_list.help")
@click.argument("file", type=Path, metavar="FILE")
def import_list(file: Path) -> None:
    """Take over another office's trust list."""
    schema.require()
    row = foreign_lists.import_trust_list(offices.the_office(), _bytes_of(file), datetime.now(UTC))
    click.echo(_("cli.keys.import_list.done", code=row.code, version=row.version))


@click.command("import-status-list", cls=Command, help="cli.keys.import_status_list.help")
@click.argument("file", type=Path, metavar="FILE")
def import_status_list(file: Path) -> None:
    """Take over another office's status list."""
    schema.require()
    row = foreign_lists.import_status_list(offices.the_office(), _bytes_of(file), datetime.now(UTC))
    click.echo(_("cli.keys.import_status_list.done", **_times(row)))


@click.command("fetch", cls=Command, help="cli.keys.fetch.help")
@click.argument("code", metavar="[CODE]", required=False)
@click.pass_context
def fetch(context: click.Context, code: str | None) -> None:
    """Ask other offices for their lists; the exit status is 1 when not all went well."""
    schema.require()
    done = foreign_refresh.now(offices.the_office(), code, foreign_refresh.system_clock)
    for each in done:
        click.echo(_("cli.keys.fetch.taken", code=each.code, lists=each.taken))
        if each.fault:
            click.echo(f"  {tell(each.fault)}", err=True)
    if not done:
        click.echo(_("cli.keys.fetch.none"))
    context.exit(1 if any(each.fault for each in done) else 0)


@click.command("forget-root", cls=Command, help="cli.keys.forget_root.help")
@click.argument("code", metavar="CODE")
@option("--yes", is_flag=True, help="cli.keys.end.yes")
def forget_root(code: str, yes: bool) -> None:
    """Trust another office no more."""
    schema.require()
    if yes or asking.is_yes(_("cli.keys.forget_root.sure", code=code)):
        foreign_offices.forget(offices.the_office(), code, datetime.now(UTC))
        click.echo(_("cli.keys.forget_root.done", code=code))


@click.command("offices", cls=Command, help="cli.keys.offices.help")
def list_() -> None:
    """Print the offices whose roots were imported."""
    schema.require()
    for row in foreign_offices.everyone(offices.the_office().id):
        held = _("cli.keys.offices.none")
        if row.version is not None and row.issued_at is not None:
            held = _("cli.keys.offices.list", version=row.version, when=clock_text(row.issued_at))
        click.echo("  ".join((row.code, row.name, held, fingerprint(foreign_offices.root_of(row)))))
        for status_list in row.status_lists:
            click.echo("    " + _("cli.keys.offices.status_list", **_times(status_list)))
        if row.address is None:
            click.echo("    " + _("cli.keys.offices.no_address"))
        elif row.asked_at is None:
            click.echo("    " + _("cli.keys.offices.not_asked", address=row.address))
        else:
            result = sentence_of(row.fault) if row.fault else _("cli.keys.offices.well")
            when = clock_text(row.asked_at)
            click.echo("    " + _("cli.keys.offices.asked", address=row.address, when=when, result=result))


def _times(row: ForeignStatusList) -> dict[str, str]:
    return {"uri": row.uri, "when": clock_text(row.issued_at), "until": clock_text(row.expires)}


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Misuse("file_unreadable", file=str(file)) from error
