"""An older register is brought up to date with everybody in it."""

import flask_migrate
from sqlalchemy import inspect, select, text

from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.people import User
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
