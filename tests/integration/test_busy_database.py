"""A database that another connection holds: 503 with a sentence, nothing changed, and it works afterwards."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from certapp.registry.access import SignIn
from certapp.registry.database import db
from tests.browsing import hidden_fields
from tests.world import Person, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An office whose writers do not wait long."""
    return World(tmp_path, lock_wait=20)


@contextmanager
def held(world: World, *, alone: bool = False) -> Iterator[None]:
    """Hold the write lock with another connection; `alone`: nobody else may even read."""
    with world.app.app_context():
        db.engine.dispose()
    with closing(sqlite3.connect(world.settings.instance / "certapp.db")) as other:
        if alone:
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


def signed_in(world: World, person: Person) -> FlaskClient:
    client = world.app.test_client()
    fields = hidden_fields(client.get("/sign-in").text)
    answer = client.post(
        "/sign-in", data={**fields, "username": person.username, "password": person.password}
    )
    assert answer.status_code == 303
    return client


@pytest.mark.parametrize(
    ("query", "sentence", "advice"),
    [
        ("", "Cơ sở dữ liệu đang bận nên việc vừa rồi chưa được ghi.", "Thử lại sau ít phút."),
        ("?lang=en", "The database is busy, so what you just did was not recorded.", "Try again"),
    ],
)
def test_a_writer_is_told_and_nothing_has_changed(
    world: World, caplog: pytest.LogCaptureFixture, query: str, sentence: str, advice: str
) -> None:
    client = world.app.test_client()
    fields = hidden_fields(client.get("/sign-in").text)
    fields |= {"username": world.clerk.username, "password": world.clerk.password}
    with held(world), caplog.at_level(logging.WARNING):
        answer = client.post(f"/sign-in{query}", data=fields)
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert int(answer.headers["Retry-After"]) > 0
    assert sentence in answer.text
    assert advice in answer.text
    with world.app.app_context():
        assert db.session.scalars(select(SignIn)).all() == []
    assert caplog.messages == ["account.sign_in: the database is busy (OperationalError)"]
    assert all(record.exc_info is None for record in caplog.records)
    assert client.post("/sign-in", data=fields).status_code == 303


def test_a_signature_waits_for_another_try(world: World) -> None:
    approver, application_id = world.approver(), world.submitted(world.official())
    client = signed_in(world, approver)
    path = f"/review/{application_id}"
    fields = {**hidden_fields(client.get(path).text), "passphrase": approver.passphrase}
    with held(world):
        assert client.post(f"{path}/sign", data=fields).status_code == 503
    answer = client.post(f"{path}/sign", data=fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}/done")


def test_a_machine_gets_a_problem(world: World) -> None:
    text = world.qr_text(world.issued())
    client = world.app.test_client()
    with held(world, alone=True):
        answer = client.post("/api/v1/verify", json={"qr": text})
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0
    problem = answer.get_json()
    assert (problem["status"], problem["code"]) == (503, "database_busy")
    assert problem["detail"].startswith("Cơ sở dữ liệu đang bận")
    assert client.post("/api/v1/verify", json={"qr": text}).get_json()["verdict"] == "VALID"


def test_another_fault_of_the_database_is_ours(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """An OperationalError, too; only the driver's code tells it from a busy database."""
    client = world.app.test_client()
    with closing(sqlite3.connect(world.settings.instance / "certapp.db")) as other:
        other.execute("DROP TABLE guesses")
    fields = {**hidden_fields(client.get("/sign-in").text), "username": "ai-do", "password": "mot-mat-khau"}
    answer = client.post("/sign-in", data=fields)
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert "guesses" not in answer.text
    assert "account.sign_in failed" in caplog.text
    assert "ai-do" not in caplog.text
