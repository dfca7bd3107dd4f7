"""Which states lead where: the one table for applications and the one for certificates."""

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
    (_C.SUSPENDED, "reinstate"): _C.VALID,
    (_C.SUSPENDED, "revoke"): _C.REVOKED,
}


def move_application(application: Application, verb: str) -> None:
    """Put the application into the state that `verb` leads to.

    :raises Conflict: `application_state`, the verb does not apply to the state it is in.
    """
    state = ApplicationState(application.state)
    if (state, verb) not in APPLICATION:
        raise Conflict("application_state", state=state.value)
    application.state = APPLICATION[state, verb]


def move_certificate(certificate: Certificate, verb: str) -> None:
    """Put the certificate into the state that `verb` leads to; revoked and void are final.

    :raises Conflict: `certificate_state`, the verb does not apply to the state it is in.
    """
    state = CertificateState(certificate.state)
    if (state, verb) not in CERTIFICATE:
        raise Conflict("certificate_state", state=state.value)
    certificate.state = CERTIFICATE[state, verb]


def application_verbs(application: Application) -> set[str]:
    """Return the verbs that the application's state allows."""
    return {verb for state, verb in APPLICATION if state == application.state}


def certificate_verbs(certificate: Certificate) -> set[str]:
    """Return the verbs that the certificate's state allows."""
    return {verb for state, verb in CERTIFICATE if state == certificate.state}
