"""certapp.workflow.certificates and concerns: what was issued, and what an approver should look at twice."""

import unicodedata
from collections.abc import Callable
from datetime import timedelta

import pytest

from certapp.credential.errors import CertappError
from certapp.registry.application import Application
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.workflow import certificates, concerns, offices, paging, revoke
from certapp.workflow.certificates import Standing
from certapp.workflow.errors import Forbidden, NotFound
from tests.world import Person, World, user


@pytest.fixture
def approver(office: World, unit_id: int) -> Person:
    return office.approver(unit_id)


def issued(office: World, approver: Person, unit_id: int, **changes: object) -> int:
    official = office.official(unit_id)
    return office.signed(approver, office.submitted(official, unit_id=unit_id, **changes))


def found(office: World, person: Person, **query: object) -> list[int]:
    page = certificates.search(user(person), office.now, **query)  # type: ignore[arg-type]
    return [certificate.id for certificate in page.rows]


def refusal(verb: Callable[[], object]) -> CertappError:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value


def test_an_approver_finds_those_of_their_units_newest_first(
    office: World, unit_id: int, approver: Person
) -> None:
    elsewhere = office.issued()
    one, two = issued(office, approver, unit_id), issued(office, approver, unit_id)
    assert found(office, approver) == [two, one]
    assert isinstance(refusal(lambda: certificates.to_manage(user(approver), elsewhere)), NotFound)
    assert certificates.to_manage(user(approver), one).id == one


def test_a_clerk_finds_all_and_nobody_else_any(office: World, unit_id: int, approver: Person) -> None:
    one = issued(office, approver, unit_id)
    assert found(office, office.clerk)[0] == one
    assert certificates.to_manage(user(office.clerk), one).id == one
    for person in (office.official(), office.guard()):
        assert isinstance(refusal(lambda each=person: found(office, each)), Forbidden)
        refused = refusal(lambda each=person: certificates.to_manage(user(each), one))
        assert isinstance(refused, Forbidden)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("ĐẶNG thùy", True),
        (unicodedata.normalize("NFD", "Mỹ Duyên"), True),
        ("gxn-mttq", True),
        ("Nguyễn", False),
        ("%", False),
        ("x" * 100_000, False),
    ],
)
def test_by_name_or_number(office: World, unit_id: int, approver: Person, text: str, is_found: bool) -> None:
    made = issued(office, approver, unit_id, holder="Đặng Thùy Mỹ Duyên")
    assert found(office, approver, text=text) == ([made] if is_found else [])


def test_by_what_they_are_worth_now(world: World) -> None:
    with world.app.app_context():
        approver, later = world.approver(), world.now + timedelta(days=7)
        last_day = world.today + timedelta(days=10)
        ended, revoked, expired = (issued(world, approver, world.unit_id) for _ in range(3))
        suspended, valid = (issued(world, approver, world.unit_id, end_date=last_day) for _ in range(2))
        for each in (ended, suspended):  # of one whose days are over, a checkpoint says EXPIRED too
            revoke.suspend(user(world.clerk), each, "Lý do", world.now)
        revoke.revoke(user(world.clerk), revoked, "Lý do", world.now)

        def at(standing: Standing | None) -> list[int]:
            page = certificates.search(user(approver), later, standing=standing)
            assert standing is None or {
                certificates.standing(certificate, later) for certificate in page.rows
            } <= {standing}
            return [certificate.id for certificate in page.rows]

        assert at(Standing.VALID) == [valid]
        assert at(Standing.EXPIRED) == [expired, ended]
        assert at(Standing.SUSPENDED) == [suspended]
        assert at(Standing.REVOKED) == [revoked]
        assert at(Standing.RESERVED) == at(Standing.VOID) == at(Standing.SUPERSEDED) == []
        assert at(None) == [valid, suspended, expired, revoked, ended]


def test_they_come_in_pages(
    office: World, unit_id: int, approver: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "SIZE", 2)
    made = [issued(office, approver, unit_id) for _ in range(3)]
    page = certificates.search(user(approver), office.now, page=9)
    assert ([each.id for each in page.rows], page.number, page.pages, page.total) == ([made[0]], 2, 2, 3)


def test_what_the_applicant_was_given_before(office: World, unit_id: int, approver: Person) -> None:
    official = office.official(unit_id)
    one = office.signed(approver, office.submitted(official, unit_id=unit_id))
    issued(office, approver, unit_id)  # somebody else's
    second = office.submitted(official, unit_id=unit_id)
    earlier = certificates.earlier(db.session.get_one(Application, second))
    assert [certificate.id for certificate in earlier] == [one]


def codes(office: World, application_id: int, **later: float) -> list[str]:
    db.session.rollback()
    application = db.session.get_one(Application, application_id)
    return [concern.code for concern in concerns.of(application, office.now + timedelta(**later))]


def test_an_ordinary_application_raises_no_concern(office: World, unit_id: int) -> None:
    person = office.official(unit_id)
    holder = user(person).name
    assert codes(office, office.submitted(person, unit_id=unit_id, holder=holder)) == []


def test_what_looks_odd_is_named(office: World, unit_id: int) -> None:
    person = office.official(unit_id)
    holder = user(person).name
    made = office.submitted(person, unit_id=unit_id)
    assert codes(office, made) == ["holder_other"]
    made = office.submitted(person, unit_id=unit_id, holder=holder, id_number="999188001234")
    assert codes(office, made) == ["id_number_province"]
    made = office.submitted(person, unit_id=unit_id, holder=holder)
    assert codes(office, made, days=1) == ["travel_begun"]
    assert codes(office, made, days=7) == []  # over: the page says so in other words
    offices.end_unit(user(office.clerk), unit_id, office.today, office.now)
    assert codes(office, made, days=1) == ["travel_begun", "unit_ended"]


def test_earlier_certificates_that_overlap_or_were_revoked_are_named(
    office: World, unit_id: int, approver: Person
) -> None:
    person = office.official(unit_id)
    holder, today = user(person).name, office.today
    kept = office.signed(approver, office.submitted(person, unit_id=unit_id, holder=holder))
    last_day, after = today + timedelta(days=6), today + timedelta(days=7)
    made = office.submitted(person, unit_id=unit_id, holder=holder, start_date=last_day, end_date=last_day)
    assert codes(office, made) == ["overlaps"]
    db.session.rollback()
    [concern] = concerns.of(db.session.get_one(Application, made), office.now)
    assert concern.facts == {"number": db.session.get_one(Certificate, kept).number}
    free = office.submitted(person, unit_id=unit_id, holder=holder, start_date=after, end_date=after)
    assert codes(office, free) == []
    revoke.revoke(user(office.clerk), kept, "Mượn giấy", office.now)
    assert codes(office, free) == codes(office, made) == ["revoked_before"]
