"""Which states lead where: the one table for applications and the one for certificates."""

from datetime import datetime

from certapp.registry.application import Application, ApplicationState
from certapp.registry.certificate import Certificate, CertificateState
from certapp.workflow.errors import Conflict

_A = ApplicationState
_C = CertificateState

APPLICATION = {
    (_A.DRAFT, "submit"): _A.SUBMITTED,
    (_A.DRAFT, "withdraw"): _A.WITHDRAWN,
    (_A.RETURNED, "submit"): _A.SUBMITTED,
    (_A.RETURNED, "withdraw"): _A.WITHDRAWN,
    (_A.SUBMITTED, "withdraw"): _A.WITHDRAWN,
    (_A.SUBMITTED, "return"): _A.RETURNED,
    (_A.SUBMITTED, "reject"): _A.REJECTED,
    (_A.SUBMITTED, "reserve"): _A.SIGNING,
    (_A.SIGNING, "issue"): _A.ISSUED,
    (_A.SIGNING, "void"): _A.SUBMITTED,
}

CERTIFICATE = {
    (_C.RESERVED, "issue"): _C.VALID,
    (_C.RESERVED, "void"): _C.VOID,
    (_C.VALID, "suspend"): _C.SUSPENDED,
    (_C.VALID, "revoke"): _C.REVOKED,
    (_C.VALID, "supersede"): _C.SUPERSEDED,
    (_C.SUSPENDED, "reinstate"): _C.VALID,
    (_C.SUSPENDED, "revoke"): _C.REVOKED,
    (_C.SUSPENDED, "supersede"): _C.SUPERSEDED,
}

# What expires keeps its state: its dates alone say so, as they do to a checkpoint. Of the verbs for what was
# issued only these still mean something then.
AFTER_END = frozenset({"revoke"})
EXPIRED = "expired"


def move_application(application: Application, verb: str) -> None:
    """Put the application into the state that `verb` leads to.

    :raises Conflict: `application_state`, the verb does not apply to the state it is in.
    """
    state = ApplicationState(application.state)
    if (state, verb) not in APPLICATION:
        raise Conflict("application_state", state=state.value)
    application.state = APPLICATION[state, verb]


def move_certificate(certificate: Certificate, verb: str) -> None:
    """Put the certificate into the state that `verb` leads to; revoked, superseded and void are final.

    For what was issued :func:`change_certificate` looks at the dates too.

    :raises Conflict: `certificate_state`, the verb does not apply to the state it is in.
    """
    state = CertificateState(certificate.state)
    if (state, verb) not in CERTIFICATE:
        raise Conflict("certificate_state", state=state.value)
    certificate.state = CERTIFICATE[state, verb]


def change_certificate(certificate: Certificate, verb: str, now: datetime) -> None:
    """Suspend, reinstate, revoke or supersede what was issued, as :func:`move_certificate`.

    :param now: aware UTC.
    :raises Conflict: `certificate_state`, the verb does not apply to the state, or comes after the last day.
    """
    state = CertificateState(certificate.state)
    if (state, verb) in CERTIFICATE and certificate.expires <= now and verb not in AFTER_END:
        raise Conflict("certificate_state", state=EXPIRED)
    move_certificate(certificate, verb)


def application_verbs(application: Application) -> set[str]:
    """Return the verbs that the application's state allows."""
    return {verb for state, verb in APPLICATION if state == application.state}


def certificate_verbs(certificate: Certificate, now: datetime) -> set[str]:
    """Return the verbs that the certificate's state and its dates allow.

    :param now: aware UTC.
    """
    allowed = {verb for state, verb in CERTIFICATE if state == certificate.state}
    return allowed if certificate.expires > now else allowed & AFTER_END
