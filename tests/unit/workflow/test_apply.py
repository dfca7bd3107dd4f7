"""certapp.workflow.apply: an official's verbs on an application of their own, on a real database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from certapp.registry.application import Application
from certapp.workflow import apply, content, paging, progress, review
from certapp.workflow.content import Content
from certapp.workflow.errors import Conflict, Forbidden, Invalid, NotFound
from tests.world import Person, World, stored_application, user


def verbs(application: Application) -> list[str]:
    return [record.verb for record in progress.timeline(application)]


def count(person: Person) -> int:
    return apply.applications_of(user(person)).total


def returned(office: World, official: Person, **changes: object) -> Application:
    application_id = office.submitted(official, **changes)
    approver = user(office.approver(with_key=False))
    version = stored_application(application_id).version
    review.return_(approver, application_id, version, "Ghi rõ nơi đến.", office.now)
    return stored_application(application_id)


def test_a_draft_may_lack_anything_and_is_saved_again(office: World, official: Person) -> None:
    form_id = apply.new_form_id()
    first = apply.save(user(official), form_id, Content(purpose=" Đi  làm "), office.now)
    again = apply.save(user(official), form_id, Content(purpose="Họp"), office.now)
    assert (again.id, again.state, again.purpose, again.submitted_at) == (first.id, "draft", "Họp", None)
    assert verbs(again) == ["draft", "edit"]


def test_a_draft_with_a_character_that_cannot_be_seen_is_not_saved(office: World, official: Person) -> None:
    with pytest.raises(Invalid) as caught:
        apply.save(
            user(official), apply.new_form_id(), Content(purpose="a\x07b", route="r" * 5000), office.now
        )
    assert caught.value.fields == {"purpose": "control_character", "route": "longer_than"}
    assert caught.value.facts == {"route": {"limit": 200}}
    assert count(official) == 0


def test_a_form_sent_twice_is_one_application(office: World, official: Person) -> None:
    form_id = apply.new_form_id()
    first = apply.submit(user(official), form_id, office.content(), office.now)
    again = apply.submit(user(official), form_id, office.content(), office.now)
    assert (first.id, again.state) == (again.id, "submitted")
    assert count(official) == 1
    assert verbs(again) == ["draft", "submit"]


def test_a_form_sent_twice_with_another_content_is_refused(office: World, official: Person) -> None:
    form_id = apply.new_form_id()
    first = apply.submit(user(official), form_id, office.content(), office.now)
    with pytest.raises(Conflict, match="application_state"):
        apply.submit(user(official), form_id, office.content(purpose="Việc khác"), office.now)
    with pytest.raises(Conflict, match="application_state"):
        apply.save(user(official), form_id, office.content(), office.now)
    assert stored_application(first.id).purpose == office.content().purpose


def test_nothing_is_stored_of_an_application_that_breaks_a_rule(office: World, official: Person) -> None:
    wrong = office.content(end_date=office.today + timedelta(days=30), id_number="058088001234")
    with pytest.raises(Invalid) as caught:
        apply.submit(user(official), apply.new_form_id(), wrong, office.now)
    assert caught.value.fields == {"end_date": "stay_too_long", "id_number": "id_number_sex"}
    assert caught.value.facts == {"end_date": {"days": 30}}
    assert count(official) == 0
    assert user(official).profile is None


@pytest.mark.parametrize("form_id", ["", "1", "not-a-uuid", "x" * 5000])
def test_a_form_without_its_one_time_id_is_refused(office: World, official: Person, form_id: str) -> None:
    with pytest.raises(Invalid) as caught:
        apply.submit(user(official), form_id, office.content(), office.now)
    assert caught.value.fields == {"form_id": "form_id"}


def test_anothers_application_cannot_be_told_from_none(office: World, official: Person) -> None:
    form_id = apply.new_form_id()
    theirs = apply.save(user(office.official()), form_id, office.content(), office.now).id
    for attempt in (
        lambda: apply.own(user(official), theirs),
        lambda: apply.own(user(official), 2**31 - 1),
        lambda: apply.withdraw(user(official), theirs, office.now),
        lambda: apply.save(user(official), form_id, office.content(), office.now),
        lambda: apply.submit(user(official), form_id, office.content(), office.now),
        lambda: apply.save(
            user(official), apply.new_form_id(), office.content(), office.now, extends_id=theirs
        ),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert stored_application(theirs).state == "draft"
    assert count(official) == 0


def test_only_an_official_applies(office: World, official: Person) -> None:
    guard = user(office.guard())
    for verb in (apply.save, apply.submit):
        with pytest.raises(Forbidden, match="role_needed"):
            verb(guard, apply.new_form_id(), office.content(), office.now)


def test_a_unit_of_nowhere_is_refused_even_in_a_draft(office: World, official: Person) -> None:
    with pytest.raises(Invalid) as caught:
        apply.save(user(official), apply.new_form_id(), office.content(unit_id=2**31 - 1), office.now)
    assert caught.value.fields == {"unit_id": "unit_unknown"}


def test_what_was_returned_is_corrected_and_handed_in_again(office: World, official: Person) -> None:
    application = returned(office, official)
    assert (application.state, application.reason) == ("returned", "Ghi rõ nơi đến.")
    better = replace(content.of(application), destinations=("Xã Phước Bình",))
    apply.save(user(official), application.form_id, better, office.now)
    assert application.state == "returned"
    apply.submit(user(official), application.form_id, better, office.now)
    assert (application.state, application.reason) == ("submitted", None)
    assert application.destinations == ["Xã Phước Bình"]
    assert verbs(application) == ["draft", "submit", "return", "edit", "submit"]


def test_withdrawing(office: World, official: Person) -> None:
    for application in (
        apply.save(user(official), apply.new_form_id(), Content(), office.now),
        stored_application(office.submitted(official)),
        returned(office, official),
    ):
        apply.withdraw(user(official), application.id, office.now)
        assert application.state == "withdrawn"
        assert verbs(application)[-1] == "withdraw"
        with pytest.raises(Conflict, match="application_state"):
            apply.withdraw(user(official), application.id, office.now)
        with pytest.raises(Conflict, match="application_state"):
            apply.submit(user(official), application.form_id, office.content(), office.now)


def test_what_is_issued_can_be_neither_withdrawn_nor_changed(office: World, official: Person) -> None:
    application_id = office.submitted(official)
    office.signed(office.approver(), application_id)
    application = stored_application(application_id)
    with pytest.raises(Conflict, match="application_state"):
        apply.withdraw(user(official), application_id, office.now)
    with pytest.raises(Conflict, match="application_state"):
        apply.save(user(official), application.form_id, office.content(), office.now)
    sent_again = apply.submit(user(official), application.form_id, content.of(application), office.now)
    assert (sent_again.id, sent_again.state) == (application_id, "issued")


def test_own_applications_come_newest_first_in_pages(office: World, official: Person) -> None:
    for number in range(paging.SIZE + 1):
        apply.save(user(official), apply.new_form_id(), Content(purpose=f"Việc {number}"), office.now)
    first, last = (apply.applications_of(user(official), page) for page in (0, 9))
    assert [row.purpose for row in first.rows[:2]] == ["Việc 25", "Việc 24"]
    assert [row.purpose for row in last.rows] == ["Việc 0"]
    assert (first.number, last.number, last.pages, last.total) == (1, 2, 2, 26)


def test_a_preview_is_a_specimen_and_stores_nothing(office: World, official: Person) -> None:
    assert apply.preview(user(official), office.content(), office.now).startswith(b"%PDF-")
    with pytest.raises(Invalid):
        apply.preview(user(official), Content(), office.now)
    assert count(official) == 0
