"""An older register is brought up to date with everybody in it."""

from uuid import uuid4

import flask_migrate
from sqlalchemy import inspect, select, text

from certapp.registry.checks import Check, Direction
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.workflow import scan
from tests.world import FACTS, World, stored_certificate, user


def test_papers_from_before_time_stamps_have_none(world: World) -> None:
    certificate_id = world.signed(world.approver(), world.submitted(world.official()))
    with world.app.app_context():
        flask_migrate.downgrade(revision="0006")
        assert "seal_level" not in columns("certificates")
        flask_migrate.upgrade()
        certificate = stored_certificate(certificate_id)
        assert (certificate.seal_level, certificate.seal_fault) == ("B-B", None)


def columns(table: str) -> set[str]:
    return {column["name"] for column in inspect(db.engine).get_columns(table)}


def test_accounts_from_before_first_passwords_need_not_change_theirs(world: World) -> None:
    official = world.official()
    with world.app.app_context():
        flask_migrate.downgrade(revision="0001")
        assert "must_change_password" not in columns("users")
        flask_migrate.upgrade()
        assert user(official).username == official.username
        assert {one.must_change_password for one in db.session.scalars(select(User))} == {False}


def test_checks_from_before_phones_tell_which_paper_they_were_of(world: World) -> None:
    certificate_id = world.issued()
    guard, stranger = world.guard(), "không phải giấy"
    with world.app.app_context():
        for text in (world.qr_text(certificate_id), stranger):
            scan.record_check(user(guard), str(uuid4()), text, Direction.IN, "", world.now)
        flask_migrate.downgrade(revision="0007")
        assert "cti" not in columns("checks")
        db.session.rollback()
        flask_migrate.upgrade()
        cti = stored_certificate(certificate_id).cti
        rows = db.session.scalars(select(Check).order_by(Check.id)).all()
        assert [(row.cti, row.issuer, row.user_id) for row in rows] == [
            (cti, FACTS.code, guard.id),
            (None, None, guard.id),
        ]


def test_a_check_that_is_deleted_leaves_its_number_to_no_other(world: World) -> None:
    guard = world.guard()
    with world.app.app_context():
        numbers = []
        for _ in "12":
            check = scan.record_check(user(guard), str(uuid4()), "x", Direction.IN, "", world.now)
            numbers.append(check.id)
            with transaction() as session:
                session.delete(session.get_one(Check, check.id))
        assert numbers[0] < numbers[1]


def test_an_office_from_before_its_own_wording_keeps_its_line_of_authority(world: World) -> None:
    with world.app.app_context():
        with transaction() as session:
            office = session.get_one(Office, world.office_id)
            office.authority_lines = [*FACTS.authority_lines, "KT. CHỦ TỊCH"]
            office.wording = {"title": "GIẤY ĐI ĐƯỜNG"}
        flask_migrate.downgrade(revision="0003")
        assert db.session.scalar(text("SELECT authority_line FROM offices")) == FACTS.authority_lines[0]
        db.session.rollback()
        flask_migrate.upgrade()
        office = db.session.get_one(Office, world.office_id)
        assert (office.authority_lines, office.footer, office.wording) == (
            list(FACTS.authority_lines),
            "",
            {},
        )
