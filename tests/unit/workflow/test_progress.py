"""certapp.workflow.progress: where an application is, and who has it."""

from certapp.registry.application import Application
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import accounts, apply, keys, progress, reservation, review, revoke
from certapp.workflow.content import Content
from tests.world import World, stored_application, user


def ids(application: Application) -> set[int]:
    return {person.id for person in progress.awaiting(application)}


def test_a_draft_is_with_its_applicant(office: World, unit_id: int) -> None:
    official = office.official(unit_id)
    assert ids(apply.save(user(official), apply.new_form_id(), Content(), office.now)) == {official.id}


def test_what_was_handed_in_is_with_those_who_may_decide(office: World, unit_id: int) -> None:
    one, other, closed = (office.approver(unit_id, with_key=False) for _ in range(3))
    office.approver(office.unit_id, with_key=False)
    applicant = office.approver(unit_id, with_key=False, also_official=True)
    clerk = db.session.get_one(User, office.clerk.id)
    accounts.close(clerk, closed.id, office.now)
    application = stored_application(office.submitted(applicant, unit_id=unit_id))
    assert ids(application) == {one.id, other.id}


def test_what_was_returned_is_with_its_applicant_and_what_was_rejected_with_nobody(
    office: World, unit_id: int
) -> None:
    official, approver = office.official(unit_id), office.approver(unit_id, with_key=False)
    for verb, expected in ((review.return_, {official.id}), (review.reject, set())):
        application = stored_application(office.submitted(official, unit_id=unit_id))
        verb(user(approver), application.id, application.version, "Lý do", office.now)
        assert ids(application) == expected


def test_what_is_being_signed_is_with_who_signs_it(office: World, unit_id: int) -> None:
    application_id = office.submitted(office.official(unit_id), unit_id=unit_id)
    signer, _other = office.approver(unit_id), office.approver(unit_id, with_key=False)
    row, key = keys.open_own(user(signer), signer.passphrase, office.now)
    version = stored_application(application_id).version
    reservation.reserve(signer.id, application_id, version, row.id, key.kid, office.now)
    application = stored_application(application_id)
    assert (application.state, ids(application)) == ("signing", {signer.id})
    assert progress.certificate_of(application) is None


def test_the_timeline_goes_on_with_the_certificate(office: World, unit_id: int) -> None:
    application_id = office.submitted(office.official(unit_id), unit_id=unit_id)
    certificate_id = office.signed(office.approver(unit_id), application_id)
    revoke.revoke(db.session.get_one(User, office.clerk.id), certificate_id, "Chuyển công tác", office.now)
    application = stored_application(application_id)
    told = [(record.subject, record.verb, record.note) for record in progress.timeline(application)]
    assert told == [
        ("application", "draft", None),
        ("application", "submit", None),
        ("certificate", "reserve", None),
        ("certificate", "issue", None),
        ("certificate", "revoke", "Chuyển công tác"),
    ]
    assert ids(application) == set()
    certificate = progress.certificate_of(application)
    assert certificate is not None
    assert certificate.id == certificate_id


def test_no_certificate_came_of_what_waits(office: World, unit_id: int) -> None:
    application_id = office.submitted(office.official(unit_id), unit_id=unit_id)
    assert progress.certificate_of(stored_application(application_id)) is None
