"""certapp.workflow.reservation: what is left when a signing is interrupted, and how it ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509

from certapp.credential import Status, claims
from certapp.credential.errors import CertappError
from certapp.keystore.signing import kid_of
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.workflow import issue, keys, progress, reservation, trust_list
from certapp.workflow.errors import Conflict, Forbidden, NotFound
from certapp.workflow.held_lists import HeldLists
from tests.world import Person, World, stored_application, user


def interrupted(office: World, person: Person, application_id: int) -> Certificate:
    """Leave a signing half-way, as a power cut after the reservation does."""
    key = keys.active_key(user(person))
    assert key is not None
    assert key.certificate is not None
    kid = kid_of(x509.load_pem_x509_certificate(key.certificate.encode()))
    version = stored_application(application_id).version
    made = reservation.reserve(person.id, application_id, version, key.id, kid, office.now)
    return db.session.get_one(Certificate, made)


def sign(office: World, person: Person, application_id: int, **later: float) -> Certificate:
    version = stored_application(application_id).version
    now = office.now + timedelta(**later)
    return issue.sign(user(person), application_id, version, person.passphrase, now)


def release(office: World, person: Person, application_id: int, **later: float) -> None:
    version = stored_application(application_id).version
    reservation.release(user(person), application_id, version, office.now + timedelta(**later))


def refusal(verb: Callable[[], object]) -> CertappError:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value


def status_of(office: World, certificate: Certificate) -> int:
    said = claims.from_bytes(certificate.payload).status
    lists = HeldLists(trust_list.current(office.office_id))
    return lists[said.uri].status(said.index)


def test_the_same_approver_signs_the_same_bytes_again(office: World, approver: Person) -> None:
    application_id = office.submitted(office.official())
    left = interrupted(office, approver, application_id)
    before = (left.id, left.number, left.cti, left.payload, left.status_index)
    assert (left.state, left.token, left.paper, left.issued_at) == ("reserved", None, None, None)
    assert reservation.of(stored_application(application_id)) == left
    assert stored_application(application_id) in reservation.unfinished(user(approver))
    made = sign(office, approver, application_id)
    assert (made.id, made.number, made.cti, made.payload, made.status_index) == before
    assert (made.state, stored_application(application_id).state) == ("valid", "issued")
    assert stored_application(application_id) not in reservation.unfinished(user(approver))


def test_nobody_else_goes_on_with_it(office: World, approver: Person) -> None:
    application_id = office.submitted(office.official())
    left = interrupted(office, approver, application_id)
    other = office.approver()
    assert not reservation.may_continue(user(other), left)
    assert reservation.may_continue(user(approver), left)
    refused = refusal(lambda: sign(office, other, application_id))
    assert (type(refused), refused.code) == (Conflict, "being_signed")
    assert stored_application(application_id).state == "signing"


def test_a_released_number_is_void_for_good(office: World, approver: Person) -> None:
    application_id = office.submitted(office.official())
    submitted_at = stored_application(application_id).submitted_at
    left = interrupted(office, approver, application_id)
    left_id, number, entry = left.id, left.sequence, left.status_index
    assert status_of(office, left) == Status.VALID
    release(office, approver, application_id)
    assert (stored_application(application_id).state, stored_application(application_id).submitted_at) == (
        "submitted",
        submitted_at,
    )
    void = db.session.get_one(Certificate, left_id)
    assert (void.state, void.sequence) == ("void", number)
    assert status_of(office, void) == Status.INVALID
    made = sign(office, approver, application_id)
    assert made.sequence == number + 1
    assert made.status_index != entry
    history = [record.verb for record in progress.timeline(stored_application(application_id))]
    assert history[-4:] == ["reserve", "void", "reserve", "issue"]


def test_a_colleague_releases_only_what_was_interrupted(office: World, approver: Person) -> None:
    application_id = office.submitted(office.official())
    left = interrupted(office, approver, application_id)
    other = office.approver()
    assert refusal(lambda: release(office, other, application_id, minutes=2)).code == "being_signed"
    assert not reservation.may_release(user(other), left, office.now + timedelta(minutes=2))
    assert reservation.may_release(user(other), left, office.now + timedelta(minutes=6))


def test_a_release_needs_the_application_as_it_was_seen(office: World, approver: Person) -> None:
    application_id = office.submitted(office.official())
    seen = stored_application(application_id).version
    interrupted(office, approver, application_id)
    refused = refusal(lambda: reservation.release(user(approver), application_id, seen, office.now))
    assert (refused.code, refused.details) == ("application_changed", {"state": "signing"})


@pytest.mark.parametrize("state", ["submitted", "issued"])
def test_only_what_is_reserved_is_released(office: World, approver: Person, state: str) -> None:
    application_id = office.submitted(office.official())
    if state == "issued":
        sign(office, approver, application_id)
    refused = refusal(lambda: release(office, approver, application_id))
    assert (refused.code, refused.details) == ("application_state", {"state": state})
    assert stored_application(application_id).state == state


def test_nobody_touches_the_signing_of_their_own(office: World, approver: Person) -> None:
    own = office.submitted(approver)
    interrupted(office, office.approver(), own)
    for verb in (release, sign):
        refused = refusal(lambda verb=verb: verb(office, approver, own, minutes=9))
        assert (type(refused), refused.code) == (Forbidden, "own_application")
    outside = office.approver(office.unit(f"Xã khác {approver.id}"))
    assert isinstance(refusal(lambda: release(office, outside, own, minutes=9)), NotFound)
    assert reservation.unfinished(user(outside)) == []


def test_a_reservation_under_a_replaced_key_can_only_be_released(office: World, approver: Person) -> None:
    application_id = office.submitted(office.official())
    left = interrupted(office, approver, application_id)
    office.give_key(approver, at=office.now)
    assert not reservation.may_continue(user(approver), db.session.get_one(Certificate, left.id))
    assert refusal(lambda: sign(office, approver, application_id)).code == "reserved_for_other_key"
    release(office, approver, application_id)
    assert sign(office, approver, application_id).state == "valid"


def test_a_reservation_that_is_over_can_only_be_released(world: World) -> None:
    with world.app.app_context():
        application_id, approver, other = (
            world.submitted(world.official()),
            world.approver(),
            world.approver(),
        )
        interrupted(world, approver, application_id)
        assert refusal(lambda: sign(world, approver, application_id, days=8)).code == "dates_passed"
        assert stored_application(application_id).state == "signing"
        release(world, other, application_id, days=8)  # a colleague: it was interrupted long ago
        assert stored_application(application_id).state == "submitted"


def test_an_interrupted_signing_goes_on_after_the_status_list_has_expired(world: World) -> None:
    with world.app.app_context():
        application_id, approver = world.submitted(world.official()), world.approver()
        interrupted(world, approver, application_id)
        assert sign(world, approver, application_id, days=3).state == "valid"
