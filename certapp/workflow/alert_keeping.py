"""The open alerts of an office, kept true to its checks in the transaction that stores some.

Of each paper and post that is touched all checks are judged anew, so the order in which they came does not
matter. The office's days for checks bound how many there are.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from certapp.config import settings
from certapp.credential import VerdictCode
from certapp.registry.alert import Alert, alert_checks
from certapp.registry.audit import AuditRecord, record
from certapp.registry.checks import Check
from certapp.registry.office import Checkpoint, Office
from certapp.workflow.alert_rules import AlertKind, Seen, Thresholds, of_paper, of_post, was_taken_back

_TAKEN_BACK = {"revoke": True, "suspend": True, "supersede": True, "reinstate": False}
_BY_ISSUER = (VerdictCode.REVOKED, VerdictCode.SUSPENDED)  # of another office's paper its list is all we know

Subject = tuple[str | None, bytes] | int  # issuer and cti of a paper, or the id of a post
Rule = Callable[
    [Collection[Seen], Thresholds, Mapping[AlertKind, AbstractSet[str]]], Mapping[AlertKind, AbstractSet[str]]
]


@dataclass(frozen=True, slots=True)
class _Row:
    """A check as it is stored, and as the rules see it."""

    id: int
    certificate_id: int | None
    seen: Seen


def thresholds(office: Office) -> Thresholds:
    """Return from where on this office finds something odd."""
    return Thresholds(**{**asdict(Thresholds()), **office.alert_thresholds})


def look(session: Session, checks: Iterable[Check], now: datetime) -> None:
    """Raise what is odd now that these checks are stored, in the transaction that stores them.

    :param checks: of one office, with their ids.
    :param now: aware UTC.
    """
    checks = list(checks)
    if not checks:
        return
    office = session.get_one(Office, checks[0].office_id, with_for_update=True)  # one alert, not two at once
    ctis = {check.cti for check in checks if _tells_of_paper(check)}
    posts = {check.checkpoint_id for check in checks if check.verdict == VerdictCode.FORGED}
    of_papers = (Check.cti.in_(ctis), Check.verdict != VerdictCode.FORGED.value)
    of_posts = (Check.checkpoint_id.in_(posts), Check.verdict == VerdictCode.FORGED.value)
    if ctis:
        _keep(session, office, of_paper, _rows(session, office.id, of_papers), Alert.cti.in_(ctis), now)
    if posts:
        same = Alert.cti.is_(None) & Alert.checkpoint_id.in_(posts)
        _keep(session, office, of_post, _rows(session, office.id, of_posts, by_post=True), same, now)


def forget(session: Session, office_id: int, before: datetime) -> None:
    """Delete the alerts all of whose checks are older than `before`, as those are deleted."""
    gone = delete(Alert).where(Alert.office_id == office_id, Alert.last_at < before)
    session.execute(gone.execution_options(synchronize_session=False))


def next_version(session: Session, office_id: int) -> int:
    """Return the version of an alert that changes now."""
    return (session.scalar(select(func.max(Alert.version)).where(Alert.office_id == office_id)) or 0) + 1


def _tells_of_paper(check: Check) -> bool:
    """A forged one says nothing about the paper it imitates."""
    return check.cti is not None and check.verdict != VerdictCode.FORGED


def _rows(
    session: Session, office_id: int, which: Sequence[ColumnElement[bool]], *, by_post: bool = False
) -> dict[Subject, list[_Row]]:
    columns = (
        *(Check.id, Check.form_id, Check.at, Check.checkpoint_id, Check.certificate_id),
        *(Check.verdict, Check.direction, Check.cti, Check.issuer),
    )
    stored = session.execute(select(*columns).where(Check.office_id == office_id, *which)).all()
    places = {
        post.id: post.position
        for post in session.scalars(select(Checkpoint).where(Checkpoint.office_id == office_id))
    }
    histories = _histories(session, {row.certificate_id for row in stored if row.certificate_id is not None})
    found: dict[Subject, list[_Row]] = defaultdict(list)
    for row in stored:
        own = row.certificate_id
        seen = Seen(
            id=row.form_id,
            at=row.at,
            post=row.checkpoint_id,
            verdict=row.verdict,
            direction=row.direction,
            place=places[row.checkpoint_id],
            taken_back=row.verdict in _BY_ISSUER
            if own is None
            else was_taken_back(histories.get(own, ()), row.at),
        )
        subject = row.checkpoint_id if by_post else (row.issuer, row.cti)
        found[subject].append(_Row(row.id, own, seen))
    return found


def _histories(session: Session, certificates: Collection[int]) -> dict[int, list[tuple[datetime, bool]]]:
    """Return when certificates were taken back and put in force again, by the audit log of their changes."""
    found: dict[int, list[tuple[datetime, bool]]] = defaultdict(list)
    if not certificates:
        return found
    changes = (
        select(AuditRecord.subject_id, AuditRecord.at, AuditRecord.verb)
        .where(
            AuditRecord.subject == "certificate",
            AuditRecord.subject_id.in_(certificates),
            AuditRecord.verb.in_(_TAKEN_BACK),
        )
        .order_by(AuditRecord.at, AuditRecord.id)
    )
    for change in session.execute(changes):
        found[change.subject_id].append((change.at, _TAKEN_BACK[change.verb]))
    return found


def _keep(
    session: Session,
    office: Office,
    rule: Rule,
    rows: Mapping[Subject, Sequence[_Row]],
    same: ColumnElement[bool],
    now: datetime,
) -> None:
    limits, kept_since = thresholds(office), now - timedelta(days=settings().check_days)
    version = next_version(session, office.id)  # one for all that change together
    known: dict[Subject, list[Alert]] = defaultdict(list)
    for alert in session.scalars(select(Alert).where(Alert.office_id == office.id, same)):
        known[alert.checkpoint_id if alert.cti is None else (alert.issuer, alert.cti)].append(alert)
    evidence = _evidence(session, [alert.id for alerts in known.values() for alert in alerts])
    for subject, checks in rows.items():
        open_alerts = {AlertKind(each.kind): each for each in known[subject] if each.closed_at is None}
        looked_at = _looked_at(known[subject], evidence, checks)
        odd = rule([row.seen for row in checks], limits, looked_at)
        for kind in sorted(odd.keys() | open_alerts.keys()):
            held = open_alerts.get(kind)
            stored = set() if held is None else evidence[held.id]
            has_lost = held is not None and held.first_at < kept_since
            kept = stored if has_lost else set()  # what it began with is deleted: that explains nothing
            about = [row for row in checks if row.seen.id in odd.get(kind, ()) or row.id in kept]
            if {row.id for row in about} != stored:
                alert = _opened(office.id, kind, subject, now) if held is None else held
                alert.version = version
                _tell(session, alert, about, stored, now, has_lost=has_lost)
                if held is None or not about:
                    verb = "raise_alert" if held is None else "explain_alert"
                    _record(session, alert, verb, now)


def _record(session: Session, alert: Alert, verb: str, now: datetime) -> None:
    record(
        session,
        office_id=alert.office_id,
        at=now,
        actor=None,
        verb=verb,
        subject="alert",
        subject_id=alert.id,
        kind=alert.kind,
    )


def _looked_at(
    alerts: Iterable[Alert], evidence: Mapping[int, AbstractSet[int]], checks: Iterable[_Row]
) -> dict[AlertKind, set[str]]:
    """Return the checks about which the clerk has closed an alert, by its kind."""
    names = {row.id: row.seen.id for row in checks}
    found: dict[AlertKind, set[str]] = defaultdict(set)
    for alert in alerts:
        if alert.closed_by_id is not None:
            found[AlertKind(alert.kind)] |= {names[each] for each in evidence[alert.id] & names.keys()}
    return found


def _evidence(session: Session, alerts: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    pairs = select(alert_checks.c.alert_id, alert_checks.c.check_id)
    for alert_id, check_id in session.execute(pairs.where(alert_checks.c.alert_id.in_(alerts))):
        found[alert_id].add(check_id)
    return found


def _opened(office_id: int, kind: AlertKind, subject: Subject, now: datetime) -> Alert:
    alert = Alert(office_id=office_id, kind=kind.value, opened_at=now)
    if isinstance(subject, int):
        alert.checkpoint_id = subject
    else:
        alert.issuer, alert.cti = subject
    return alert


def _tell(
    session: Session,
    alert: Alert,
    rows: Collection[_Row],
    stored: AbstractSet[int],
    now: datetime,
    *,
    has_lost: bool,
) -> None:
    """Put down which checks an alert is about; one that is about none any more has explained itself."""
    if rows:
        ordered = sorted(rows, key=lambda row: (row.seen.at, row.seen.id))
        if not has_lost:
            alert.first_at = ordered[0].seen.at
        alert.last_at, alert.count = ordered[-1].seen.at, len(ordered)
        alert.checkpoint_id, alert.certificate_id = ordered[-1].seen.post, ordered[-1].certificate_id
    else:
        alert.closed_at = now
    session.add(alert)
    session.flush()
    ids = {row.id for row in rows}
    if gone := stored - ids:
        session.execute(
            delete(alert_checks).where(alert_checks.c.alert_id == alert.id, alert_checks.c.check_id.in_(gone))
        )
    if added := sorted(ids - stored):
        session.execute(insert(alert_checks), [{"alert_id": alert.id, "check_id": each} for each in added])
