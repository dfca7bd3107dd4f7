"""Checking a paper, and recording at a checkpoint that it was checked."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from certapp.credential import Verdict, VerdictCode, verify_text
from certapp.paper.reader import read_upload
from certapp.registry.audit import record
from certapp.registry.certificate import Certificate
from certapp.registry.checks import Check, Direction
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.people import Role, User
from certapp.workflow import alert_keeping, offices, pdf_check, trust_store
from certapp.workflow.errors import Conflict, Forbidden, Invalid
from certapp.workflow.held_lists import HeldLists
from certapp.workflow.local_time import minute_of
from certapp.workflow.people import require_role
from certapp.workflow.texts import text_of

MAX_NOTE = 200
LATEST_CHECKS = 20


@dataclass(frozen=True, slots=True)
class Examined:
    """A verdict with the QR text it is about, and of a PDF what each part of it says."""

    text: str
    verdict: Verdict
    parts: pdf_check.Parts | None = None


def judge(text: str, now: datetime) -> Verdict:
    """Judge a QR text by the lists this office has published or taken over from others. Changes nothing.

    No list is fetched for it: no paper makes this machine speak to an address, or tells that it is checked.

    :param now: aware UTC.
    :raises NotFound: there is no office yet.
    """
    office = offices.the_office()
    trusted = trust_store.current(office.id)
    lists = HeldLists(trusted.lists[office.code], trusted.lists)
    return verify_text(text, trusted, lists, int(now.timestamp()))


def issuer_name(verdict: Verdict) -> str:
    """Return the name of the office that issued a certificate; empty where the verdict tells of none.

    Another office's is the one in its root, as the clerk has seen it when the fingerprint was compared.
    """
    return trust_store.name_of(offices.the_office(), verdict.claims.issuer) if verdict.claims else ""


def is_outside_hours(verdict: Verdict, now: datetime) -> bool:
    """Tell whether a valid certificate is used outside the hours of the day that it allows.

    The verdict stays VALID: the paper is good, and the guard decides on the traveller.

    :param now: aware UTC.
    """
    if verdict.code is not VerdictCode.VALID or verdict.claims is None or verdict.claims.travel.hours is None:
        return False
    start, end = verdict.claims.travel.hours
    minute = minute_of(now)
    if start < end:
        return not start <= minute < end
    return end <= minute < start  # over midnight


def judge_upload(data: bytes, now: datetime) -> Examined:
    """Judge the paper in a picture or PDF: of a picture the QR, of a PDF also its signature and its text.

    Of several certificates in a picture, the worst decides; a PDF of several is none of them.

    :param data: the uploaded bytes; nothing of them is kept.
    :raises PaperError: nothing could be read from it, or it is too large.
    """
    upload = read_upload(data)
    examined = [Examined(text, judge(text, now)) for text in upload.texts]
    readable = [found for found in examined if found.verdict.code is not VerdictCode.UNREADABLE] or examined
    worst = min(readable, key=lambda found: found.verdict.code is VerdictCode.VALID)
    if upload.pdf is None:
        return worst
    different = {_identity(found): found.verdict for found in (worst, *readable)}
    is_stored = _is_stored(worst.verdict, hashlib.sha256(data).hexdigest())
    verdict, parts = pdf_check.judged(list(different.values()), upload.pdf, is_stored=is_stored)
    return Examined(worst.text, verdict, parts)


def _identity(found: Examined) -> bytes:
    return found.verdict.claims.cti if found.verdict.claims else found.text.encode()


def _is_stored(verdict: Verdict, digest: str) -> bool:
    """Tell whether the file with this SHA-256 is the one this office keeps for a genuine certificate."""
    certificate_id = _certificate_id(db.session(), verdict)
    return certificate_id is not None and db.session.get_one(Certificate, certificate_id).paper == digest


def judge_again(text: str, doubt: str, now: datetime) -> Verdict:
    """Judge a QR text whose verdict has been shown before.

    :param doubt: the reason for which the PDF it stood in was found FORGED; empty where it was not.
    """
    if doubt in pdf_check.REASONS:
        return Verdict(VerdictCode.FORGED, doubt)
    return judge(text, now)


def record_check(
    actor: User, form_id: str, text: str, direction: Direction, note: str, now: datetime, *, doubt: str = ""
) -> Check:
    """Record that the actor's checkpoint checked a paper, with the verdict at this moment.

    :param form_id: one-time id of the form; recording it twice is recording it once.
    :param text: the QR text; it is judged anew and not stored.
    :param note: remark of the guard, may be empty.
    :param doubt: as :func:`judge_again` has it.
    :raises Forbidden: `role_needed`; `checkpoint_none`, the person serves at no checkpoint.
    :raises Invalid: the note or the form's id.
    :raises Conflict: `form_used`, by somebody else.
    """
    require_role(actor, Role.CHECKPOINT)
    actor_id = actor.id
    if actor.checkpoint_id is None:
        raise Forbidden("checkpoint_none")
    note = text_of("note", note, MAX_NOTE) if note.strip() else ""
    try:
        form = str(UUID(form_id))
    except ValueError as error:
        raise Invalid({"form_id": "form_id"}) from error
    verdict = judge_again(text, doubt, now)
    try:
        with transaction() as session:
            actor = session.get_one(User, actor_id)
            check = _by_form(session, form) or _new_check(
                session, actor, form, verdict, direction, note or None, now
            )
            check_id, owner_id = check.id, check.user_id
    except IntegrityError as error:  # the same form, sent twice at once: the other one was faster
        raise Conflict("form_used") from error
    if owner_id != actor_id:
        raise Conflict("form_used")
    return db.session.get_one(Check, check_id)


def _by_form(session: Session, form: str) -> Check | None:
    return session.scalar(select(Check).where(Check.form_id == form))


def _new_check(
    session: Session,
    actor: User,
    form: str,
    verdict: Verdict,
    direction: Direction,
    note: str | None,
    now: datetime,
) -> Check:
    if actor.checkpoint_id is None:
        raise Forbidden("checkpoint_none")
    check = Check(
        office_id=actor.office_id,
        form_id=form,
        checkpoint_id=actor.checkpoint_id,
        user_id=actor.id,
        certificate_id=_certificate_id(session, verdict),
        cti=verdict.claims.cti if verdict.claims else None,
        issuer=verdict.claims.issuer if verdict.claims else None,
        at=now,
        verdict=verdict.code.value,
        reason=verdict.reason,
        outside=is_outside_hours(verdict, now),
        direction=direction.value,
        note=note,
    )
    session.add(check)
    session.flush()
    alert_keeping.look(session, [check], now)
    record(
        session,
        office_id=actor.office_id,
        at=now,
        actor=actor,
        verb="check",
        subject="check",
        subject_id=check.id,
        verdict=verdict.code.value,
    )
    return check


def latest_checks(actor: User) -> Sequence[Check]:
    """Return the newest checks of the actor's checkpoint, newest first."""
    require_role(actor, Role.CHECKPOINT)
    return db.session.scalars(
        select(Check)
        .where(Check.checkpoint_id == actor.checkpoint_id)
        .options(joinedload(Check.certificate))
        .order_by(Check.at.desc(), Check.id.desc())
        .limit(LATEST_CHECKS)
    ).all()


def _certificate_id(session: Session, verdict: Verdict) -> int | None:
    """Find the certificate by its cti: token bytes identify nothing, ECDSA signatures are malleable."""
    if verdict.claims is None:
        return None
    return session.scalar(
        select(Certificate.id)
        .join(Office, Office.id == Certificate.office_id)
        .where(Certificate.cti == verdict.claims.cti, Office.code == verdict.claims.issuer)
    )
