"""certapp.workflow.review: the queue of an approver, and the decisions that need no key."""

import unicodedata
from collections.abc import Callable
from datetime import timedelta

import pytest

from certapp.credential.errors import CertappError
from certapp.registry.application import ApplicationState
from certapp.workflow import paging, progress, review
from certapp.workflow.errors import Conflict, Forbidden, Invalid, NotFound
from tests.world import Person, World, stored_application, user


@pytest.fixture
def approver(office: World, unit_id: int) -> Person:
    return office.approver(unit_id, with_key=False, also_official=True)


def ids(page: review.Page) -> list[int]:
    return [application.id for application in page.rows]


def refusal(verb: Callable[[], object]) -> CertappError:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value


def test_the_queue_holds_what_was_handed_in_to_the_own_units_oldest_first(
    office: World, unit_id: int, approver: Person
) -> None:
    official = office.official(unit_id)
    later = office.submitted(official, unit_id=unit_id, at=office.now - timedelta(hours=1))
    first = office.submitted(official, unit_id=unit_id, at=office.now - timedelta(hours=5))
    office.submitted(office.official(), at=office.now - timedelta(hours=9))  # another unit
    assert ids(review.queue(user(approver))) == [first, later]
    assert review.next_to_decide(user(approver)) == stored_application(first)


def test_the_queue_is_filtered_by_state_and_unit(office: World, unit_id: int) -> None:
    other = office.unit(f"Xã khác {unit_id}")
    approver = office.approver(unit_id, other, with_key=False)
    official = office.official(unit_id)
    here = office.submitted(official, unit_id=unit_id)
    there = office.submitted(official, unit_id=other)
    review.reject(user(approver), here, 2, "Không đủ điều kiện", office.now)
    assert ids(review.queue(user(approver))) == [there]
    assert ids(review.queue(user(approver), state=ApplicationState.REJECTED)) == [here]
    assert ids(review.queue(user(approver), unit_id=unit_id)) == []
    assert ids(review.queue(user(approver), unit_id=other)) == [there]
    foreign = office.unit_id  # not one of the approver's
    assert ids(review.queue(user(approver), unit_id=foreign)) == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("đỗ thị", True),
        ("ĐỖ", True),
        (unicodedata.normalize("NFD", "Thị Ánh"), True),
        ("  Đỗ   Thị ", True),
        ("ỗ T", True),
        ("Nguyễn", False),
        ("%", False),
        ("_", False),
        ("Đỗ%", False),
        ("x" * 100_000, False),
        ("a" + "\u0301\u0323" * 300_000, False),
    ],
)
def test_a_name_is_found_by_any_part_in_any_case(
    office: World, unit_id: int, approver: Person, text: str, is_found: bool
) -> None:
    made = office.submitted(office.official(unit_id), unit_id=unit_id, holder="Đỗ Thị Ánh")
    assert ids(review.queue(user(approver), text=text)) == ([made] if is_found else [])


def test_the_queue_comes_in_pages(
    office: World, unit_id: int, approver: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "SIZE", 2)
    official = office.official(unit_id)
    made = [
        office.submitted(official, unit_id=unit_id, at=office.now - timedelta(hours=9 - age))
        for age in range(3)
    ]
    first, last = review.queue(user(approver)), review.queue(user(approver), page=2)
    assert (ids(first), first.number, first.pages, first.total) == (made[:2], 1, 2, 3)
    assert (ids(last), last.number) == (made[2:], 2)
    assert ids(review.queue(user(approver), page=99)) == made[2:]
    assert ids(review.queue(user(approver), page=-1)) == made[:2]


def test_an_empty_queue_is_one_empty_page(approver: Person) -> None:
    page = review.queue(user(approver))
    assert (page.rows, page.number, page.pages, page.total) == ([], 1, 1, 0)
    assert review.next_to_decide(user(approver)) is None


def test_the_own_application_is_seen_and_never_next(office: World, unit_id: int, approver: Person) -> None:
    own = office.submitted(approver, unit_id=unit_id)
    assert ids(review.queue(user(approver))) == [own]
    assert review.next_to_decide(user(approver)) is None


@pytest.mark.parametrize("verb", [review.return_, review.reject])
def test_nobody_decides_their_own(
    office: World, unit_id: int, approver: Person, verb: Callable[..., None]
) -> None:
    own = office.submitted(approver, unit_id=unit_id)
    refused = refusal(lambda: verb(user(approver), own, 2, "Lý do", office.now))
    assert (type(refused), refused.code) == (Forbidden, "own_application")
    assert (stored_application(own).state, stored_application(own).version) == ("submitted", 2)


def test_what_is_not_the_approvers_is_not_there(office: World, unit_id: int, approver: Person) -> None:
    elsewhere = office.submitted(office.official())
    official = office.official(unit_id)
    for each in (elsewhere, 2**31 - 1):
        assert isinstance(refusal(lambda each=each: review.to_decide(user(approver), each)), NotFound)
        refused = refusal(lambda each=each: review.return_(user(approver), each, 2, "Lý do", office.now))
        assert isinstance(refused, NotFound)
    assert isinstance(refusal(lambda: review.queue(user(official))), Forbidden)
    assert isinstance(refusal(lambda: review.to_decide(user(official), elsewhere)), Forbidden)
    assert stored_application(elsewhere).state == "submitted"


@pytest.mark.parametrize(("verb", "state"), [(review.return_, "returned"), (review.reject, "rejected")])
def test_a_decision_is_stored_with_its_reason(
    office: World, unit_id: int, approver: Person, verb: Callable[..., None], state: str
) -> None:
    made = office.submitted(office.official(unit_id), unit_id=unit_id)
    verb(user(approver), made, 2, "  Ghi rõ \n nơi đến.  ", office.now)
    decided = stored_application(made)
    assert (decided.state, decided.reason) == (state, "Ghi rõ nơi đến.")
    last = progress.timeline(decided)[-1]
    assert (last.verb, last.actor_id, last.note) == (verb.__name__.strip("_"), approver.id, "Ghi rõ nơi đến.")


@pytest.mark.parametrize(
    ("reason", "code"),
    [("", "required"), (" \n ", "required"), ("x" * 301, "too_long"), ("a\x00b", "control_character")],
)
def test_a_reason_is_asked_for(office: World, unit_id: int, approver: Person, reason: str, code: str) -> None:
    made = office.submitted(office.official(unit_id), unit_id=unit_id)
    for verb in (review.return_, review.reject):
        refused = refusal(lambda verb=verb: verb(user(approver), made, 2, reason, office.now))
        assert isinstance(refused, Invalid)
        assert refused.fields == {"reason": code}
    assert stored_application(made).version == 2


def test_who_comes_second_is_told(office: World, unit_id: int, approver: Person) -> None:
    made = office.submitted(office.official(unit_id), unit_id=unit_id)
    second = office.approver(unit_id, with_key=False)
    review.return_(user(approver), made, 2, "Sửa ngày", office.now)
    refused = refusal(lambda: review.reject(user(second), made, 2, "Không đủ", office.now))
    assert isinstance(refused, Conflict)
    assert (refused.code, refused.details) == ("application_changed", {"state": "returned"})
    assert (stored_application(made).state, stored_application(made).reason) == ("returned", "Sửa ngày")
    refused = refusal(lambda: review.reject(user(second), made, 3, "Không đủ", office.now))
    assert (refused.code, refused.details) == ("application_state", {"state": "returned"})
