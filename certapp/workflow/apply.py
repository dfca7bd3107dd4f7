"""Applying: the official's verbs on an application of their own."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from certapp.registry.application import Application, ApplicationState
from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.office import Unit
from certapp.registry.people import Role, User
from certapp.workflow import beginning, rules, states, trial
from certapp.workflow import content as content_
from certapp.workflow.content import Content
from certapp.workflow.errors import Conflict, Invalid, NotFound
from certapp.workflow.local_time import day_of
from certapp.workflow.paging import Page, page_of
from certapp.workflow.people import require_role

_EDITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)
_HANDED_IN = (ApplicationState.SUBMITTED, ApplicationState.SIGNING, ApplicationState.ISSUED)


def applications_of(user: User, page: int = 1) -> Page[Application]:
    """Return a page of the person's own applications, newest first.

    :param page: from 1; one beyond the last is the last.
    """
    query = select(Application).where(Application.applicant_id == user.id)
    return page_of(
        query.options(selectinload(Application.certificates)).order_by(Application.id.desc()), page
    )


def own(actor: User, application_id: int) -> Application:
    """Return one of the person's own applications.

    :raises NotFound: it is not theirs, or there is none.
    """
    application = db.session.get(Application, application_id)
    if application is None or application.applicant_id != actor.id:
        raise NotFound
    return application


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
    :raises Invalid: invisible characters or over-long text; anything else may wait until it is handed in.
    :raises NotFound: the form is somebody else's, or what it extends is.
    :raises Conflict: it can no longer be edited, or what it extends cannot be extended.
    """
    require_role(actor, Role.OFFICIAL)
    content = content_.cleaned(content)
    if found := rules.draft_faults(content):
        raise Invalid(found, facts=rules.facts(found, actor.office))
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        application, is_new = _at_form(session, actor, form_id, content, now, extends_id)
        if not is_new:
            _record(session, application, actor, "edit", now)
        application_id = application.id
    return db.session.get_one(Application, application_id)


def check(actor: User, content: Content, now: datetime) -> Content:
    """Return the content tidied, if it could be handed in.

    :param now: aware UTC.
    :raises Invalid: with every field that breaks a rule, also what would not fit the token or the page.
    """
    content = content_.cleaned(content)
    unit = db.session.get(Unit, content.unit_id) if content.unit_id else None
    if found := rules.faults(content, actor.office, unit, day_of(now)):
        raise Invalid(found, facts=rules.facts(found, actor.office))
    trial.check(content, now)
    return content


def submit(
    actor: User, form_id: str, content: Content, now: datetime, *, extends_id: int | None = None
) -> Application:
    """Save and hand in. The same form with the same content again returns the application as it is.

    :param form_id, extends_id, now: as in :func:`save`.
    :raises Invalid: as :func:`check`.
    :raises NotFound: as :func:`save`.
    :raises Conflict: it can no longer be handed in, or has been with another content.
    """
    require_role(actor, Role.OFFICIAL)
    if done := _handed_in(db.session(), actor, form_id, content_.cleaned(content)):
        return done
    content = check(actor, content, now)
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        if not (application := _handed_in(session, actor, form_id, content)):
            application, _ = _at_form(session, actor, form_id, content, now, extends_id)
            states.move_application(application, "submit")
            application.submitted_at, application.reason = now, None
            beginning.remember(actor, content)
            _record(session, application, actor, "submit", now)
        application_id = application.id
    return own(actor, application_id)


def preview(actor: User, content: Content, now: datetime) -> bytes:
    """Return the page as it would be printed, marked as a specimen and without a QR (PDF).

    :param now: aware UTC.
    :raises Invalid: as :func:`check`.
    """
    return trial.specimen(check(actor, content, now), now)


def withdraw(actor: User, application_id: int, now: datetime) -> None:
    """Take an application back before it is decided.

    :param now: aware UTC.
    :raises NotFound: it is not theirs.
    :raises Conflict: it has been decided, or is being signed.
    """
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        application = own(actor, application_id)
        states.move_application(application, "withdraw")
        _record(session, application, actor, "withdraw", now)


def _handed_in(session: Session, actor: User, form_id: str, content: Content) -> Application | None:
    """Return the application of this form if it was handed in with this very content before."""
    application = _by_form(session, actor, form_id)
    if application is None or application.state not in _HANDED_IN:
        return None
    return application if content_.of(application) == content else None


def _at_form(
    session: Session, actor: User, form_id: str, content: Content, now: datetime, extends_id: int | None
) -> tuple[Application, bool]:
    """Return the application of this form with `content` in it, and whether it was made just now."""
    _check_unit(session, actor, content)
    application = _by_form(session, actor, form_id)
    if application is not None:
        if application.state not in _EDITABLE:
            raise Conflict("application_state", state=application.state)
        content_.put(application, content)
        return application, False
    if extends_id is not None:
        beginning.require_extendable(own(actor, extends_id))
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
    return application, True


def _check_unit(session: Session, actor: User, content: Content) -> None:
    """Refuse a unit of nowhere or of another office, which not even a draft may name."""
    if content.unit_id is not None:
        unit = session.get(Unit, content.unit_id)
        if unit is None or unit.office_id != actor.office_id:
            raise Invalid({"unit_id": "unit_unknown"})


def _by_form(session: Session, actor: User, form_id: str) -> Application | None:
    application = session.scalar(select(Application).where(Application.form_id == str(_uuid(form_id))))
    if application is not None and application.applicant_id != actor.id:
        raise NotFound
    return application


def _uuid(form_id: str) -> uuid.UUID:
    try:
        return uuid.UUID(form_id)
    except ValueError as error:
        raise Invalid({"form_id": "form_id"}) from error


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
