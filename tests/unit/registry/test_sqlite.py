"""Who does not say beforehand that they will write cannot write."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.workflow import offices
from tests.world import FACTS, World


def test_a_reader_that_turns_writer_is_refused_and_changes_nothing(world: World) -> None:
    with world.app.app_context():
        offices.the_office().name = "Cơ quan khác"
        with pytest.raises(OperationalError, match="readonly"):
            db.session.commit()
        db.session.rollback()
        with pytest.raises(OperationalError, match="readonly"):
            db.session.execute(text("UPDATE offices SET name = 'Cơ quan khác'"))
        db.session.rollback()
        assert offices.the_office().name == FACTS.name


def test_a_connection_reads_and_writes_in_turn(world: World) -> None:
    with world.app.app_context():
        for name in ("Cơ quan thứ hai", "Cơ quan thứ ba"):
            with transaction() as session:
                session.get_one(Office, world.office_id).name = name
            assert offices.the_office().name == name
            db.session.rollback()
