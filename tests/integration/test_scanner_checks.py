"""Checks handed over by phones: each once, whatever is repeated, cut, reordered or sent twice at a time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import ColumnElement, event, func, select

from certapp.registry.audit import AuditRecord
from certapp.registry.checks import Check
from certapp.registry.database import db, transaction
from certapp.registry.scanner import Scanner
from tests.integration.test_api import validator
from tests.phones import CHECKS, ENROL, Phone, check_at, offered
from tests.world import World, stored_certificate

HOUR = 3_600_000  # milliseconds


@pytest.fixture
def phone(office: World, address: str) -> Iterator[Phone]:
    with closing(Phone(office, address)) as phone:
        yield phone


def stored(office: World, phone: Phone) -> dict[str, Check]:
    with office.app.app_context():
        rows = db.session.scalars(select(Check).where(Check.scanner_id == phone.id))
        return {row.form_id: row for row in rows}


def taken_over(phone: Phone) -> tuple[ColumnElement[bool], ...]:
    return (
        AuditRecord.subject == "scanner",
        AuditRecord.subject_id == phone.id,
        AuditRecord.verb == "take_over_checks",
    )


def ids(checks: list[dict[str, Any]]) -> set[str]:
    return {check["id"] for check in checks}


def test_a_check_is_stored_with_no_more_than_it_needs(office: World, phone: Phone) -> None:
    certificate = office.issued()
    with office.app.app_context():
        cti = stored_certificate(certificate).cti
    check = phone.check(cti=cti.hex(), direction="out", note="  xe  tải ", outside=True)
    answer = phone.hand_over([check])
    assert answer.status_code == 200
    validator(phone.get("/api/v1/openapi.json").json(), "ScannerChecksTaken").validate(answer.json())
    assert answer.json()["accepted"] == [check["id"]]
    row = stored(office, phone)[check["id"]]
    assert (row.certificate_id, row.cti, row.issuer) == (certificate, cti, "MTTQ-TEST")
    assert (row.verdict, row.reason, row.direction, row.note) == ("VALID", "genuine", "out", "xe tải")
    assert (row.outside, row.user_id) == (True, None)
    assert row.checkpoint_id == phone.joined["checkpoint"]["id"]
    assert abs(row.at.timestamp() * 1000 - check["at"]) < HOUR


def test_another_offices_paper_of_the_same_number_is_not_ours(office: World, phone: Phone) -> None:
    certificate = office.issued()
    with office.app.app_context():
        cti = stored_certificate(certificate).cti.hex()
    check = phone.check(cti=cti, issuer="MTTQ-KHAC")
    phone.hand_over([check])
    assert stored(office, phone)[check["id"]].certificate_id is None


def test_what_is_sent_again_cut_or_reordered_is_stored_once(office: World, phone: Phone) -> None:
    checks = [phone.check() for _ in range(40)]
    for part in (checks[:25], checks[10:], checks[::-1], [*checks[:3], *checks[:3]]):
        assert set(phone.hand_over(part).json()["accepted"]) == ids(part)
    assert stored(office, phone).keys() == ids(checks)
    with office.app.app_context():
        counted = db.session.scalars(select(AuditRecord).where(*taken_over(phone)))
        assert [record.facts["count"] for record in counted] == [25, 15]


def test_the_first_telling_of_a_check_stands(office: World, phone: Phone) -> None:
    check = phone.check()
    phone.hand_over([check])
    phone.hand_over([{**check, "verdict": "FORGED", "cti": None, "issuer": None}])
    assert stored(office, phone)[check["id"]].verdict == "VALID"


def test_equal_batches_at_the_same_time_are_stored_once(office: World, address: str) -> None:
    senders = 4
    with closing(Phone(office, address)) as phone, ThreadPoolExecutor(senders) as pool:
        for _ in range(5):
            checks, start = [phone.check() for _ in range(60)], Barrier(senders)

            def send(checks: list[dict[str, Any]] = checks, start: Barrier = start) -> Any:
                start.wait()
                return phone.hand_over(checks)

            answers = [each.result() for each in [pool.submit(send) for _ in range(senders)]]
            assert [answer.status_code for answer in answers] == [200] * senders
            assert all(set(answer.json()["accepted"]) == ids(checks) for answer in answers)
        assert len(stored(office, phone)) == 5 * 60


@pytest.mark.parametrize("behind", [300 * 24 * HOUR, -300 * 24 * HOUR])
def test_a_wrong_clock_is_put_right(office: World, phone: Phone, behind: int) -> None:
    with office.app.app_context(), transaction() as session:
        session.get_one(Scanner, phone.id).enrolled_at = office.now - timedelta(days=2)
    phone.behind = behind
    check = phone.check(at=phone.clock - 24 * HOUR)
    phone.hand_over([check])
    row = stored(office, phone)[check["id"]]
    assert abs(row.at - (datetime.now(UTC) - timedelta(days=1))) < timedelta(hours=1)
    assert row.clock_offset is not None
    assert abs(row.clock_offset - behind) < HOUR
    with office.app.app_context():
        assert db.session.get_one(Scanner, phone.id).clock_offset == row.clock_offset


def test_no_check_is_of_the_future_or_from_before_the_phone_joined(office: World, phone: Phone) -> None:
    ahead, long_ago = phone.check(at=phone.clock + 5 * HOUR), phone.check(at=0)
    before = datetime.now(UTC)
    phone.hand_over([ahead, long_ago])
    rows = stored(office, phone)
    assert rows[ahead["id"]].at <= datetime.now(UTC)
    assert rows[ahead["id"]].at >= before - timedelta(seconds=1)
    with office.app.app_context():
        joined = db.session.get_one(Scanner, phone.id).enrolled_at
    assert joined is not None
    assert abs(rows[long_ago["id"]].at - joined) < timedelta(milliseconds=2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"verdict": "GOOD"}, "verdict"),
        ({"reason": "Nguyễn Văn A"}, "reason"),
        ({"issuer": None}, "issuer"),
        ({"cti": None}, "issuer"),
        ({"issuer": "Ban Thường trực"}, "issuer"),
        ({"direction": "up"}, "direction"),
        ({"note": "x" * 201}, "note"),
        ({"note": "a\u202eb"}, "note"),
    ],
)
def test_a_check_that_cannot_be_is_named_and_the_others_are_stored(
    office: World, phone: Phone, change: dict[str, Any], field: str
) -> None:
    good, bad = phone.check(), phone.check(**change)
    body = phone.hand_over([bad, good]).json()
    assert body["accepted"] == [good["id"]]
    assert body["refused"] == [{"id": bad["id"], "code": field}]
    assert stored(office, phone).keys() == {good["id"]}


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"},
        {"id": "A" * 8 + "-0000-4000-8000-000000000000"},
        {"at": -1},
        {"at": True},
        {"at": 2**53},
        {"at": 1.5},
        {"cti": "AB" * 8},
        {"cti": "00"},
        {"note": None},
        {"outside": 1},
        {"name": "Trần Thị Mai"},
    ],
)
def test_what_is_no_check_is_a_400_and_nothing_is_stored(
    office: World, phone: Phone, change: dict[str, Any]
) -> None:
    assert phone.hand_over([phone.check(), phone.check(**change)]).status_code == 400
    assert not stored(office, phone)


def test_what_is_no_batch_is_a_400_or_413(phone: Phone) -> None:
    for body in ({}, [], {"sent_at": "1", "checks": []}, {"sent_at": 1, "checks": {}}):
        assert phone.post(CHECKS, json=body).status_code == 400
    assert phone.hand_over([phone.check() for _ in range(501)]).status_code == 400
    assert phone.hand_over([phone.check(note="x" * 2000) for _ in range(300)]).status_code == 413


def test_an_empty_batch_tells_the_time_and_leaves_no_trace(office: World, phone: Phone) -> None:
    assert phone.hand_over([]).json()["accepted"] == []
    with office.app.app_context():
        verbs = select(func.count()).where(*taken_over(phone))
        assert db.session.scalar(verbs) == 0


def test_a_full_batch_costs_few_statements(world: World) -> None:
    """Ten thousand queued checks are twenty of these; one statement a check would be felt."""
    web = world.app.test_client()
    sent_at = int(world.now.timestamp() * 1000)
    checks = [check_at(sent_at) for _ in range(500)]
    token = web.post(ENROL, json={"code": offered(world)[1]}).json["token"]  # type: ignore[index]
    statements: list[str] = []
    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    answer = web.post(
        CHECKS,
        json={"sent_at": sent_at, "checks": checks},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 200
    assert len(statements) < 30, statements
