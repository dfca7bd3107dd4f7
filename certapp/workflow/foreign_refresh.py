"""Keeping the lists of other offices fresh: asked for before they grow old, and at a person's command."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from certapp.credential.errors import CertappError
from certapp.registry.database import db, transaction
from certapp.registry.foreign_office import ForeignOffice
from certapp.registry.office import Office
from certapp.workflow import fetching, foreign_lists, foreign_offices
from certapp.workflow.errors import Conflict
from certapp.workflow.fetching import Answers, Asked, FetchError

SOONEST = 60  # seconds until an office is asked again, whatever its `ttl`, and after a failure
LATEST = 3600  # seconds until it is, whatever its `ttl`
AT_ONCE = 8  # offices that are asked side by side, so that a slow one does not hold up all others

Clock = Callable[[], datetime]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of asking one office: how many lists were taken over, and what went wrong, if anything."""

    code: str
    taken: int
    fault: CertappError | None


def due(clock: Clock) -> int:
    """Ask every office whose lists are due to be asked for; returns how many lists were taken over.

    :param clock: tells the moment, aware UTC.
    """
    rows = db.session.scalars(select(ForeignOffice).where(ForeignOffice.ask_at <= clock())).all()
    return sum(done.taken for done in _refresh(rows, clock))


def now(office: Office, code: str | None, clock: Clock) -> list[Refreshed]:
    """Ask one other office, or each whose address is known, whether it is due or not.

    :param clock: tells the moment, aware UTC.
    :raises NotFound: `foreign_none`.
    :raises Conflict: `foreign_no_address`, nobody has told where that office gives out its lists.
    """
    if code is None:
        return _refresh([row for row in foreign_offices.everyone(office.id) if row.address], clock)
    row = foreign_offices.find(db.session(), office.id, code)
    if row.address is None:
        raise Conflict("foreign_no_address", office=code)
    return _refresh([row], clock)


def _refresh(rows: Sequence[ForeignOffice], clock: Clock) -> list[Refreshed]:
    wanted = [(row.id, row.code, _asked(row)) for row in rows]
    db.session.rollback()  # nothing is held open while the network is waited for
    done = []
    for start in range(0, len(wanted), AT_ONCE):
        batch = wanted[start : start + AT_ONCE]
        answers = fetching.fetch([asked for _, _, asked in batch])
        for (row_id, code, asked), answer in zip(batch, answers, strict=True):
            taken, fault = _take(row_id, asked.address, answer, clock())
            _remember(row_id, asked.address, fault, clock())
            done.append(Refreshed(code, taken, fault))
    return done


def _asked(row: ForeignOffice) -> Asked:
    lists = [held for held in row.status_lists if foreign_lists.number_in(row, held.uri) is not None]
    etags = {fetching.TRUST_LIST: row.etag, **{fetching.path_of(held.number): held.etag for held in lists}}
    return Asked(
        address=row.address or "",
        etags={path: etag for path, etag in etags.items() if etag},
        numbers=frozenset(held.number for held in lists),
    )


def _take(row_id: int, address: str, answers: Answers, moment: datetime) -> tuple[int, CertappError | None]:
    """Take over what may be taken over; each list stands for itself."""
    taken, faults = 0, list[CertappError](answers.faults)
    if found := answers.trust_list:
        try:
            taken += foreign_lists.take_trust_list(row_id, found.data, found.etag, moment)
        except CertappError as error:
            faults.append(error)
    for number, found in answers.status_lists.items():
        uri = foreign_lists.uri_of(address, number)
        try:
            taken += foreign_lists.take_status_list(row_id, uri, found.data, found.etag, moment)
        except CertappError as error:
            faults.append(error)
    faults.sort(
        key=lambda fault: isinstance(fault, FetchError)
    )  # a list refused says more than one not there
    return taken, faults[0] if faults else None


def _remember(row_id: int, address: str, fault: CertappError | None, moment: datetime) -> None:
    """Remember how it went and when to ask again; a change for the worse or the better is reported once."""
    code = fault.code if fault else None
    with transaction() as session:
        row = session.get(ForeignOffice, row_id, with_for_update=True)
        if row is None or row.address != address:  # forgotten, or moved, meanwhile
            return
        if row.asked_at is None or code != row.fault:
            verb = "fetch_failed" if fault else "fetch_succeeded"
            foreign_offices.record_of(session, row, verb, moment, reason=code)
            if fault:
                _log.warning("the lists of the office %s: %s", row.code, fault)
        row.asked_at, row.fault = moment, code
        row.ask_at = moment + timedelta(seconds=SOONEST if fault else _pause(row, moment))


def _pause(row: ForeignOffice, moment: datetime) -> float:
    """Return the seconds until the next asking: the shortest `ttl`, or half of what is left until `exp`."""
    waits = [
        min(held.ttl, (held.expires - moment).total_seconds() / 2)
        for held in row.status_lists
        if foreign_lists.number_in(row, held.uri) is not None
    ]
    return min(max(min(waits, default=LATEST), SOONEST), LATEST)


def system_clock() -> datetime:
    """Return the present moment, aware UTC."""
    return datetime.now(UTC)
