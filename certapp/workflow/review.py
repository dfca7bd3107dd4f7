"""Reviewing: an approver's queue, and the decisions that need no key."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from certapp.registry.application import Application, ApplicationState
from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.people import ApproverUnit, Role, User
from certapp.workflow import states, texts
from certapp.workflow.errors import Conflict, Forbidden, NotFound
from certapp.workflow.paging import Page, page_of
from certapp.workflow.people import require_role

MAX_REASON = 300
MAX_SEARCH = 60  # characters of a name that are looked for
_SHOWN = tuple(state for state in ApplicationState if state is not ApplicationState.DRAFT)


def queue(
    actor: User,
    *,
    state: ApplicationState = ApplicationState.SUBMITTED,
    unit_id: int | None = None,
    text: str = "",
    page: int = 1,
) -> Page[Application]:
    """Return a page of the applications of the approver's units, oldest first.

    :param text: part of the holder's name; empty for all.
    :param page: from 1; one beyond the last is the last.
    """
    require_role(actor, Role.APPROVER)
    text = texts.clean(text[:MAX_SEARCH])
    query = select(Application).where(
        Application.office_id == actor.office_id,
        Application.unit_id.in_(select(ApproverUnit.unit_id).where(ApproverUnit.user_id == actor.id)),
        Application.state == state,
        Application.state.in_(_SHOWN),
    )
    if unit_id is not None:
        query = query.where(Application.unit_id == unit_id)
    if text:
        query = query.where(Application.holder.icontains(text, autoescape=True))
    ordered = query.options(joinedload(Application.unit)).order_by(Application.submitted_at, Application.id)
    return page_of(ordered, page)


def to_decide(actor: User, application_id: int) -> Application:
    """Return an application of the approver's units for reading.

    :raises NotFound: there is none, it is a draft, or it is outside their units.
    """
    require_role(actor, Role.APPROVER)
    application = db.session.get(Application, application_id)
    if application is None or application.state not in _SHOWN or not _is_in_units(actor, application):
        raise NotFound
    return application


def next_to_decide(actor: User) -> Application | None:
    """Return the oldest submitted application that the approver may decide, if there is one."""
    require_role(actor, Role.APPROVER)
    return db.session.scalar(
        select(Application)
        .where(
            Application.unit_id.in_(select(ApproverUnit.unit_id).where(ApproverUnit.user_id == actor.id)),
            Application.state == ApplicationState.SUBMITTED,
            Application.applicant_id != actor.id,
        )
        .order_by(Application.submitted_at, Application.id)
        .limit(1)
    )


def return_(actor: User, application_id: int, version: int, reason: str, now: datetime) -> None:
    """Send an application back to its applicant to be corrected.

    :param version: of the application as the approver saw it.
    :raises Invalid: no reason.
    :raises Conflict: somebody has decided meanwhile.
    :raises Forbidden: it is their own.
    """
    _decide(actor, application_id, version, "return", reason, now)


def reject(actor: User, application_id: int, version: int, reason: str, now: datetime) -> None:
    """Refuse an application for good; see :func:`return_`."""
    _decide(actor, application_id, version, "reject", reason, now)


def take(session: Session, actor: User, application_id: int, version: int) -> Application:
    """Return the application for a decision in this transaction, or tell who was faster.

    :raises NotFound: not one of the approver's units.
    :raises Forbidden: `own_application`.
    :raises Conflict: `application_changed`, it is not as the approver saw it.
    """
    application = to_decide(actor, application_id)
    session.refresh(application, with_for_update=True)
    if application.applicant_id == actor.id:
        raise Forbidden("own_application")
    if application.version != version:
        raise Conflict("application_changed", state=application.state)
    return application


def _decide(actor: User, application_id: int, version: int, verb: str, reason: str, now: datetime) -> None:
    reason = texts.text_of("reason", reason, MAX_REASON)
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        application = take(session, actor, application_id, version)
        states.move_application(application, verb)
        application.reason = reason
        record(
            session,
            office_id=application.office_id,
            at=now,
            actor=actor,
            verb=verb,
            subject="application",
            subject_id=application.id,
            note=reason,
        )


def _is_in_units(actor: User, application: Application) -> bool:
    return any(unit.id == application.unit_id for unit in actor.approves_for)
