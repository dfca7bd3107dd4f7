"""A signature that cannot be: a sentence beside the application, its number void, and the others go on."""

import logging
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from certapp.registry.application import Application
from certapp.registry.audit import AuditRecord
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import status_lists
from tests.browsing import hidden_fields
from tests.world import Person, World


@pytest.fixture
def approver(world: World) -> Person:
    return world.approver()


@pytest.fixture
def client(world: World, approver: Person) -> Iterator[FlaskClient]:
    """A browser in which the approver is signed in."""
    with world.app.test_client() as client:
        fields = hidden_fields(client.get("/sign-in").text)
        fields |= {"username": approver.username, "password": approver.password}
        assert client.post("/sign-in", data=fields).status_code == 303
        yield client


def sign(client: FlaskClient, application_id: int, passphrase: str) -> TestResponse:
    path = f"/review/{application_id}"
    return client.post(
        f"{path}/sign", data={**hidden_fields(client.get(path).text), "passphrase": passphrase}
    )


def overfill(world: World) -> None:
    """Name more recipients than a page holds, after what was submitted had been tried on it."""
    with world.app.app_context(), transaction() as session:
        session.get_one(Office, world.office_id).recipients = ["- Lưu: VT;"] * 60


def spoil(world: World, application_id: int) -> None:
    """Write a letter into a submitted application that the face lacks, past the check of submitting."""
    with world.app.app_context(), transaction() as session:
        session.get_one(Application, application_id).purpose = "Đi họp 主"


def spoil_the_status_list(world: World) -> None:
    with world.app.app_context():
        status_lists.refresh(world.now)
        with transaction() as session:
            record = session.scalars(select(StatusListRecord)).one()
            record.signed = record.signed[:-1] + bytes([record.signed[-1] ^ 1])


def standing(world: World, application_id: int) -> tuple[str, list[tuple[int, str]]]:
    with world.app.app_context():
        found = db.session.get_one(Application, application_id)
        made = sorted(found.certificates, key=lambda certificate: certificate.id)
        return found.state, [(certificate.sequence, certificate.state) for certificate in made]


def faults(world: World) -> list[str]:
    """Return why reservations were given up, as the audit log has it."""
    with world.app.app_context():
        voids = db.session.scalars(select(AuditRecord).where(AuditRecord.verb == "void"))
        return [record.facts["fault"] for record in voids]


def test_a_page_that_overflows(
    world: World, client: FlaskClient, approver: Person, caplog: pytest.LogCaptureFixture
) -> None:
    application_id = world.submitted(world.official())
    overfill(world)
    answer = sign(client, application_id, approver.passphrase)
    assert answer.status_code == 422
    for words in ("Chưa ký được", "không vừa ba trang A4", "Số 01/GXN-MTTQ-BTT bị bỏ", "Trả lại đơn"):
        assert words in answer.text
    assert 'name="passphrase"' in answer.text  # it waits as before
    assert standing(world, application_id) == ("submitted", [(1, "void")])
    assert faults(world) == ["page_overflow"]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_signature_that_fails_our_own_check(
    world: World, client: FlaskClient, approver: Person, caplog: pytest.LogCaptureFixture
) -> None:
    application_id = world.submitted(world.official())
    spoil_the_status_list(world)
    answer = sign(client, application_id, approver.passphrase)
    assert answer.status_code == 500
    for words in ("Chưa ký được", "không qua được bước tự kiểm tra", "bị bỏ và không cấp lại", "Thử ký lại"):
        assert words in answer.text
    assert standing(world, application_id) == ("submitted", [(1, "void")])
    assert faults(world) == ["self_check_failed"]
    assert "approver.sign failed" in caplog.text
    again = sign(client, application_id, approver.passphrase)  # the list was signed anew with the void
    assert (again.status_code, again.headers["Location"]) == (303, f"/review/{application_id}/done")
    assert standing(world, application_id) == ("issued", [(1, "void"), (2, "valid")])


@pytest.mark.parametrize(
    ("contents", "words"),
    [(None, "Không tìm thấy tệp khóa"), (b"no key", "Tệp khóa bị hỏng")],
    ids=["no file", "no key in it"],
)
def test_a_key_file_that_cannot_be_used_reserves_nothing(
    world: World, client: FlaskClient, approver: Person, contents: bytes | None, words: str
) -> None:
    application_id = world.submitted(world.official())
    [file] = world.settings.keys.glob("approver-*")
    file.unlink()
    if contents is not None:
        file.write_bytes(contents)
        file.chmod(0o600)
    answer = sign(client, application_id, approver.passphrase)
    assert answer.status_code == 500
    assert "Chưa ký được" in answer.text
    assert words in answer.text
    assert "bị bỏ" not in answer.text
    assert standing(world, application_id) == ("submitted", [])


def test_a_letter_that_the_face_lacks_is_named(world: World, client: FlaskClient, approver: Person) -> None:
    application_id = world.submitted(world.official())
    spoil(world, application_id)
    answer = sign(client, application_id, approver.passphrase)
    assert answer.status_code == 422
    assert "Không in được ký tự “主”" in answer.text
    assert standing(world, application_id) == ("submitted", [(1, "void")])


def test_one_after_another_the_others_are_signed(world: World, client: FlaskClient, approver: Person) -> None:
    wanted = [world.submitted(world.official()) for _ in range(3)]
    spoil(world, wanted[1])
    answers = [sign(client, each, approver.passphrase).status_code for each in wanted]
    assert answers == [303, 422, 303]
    assert [standing(world, each) for each in wanted] == [
        ("issued", [(1, "valid")]),
        ("submitted", [(2, "void")]),
        ("issued", [(3, "valid")]),
    ]


def test_a_specimen_that_overflows_is_a_sentence(world: World, client: FlaskClient) -> None:
    application_id = world.submitted(world.official())
    overfill(world)
    answer = client.get(f"/review/{application_id}/specimen.pdf")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert "không vừa ba trang A4" in answer.text
