"""certapp.workflow.states: which verb leads where, and that everything else is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from certapp.registry.application import Application, ApplicationState
from certapp.registry.certificate import Certificate, CertificateState
from certapp.workflow import states
from certapp.workflow.errors import Conflict

APPLICATION_VERBS = {verb for _, verb in states.APPLICATION}
CERTIFICATE_VERBS = {verb for _, verb in states.CERTIFICATE}
END = datetime(2026, 12, 1, tzinfo=UTC)
BEFORE = END - timedelta(seconds=1)


@pytest.mark.parametrize(("state", "verb"), states.APPLICATION)
def test_a_verb_moves_an_application(state: ApplicationState, verb: str) -> None:
    application = Application(state=state.value)
    states.move_application(application, verb)
    assert application.state == states.APPLICATION[state, verb]


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (state, verb)
        for state in ApplicationState
        for verb in sorted(APPLICATION_VERBS)
        if (state, verb) not in states.APPLICATION
    ],
)
def test_any_other_verb_leaves_an_application_as_it_is(state: ApplicationState, verb: str) -> None:
    application = Application(state=state.value)
    with pytest.raises(Conflict) as refused:
        states.move_application(application, verb)
    assert (refused.value.code, refused.value.details) == ("application_state", {"state": state.value})
    assert application.state == state


@pytest.mark.parametrize(("state", "verb"), states.CERTIFICATE)
def test_a_verb_moves_a_certificate(state: CertificateState, verb: str) -> None:
    certificate = Certificate(state=state.value)
    states.move_certificate(certificate, verb)
    assert certificate.state == states.CERTIFICATE[state, verb]


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (state, verb)
        for state in CertificateState
        for verb in sorted(CERTIFICATE_VERBS)
        if (state, verb) not in states.CERTIFICATE
    ],
)
def test_any_other_verb_leaves_a_certificate_as_it_is(state: CertificateState, verb: str) -> None:
    certificate = Certificate(state=state.value)
    with pytest.raises(Conflict) as refused:
        states.move_certificate(certificate, verb)
    assert (refused.value.code, refused.value.details) == ("certificate_state", {"state": state.value})
    assert certificate.state == state


def test_what_is_final_stays_final() -> None:
    assert {
        state for state in ApplicationState if not states.application_verbs(Application(state=state))
    } == {
        ApplicationState.REJECTED,
        ApplicationState.WITHDRAWN,
        ApplicationState.ISSUED,
    }
    assert {
        state for state in CertificateState if not states.certificate_verbs(until_end(state), BEFORE)
    } == {
        CertificateState.REVOKED,
        CertificateState.SUPERSEDED,
        CertificateState.VOID,
    }


def test_every_state_can_be_reached() -> None:
    assert {ApplicationState.DRAFT, *states.APPLICATION.values()} == set(ApplicationState)
    assert {CertificateState.RESERVED, *states.CERTIFICATE.values()} == set(CertificateState)


def test_nothing_is_issued_that_was_not_reserved() -> None:
    assert {state for state, verb in states.APPLICATION if verb == "issue"} == {ApplicationState.SIGNING}
    assert {state for state, verb in states.CERTIFICATE if verb == "issue"} == {CertificateState.RESERVED}


def until_end(state: CertificateState) -> Certificate:
    return Certificate(state=state.value, expires=END)


@pytest.mark.parametrize(("state", "verb"), states.CERTIFICATE)
def test_before_its_end_a_certificate_takes_every_verb_of_its_state(
    state: CertificateState, verb: str
) -> None:
    certificate = until_end(state)
    assert verb in states.certificate_verbs(certificate, BEFORE)
    states.change_certificate(certificate, verb, BEFORE)
    assert certificate.state == states.CERTIFICATE[state, verb]


@pytest.mark.parametrize(("state", "verb"), states.CERTIFICATE)
def test_after_its_end_it_can_only_be_revoked(state: CertificateState, verb: str) -> None:
    certificate = until_end(state)
    assert states.certificate_verbs(certificate, END) <= {"revoke"}
    if verb == "revoke":
        states.change_certificate(certificate, verb, END)
        assert certificate.state == CertificateState.REVOKED
        return
    with pytest.raises(Conflict) as refused:
        states.change_certificate(certificate, verb, END)
    assert (refused.value.code, refused.value.details) == ("certificate_state", {"state": "expired"})
    assert certificate.state == state


@pytest.mark.parametrize(
    "state", [CertificateState.REVOKED, CertificateState.SUPERSEDED, CertificateState.VOID]
)
@pytest.mark.parametrize("verb", sorted(CERTIFICATE_VERBS))
@pytest.mark.parametrize("now", [BEFORE, END])
def test_the_end_reopens_nothing(state: CertificateState, verb: str, now: datetime) -> None:
    certificate = until_end(state)
    with pytest.raises(Conflict) as refused:
        states.change_certificate(certificate, verb, now)
    assert refused.value.details == {"state": state.value}
