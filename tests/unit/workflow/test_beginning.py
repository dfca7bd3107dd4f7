"""certapp.workflow.beginning: a new application starts from what is known."""

from datetime import timedelta

import pytest

from certapp.registry.application import Application
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.people import Sex, User
from certapp.workflow import apply, beginning, progress, revoke
from certapp.workflow.content import Content
from certapp.workflow.errors import Conflict
from tests.world import Person, World, stored_application, user


def issued(office: World, official: Person, **changes: object) -> tuple[Application, Certificate]:
    application_id = office.submitted(official, **changes)
    office.signed(office.approver(), application_id)
    application = stored_application(application_id)
    certificate = progress.certificate_of(application)
    assert certificate is not None
    return application, certificate


def test_the_first_application_starts_from_the_account(office: World, official: Person) -> None:
    assert beginning.blank(user(official)) == Content(
        holder="Trần Thị Mai", unit_id=office.unit_id, position="Công chức"
    )


def test_the_next_one_starts_from_what_the_last_one_told(office: World, official: Person) -> None:
    office.submitted(official, holder="Trần Thị Mai")
    known = beginning.blank(user(official))
    told = office.content()
    assert (known.id_number, known.birth_date, known.sex) == (told.id_number, told.birth_date, Sex.FEMALE)
    assert (known.street, known.ward, known.plate) == (told.street, told.ward, told.plate)
    assert (known.destinations, known.purpose, known.start_date) == ((), None, None)


def test_details_told_in_anothers_name_are_not_kept(office: World, official: Person) -> None:
    office.submitted(official, holder="Nguyễn Thị Hồng Nhung")
    assert user(official).profile is None


def test_applying_again_keeps_everything_but_the_dates(office: World, official: Person) -> None:
    application = stored_application(office.submitted(official))
    assert beginning.again(application) == office.content(start_date=None, end_date=None)


def test_an_extension_goes_on_the_day_after(office: World, official: Person) -> None:
    application, _ = issued(office, official)
    last = office.content().end_date
    assert last is not None
    start = last + timedelta(days=1)
    assert beginning.extension(application, office.today).start_date == start
    assert beginning.extension(application, start + timedelta(days=9)).start_date == start + timedelta(days=9)
    assert beginning.extension(application, office.today).end_date is None


def test_what_an_extension_extends_is_remembered(office: World, official: Person) -> None:
    application, _ = issued(office, official)
    content = office.content(
        start_date=office.today + timedelta(days=7), end_date=office.today + timedelta(days=8)
    )
    longer = apply.submit(user(official), apply.new_form_id(), content, office.now, extends_id=application.id)
    assert longer.extends is application


def test_what_was_not_issued_cannot_be_extended(office: World, official: Person) -> None:
    application = stored_application(office.submitted(official))
    assert not beginning.is_extendable(application)
    with pytest.raises(Conflict, match="application_state"):
        beginning.extension(application, office.today)
    with pytest.raises(Conflict, match="application_state"):
        apply.save(user(official), apply.new_form_id(), Content(), office.now, extends_id=application.id)


def test_what_was_taken_back_cannot_be_extended(office: World, official: Person) -> None:
    application, certificate = issued(office, official)
    clerk = db.session.get_one(User, office.clerk.id)
    revoke.suspend(clerk, certificate.id, "Xác minh", office.now)
    assert not beginning.is_extendable(application)
    revoke.reinstate(clerk, certificate.id, "Đã xác minh", office.now)
    assert beginning.is_extendable(application)
    revoke.revoke(clerk, certificate.id, "Chuyển công tác", office.now)
    with pytest.raises(Conflict, match="certificate_state"):
        beginning.extension(application, office.today)
    with pytest.raises(Conflict, match="certificate_state"):
        apply.submit(
            user(official), apply.new_form_id(), office.content(), office.now, extends_id=application.id
        )
