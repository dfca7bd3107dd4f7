"""Taking a certificate back: revoke for good, suspend for a while, reinstate."""

import time
from datetime import datetime

from certapp.registry.audit import record
from certapp.registry.database import transaction
from certapp.registry.people import User
from certapp.workflow import certificates, states, status_lists
from certapp.workflow.errors import Forbidden
from certapp.workflow.texts import text_of

MAX_REASON = 300
VERBS = ("suspend", "reinstate", "revoke")


def revoke(actor: User, certificate_id: int, reason: str, now: datetime) -> None:
    """Revoke a certificate for good; the status list that says so is published in the same transaction.

    :param now: aware UTC.
    :raises Invalid: no reason.
    :raises NotFound: not a certificate this person may see.
    :raises Conflict: it is revoked or superseded already, or was never issued.
    """
    _change(actor, certificate_id, "revoke", reason, now)


def suspend(actor: User, certificate_id: int, reason: str, now: datetime) -> None:
    """Suspend a certificate until it is reinstated or revoked; see :func:`revoke`.

    :raises Conflict: also after its last day.
    """
    _change(actor, certificate_id, "suspend", reason, now)


def reinstate(actor: User, certificate_id: int, reason: str, now: datetime) -> None:
    """Put a suspended certificate in force again; see :func:`revoke`.

    :raises Forbidden: `own_certificate`, nobody puts their own back in force.
    """
    _change(actor, certificate_id, "reinstate", reason, now)


def _change(actor: User, certificate_id: int, verb: str, reason: str, now: datetime) -> None:
    begun = time.monotonic()
    reason = text_of("reason", reason, MAX_REASON)
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        certificate = certificates.to_manage(actor, certificate_id)
        session.refresh(certificate, with_for_update=True)
        if verb == "reinstate" and certificate.application.applicant_id == actor.id:
            raise Forbidden("own_certificate")
        states.change_certificate(certificate, verb, now)
        certificate.reason = reason
        is_published = status_lists.publish(session, certificate.status_list, now)
        list_id, since = certificate.status_list_id, certificate.status_list.issued_at
        record(
            session,
            office_id=certificate.office_id,
            at=now,
            actor=actor,
            verb=verb,
            subject="certificate",
            subject_id=certificate.id,
            note=reason,
        )
    if not is_published:
        status_lists.settle(list_id, since, now, begun)
