"""`flask verify`: one paper, one line of JSON, one exit status.

0 for VALID; 1 for any other verdict, also for a picture without a readable QR; 2 when there was nothing to
judge or nobody to judge it: no argument, a file that cannot be opened or is of another kind, no office, no
database. Then standard output stays empty and the cause stands on stderr.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from flask_babel import force_locale
from sqlalchemy.exc import SQLAlchemyError

from certapp.cli import schema
from certapp.cli.speech import Command, Misused, database_fault
from certapp.config import terminal_language
from certapp.credential import Verdict, VerdictCode
from certapp.credential.errors import CertappError
from certapp.paper.errors import PaperError
from certapp.paper.reader import MAX_BYTES
from certapp.sentences import part_sentences
from certapp.workflow import qr_host, scan
from certapp.workflow.answer import answer, parts_answer
from certapp.workflow.pdf_check import Parts

STDIN = "-"
PICTURES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".webp"})
TEXTS = frozenset({".txt"})
_PICTURE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(verify)


@click.command(cls=Command, help="cli.verify.help")
@click.argument("paper")
@click.pass_context
def verify(context: click.Context, paper: str) -> None:
    """Judge a QR text, the paper in a PDF or picture, or what stands on standard input (`-`)."""
    now = datetime.now(UTC)
    try:
        schema.require()
        examined = _judge(paper, now)
        verdict = examined.verdict
        issuer_name = scan.issuer_name(verdict)
    except SQLAlchemyError as error:
        raise Misused(database_fault(error)) from error
    except CertappError as error:
        raise Misused(error) from error
    told = answer(verdict, issuer_name, now, host=qr_host.host_in(examined.text))
    told["pdf"] = parts_answer(examined.parts, _details(examined.parts))
    click.echo(json.dumps(told, ensure_ascii=False))
    context.exit(0 if verdict.code is VerdictCode.VALID else 1)


def _details(parts: Parts | None) -> dict[str, str]:
    with force_locale(terminal_language()):
        return part_sentences(parts) if parts else {}


def _judge(paper: str, now: datetime) -> scan.Examined:
    if paper == STDIN:
        return _judge_bytes(sys.stdin.buffer.read(MAX_BYTES + 1), now)
    if _is_file(paper):
        return _judge_bytes(_contents(paper), now)
    return _judge_text(paper, now)


def _judge_text(text: str, now: datetime) -> scan.Examined:
    return scan.Examined(text, scan.judge(text, now))


def _judge_bytes(data: bytes, now: datetime) -> scan.Examined:
    if not data.startswith(_PICTURE_STARTS) and b"%PDF-" not in data[:1024]:
        return _judge_text(data.decode("utf-8", "replace"), now)
    try:
        return scan.judge_upload(data, now)
    except PaperError as error:
        return scan.Examined("", Verdict(VerdictCode.UNREADABLE, error.code))


def _is_file(paper: str) -> bool:
    """Tell whether the argument names a file; a QR text neither ends like one nor lies on a disk."""
    if Path(paper).suffix.lower() in PICTURES | TEXTS:
        return True
    try:
        exists = Path(paper).exists()
    except (OSError, ValueError):  # longer than any name, or no name at all
        return False
    if exists:
        raise CertappError("file_kind", file=paper)
    return False


def _contents(file: str) -> bytes:
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise CertappError("file_unreadable", file=file) from error
