"""The checks that a phone made while nobody listened, taken over exactly once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from certapp.credential import VerdictCode
from certapp.registry.audit import record
from certapp.registry.certificate import Certificate
from certapp.registry.checks import Check, Direction
from certapp.registry.database import transaction
from certapp.registry.office import Office
from certapp.registry.scanner import Scanner
from certapp.workflow import alert_keeping, texts
from certapp.workflow.errors import Conflict, Stranger
from certapp.workflow.scan import MAX_NOTE

MOST_AT_ONCE = 500
_REASON = re.compile(r"[a-z0-9_]{1,40}")
_ISSUER = re.compile(r"[!-~]{1,32}")
_TRIES = 3  # two equal batches at once: the later one sees the rows of the earlier


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """A check as a phone has it.

    :param id: UUID, lower case, made on the phone.
    :param at: unix milliseconds by the phone's own clock.
    """

    id: str
    at: int
    verdict: str
    reason: str
    cti: bytes | None
    issuer: str | None
    direction: str | None
    note: str
    outside: bool

    def fault(self) -> str | None:
        """Return the code of what is wrong with it, None if nothing is."""
        if self.verdict not in list(VerdictCode):
            return "verdict"
        if not _REASON.fullmatch(self.reason):
            return "reason"
        if (self.cti is None) != (self.issuer is None):
            return "issuer"
        if self.cti is not None and len(self.cti) != 8:
            return "cti"
        if self.issuer is not None and not _ISSUER.fullmatch(self.issuer):
            return "issuer"
        if self.direction is not None and self.direction not in list(Direction):
            return "direction"
        note = texts.clean(self.note)
        return "note" if note and texts.fault(note, MAX_NOTE) else None


def take_over(
    scanner: Scanner, checks: Sequence[PhoneCheck], sent_at: int, now: datetime, app: str | None = None
) -> None:
    """Store the checks of a phone, each once, however often, in whatever order and beside whom they come.

    The phone's clock is as wrong as `sent_at` differs from `now`, and its moments are put right by that:
    never later than now, nor earlier than the phone joined, as they are if its clock was set in between.

    :param checks: none of them has a fault.
    :param sent_at: unix milliseconds by the phone's clock when it sent them.
    :param now: aware UTC.
    :param app: the version of the scanner page, if it told.
    :raises Stranger: `scanner_removed`, a moment ago.
    """
    scanner_id = scanner.id
    for left in reversed(range(_TRIES)):
        try:
            with transaction() as session:
                scanner = session.get_one(Scanner, scanner_id, with_for_update=True)
                if scanner.removed_at is not None:
                    raise Stranger("scanner_removed")
                _store(session, scanner, checks, sent_at, now)
                scanner.app = app or scanner.app
            return
        except IntegrityError as error:  # another connection has stored one of them since we looked
            if not left:
                raise Conflict("conflict") from error


def _store(
    session: Session, scanner: Scanner, checks: Sequence[PhoneCheck], sent_at: int, now: datetime
) -> None:
    offset = round(now.timestamp() * 1000) - sent_at
    scanner.last_seen_at, scanner.clock_offset = now, offset
    wanted = {check.id: check for check in checks}
    for known in session.scalars(select(Check.form_id).where(Check.form_id.in_(wanted))):
        del wanted[known]
    if not wanted:
        return
    ours = _ours(session, scanner.office_id, wanted.values())
    earliest = scanner.enrolled_at or now
    rows = [
        {
            "office_id": scanner.office_id,
            "form_id": check.id,
            "checkpoint_id": scanner.checkpoint_id,
            "scanner_id": scanner.id,
            "certificate_id": ours.get((check.issuer, check.cti)),
            "cti": check.cti,
            "issuer": check.issuer,
            "at": _moment(check.at + offset, earliest, now),
            "clock_offset": offset,
            "verdict": check.verdict,
            "reason": check.reason,
            "outside": check.outside,
            "direction": check.direction,
            "note": texts.clean(check.note) or None,
        }
        for check in sorted(wanted.values(), key=lambda check: check.at)
    ]
    session.execute(insert(Check), rows)
    stored = session.scalars(
        select(Check).where(Check.form_id.in_(wanted)).order_by(Check.at, Check.id)
    ).all()
    alert_keeping.look(session, stored, now)
    record(
        session,
        office_id=scanner.office_id,
        at=now,
        actor=None,
        verb="take_over_checks",
        subject="scanner",
        subject_id=scanner.id,
        count=len(rows),
    )


def _ours(
    session: Session, office_id: int, checks: Iterable[PhoneCheck]
) -> dict[tuple[str | None, bytes | None], int]:
    ctis = {check.cti for check in checks if check.cti is not None}
    found = session.execute(
        select(Office.code, Certificate.cti, Certificate.id)
        .join(Office, Office.id == Certificate.office_id)
        .where(Certificate.office_id == office_id, Certificate.cti.in_(ctis))
    )
    return {(row.code, row.cti): row.id for row in found}


def _moment(unix_ms: int, earliest: datetime, latest: datetime) -> datetime:
    """Return a moment of unix milliseconds, brought into what is possible; any number will do."""
    low, high = earliest.timestamp() * 1000, latest.timestamp() * 1000
    seconds, rest = divmod(round(min(max(unix_ms, low), high)), 1000)
    return datetime.fromtimestamp(seconds, UTC) + timedelta(milliseconds=rest)
