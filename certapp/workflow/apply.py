"""Applying: the official's verbs on an application of their own."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from certapp.registry.application import Application, ApplicationState
from certapp.registry.audit import AuditRecord, record
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import db, transaction
from certapp.registry.office import Unit
from certapp.registry.people import Profile, Role, Sex, User
from certapp.workflow import content as content_
from certapp.workflow import states, trial
from certapp.workflow.content import Content
from certapp.workflow.errors import Conflict, Invalid, NotFound
from certapp.workflow.local_time import day_of
from certapp.workflow.people import require_role

_EDITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)
_PROFILE = ("birth_date", "sex", "id_number", "street", "ward", "district", "province", "plate")


def applications_of(user: User) -> Sequence[Application]:
    """Return the person's own applications, newest first."""
    return db.session.scalars(
        select(Application).where(Application.applicant_id == user.id).order_by(Application.id.desc())
    ).all()


def own(actor: User, application_id: int) -> Application:
    """Return one of the person's own applications.

    :raises NotFound: it is not theirs, or there is none.
    """
    application = db.session.get(Application, application_id)
    if application is None or application.applicant_id != actor.id:
        raise NotFound
    return application


def blank(actor: User) -> Content:
    """Return what a new application starts from: what is known of the person."""
    profile = actor.profile
    known = {name: getattr(profile, name) for name in _PROFILE} if profile else {}
    if known.get("sex"):
        known["sex"] = Sex(known["sex"])
    return Content(holder=actor.name, unit_id=actor.unit_id, position=actor.title, **known)


def again(application: Application) -> Content:
    """Return the content to apply again with: everything but the dates."""
    return replace(content_.of(application), start_date=None, end_date=None)


def extension(application: Application) -> Content:
    """Return the content to extend with: the stay goes on the day after it ends."""
    old = content_.of(application)
    start = old.end_date + timedelta(days=1) if old.end_date else None
    return replace(old, start_date=start, end_date=None)


def new_form_id() -> str:
    """Return the one-time id of a form, by which two submits of it are one application."""
    return str(uuid.uuid4())


def save(
    actor: User, form_id: str, content: Content, now: datetime, *, extends_id: int | None = None
) -> Application:
    """Save a draft: made at the first call with this `form_id`, changed at later ones.

    :param form_id: from :func:`new_form_id`, or of the application that is being edited.
    :param extends_id: the own application that this one extends.
    :param now: aware UTC.
    :raises Invalid: control characters or over-long text; anything else may wait until it is submitted.
    :raises Conflict: it can no longer be edited.
    """
    content = content_.cleaned(content)
    if faults := content_.draft_faults(content):
        raise Invalid(faults)
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        require_role(actor, Role.OFFICIAL)
        application = _at_form(session, actor, form_id, content, now, extends_id)
        application_id = application.id
    return db.session.get_one(Application, application_id)


def submit(
    actor: User, form_id: str, content: Content, now: datetime, *, extends_id: int | None = None
) -> Application:
    """Save and hand in. A second submit of the same form returns the application as it is.

    :raises Invalid: with every field that breaks a rule, also what would not fit the token or the page.
    :raises Conflict: it can no longer be submitted.
    """
    content = content_.cleaned(content)
    actor_id, office, today = actor.id, actor.office, day_of(now)
    if (existing := _by_form(db.session(), form_id)) and existing.state == ApplicationState.SUBMITTED:
        return own(actor, existing.id)
    unit = db.session.get(Unit, content.unit_id) if content.unit_id else None
    if faults := content_.faults(content, office, unit, today):
        raise Invalid(faults)
    trial.check(content, now)
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        require_role(actor, Role.OFFICIAL)
        existing = _by_form(session, form_id)
        if existing is None or existing.state != ApplicationState.SUBMITTED:
            application = _at_form(session, actor, form_id, content, now, extends_id)
            states.move_application(application, "submit")
            application.submitted_at, application.reason = now, None
            _remember(session, actor, content)
            _record(session, application, actor, "submit", now)
        else:
            application = existing
        application_id = application.id
    return own(actor, application_id)


def preview(actor: User, content: Content, now: datetime) -> bytes:
    """Return the page as it would be printed, marked as a specimen and without a QR (PDF).

    :raises Invalid: what keeps it from being submitted.
    """
    content = content_.cleaned(content)
    unit = db.session.get(Unit, content.unit_id) if content.unit_id else None
    if faults := content_.faults(content, actor.office, unit, day_of(now)):
        raise Invalid(faults)
    trial.check(content, now)
    return trial.specimen(content, now)


def withdraw(actor: User, application_id: int, now: datetime) -> None:
    """Take an application back before it is decided.

    :raises NotFound: it is not theirs.
    :raises Conflict: it has been decided, or is being signed.
    """
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        application = own(actor, application_id)
        states.move_application(application, "withdraw")
        _record(session, application, actor, "withdraw", now)


def certificate_of(application: Application) -> Certificate | None:
    """Return the certificate that came of an application, if one was issued."""
    return db.session.scalar(
        select(Certificate).where(
            Certificate.application_id == application.id,
            Certificate.state.not_in((CertificateState.RESERVED, CertificateState.VOID)),
        )
    )


def timeline(application: Application) -> Sequence[AuditRecord]:
    """Return what happened to an application and its certificates, oldest first."""
    certificates = [c.id for c in application.certificates]
    return db.session.scalars(
        select(AuditRecord)
        .where(
            (AuditRecord.subject == "application") & (AuditRecord.subject_id == application.id)
            | (AuditRecord.subject == "certificate") & AuditRecord.subject_id.in_(certificates)
        )
        .order_by(AuditRecord.id)
    ).all()


def _at_form(
    session: Session, actor: User, form_id: str, content: Content, now: datetime, extends_id: int | None
) -> Application:
    """Return the application of this form with `content` in it, making it at first use."""
    application = _by_form(session, form_id)
    if application is None:
        if extends_id is not None:
            own(actor, extends_id)
        application = Application(
            office_id=actor.office_id,
            applicant_id=actor.id,
            form_id=str(_uuid(form_id)),
            state=ApplicationState.DRAFT,
            extends_id=extends_id,
            created_at=now,
        )
        content_.put(application, content)
        session.add(application)
        session.flush()
        _record(session, application, actor, "draft", now)
        return application
    if application.applicant_id != actor.id:
        raise NotFound
    if application.state not in _EDITABLE:
        raise Conflict("application_state", state=application.state)
    content_.put(application, content)
    session.flush()
    return application


def _by_form(session: Session, form_id: str) -> Application | None:
    return session.scalar(select(Application).where(Application.form_id == str(_uuid(form_id))))


def _uuid(form_id: str) -> uuid.UUID:
    try:
        return uuid.UUID(form_id)
    except ValueError as error:
        raise Invalid({"form_id": "form_id"}) from error


def _remember(session: Session, actor: User, content: Content) -> None:
    if actor.profile is None:
        actor.profile = Profile(user_id=actor.id)
    for name in _PROFILE:
        setattr(actor.profile, name, getattr(content, name))


def _record(session: Session, application: Application, actor: User, verb: str, now: datetime) -> None:
    record(
        session,
        office_id=application.office_id,
        at=now,
        actor=actor,
        verb=verb,
        subject="application",
        subject_id=application.id,
    )
