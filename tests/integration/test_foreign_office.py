"""Papers of another office that runs on this machine: its lists are fetched, every surface says the same."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from tests import verdicts
from tests.far_office import CODE, NAME, address_of, far_office, introduce, known
from tests.patience import PATIENCE, until
from tests.serving import free_port, served, timer
from tests.unit.cli.conftest import terminal
from tests.world import World


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The other office, served at its own public address."""
    port = free_port()
    far = far_office(tmp_path_factory.mktemp("far"), port)
    with served(far, port):
        yield far


def verified(app: Flask, text: str) -> dict[str, object]:
    found = app.test_client().post("/api/v1/verify", json={"qr": text}).get_json()
    return {**found, "issuer": (found["certificate"] or {}).get("issuer_name")}


def paper_of(far: World, certificate_id: int) -> Path:
    with far.app.app_context():
        name = db.session.get_one(Certificate, certificate_id).paper
    return next(path for path in far.settings.papers.rglob("*") if path.is_file() and str(name) in path.name)


def test_a_paper_is_good_here_until_its_office_takes_it_back(
    world: World, far: World, tmp_path: Path
) -> None:
    run = terminal(world.app)
    made = far.issued()
    text = far.qr_text(made)
    introduce(world, far)
    fetched = run("keys", "fetch", CODE)
    assert (fetched.exit_code, fetched.stdout) == (0, f"{CODE}: đã nhận 2 danh sách mới.\n")
    found = verified(world.app, text)
    assert (found["verdict"], found["issuer"]) == ("VALID", NAME)
    page = world.app.test_client().get(f"/V/{text.rsplit('/', 1)[1]}").text
    assert f"{NAME} ({CODE})" in page
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(paper_of(far, made).read_bytes())
    for argument in (text, str(pdf)):
        told = run("verify", argument)
        assert told.exit_code == 0
        assert json.loads(told.stdout)["certificate"]["issuer_name"] == NAME
    own = verified(world.app, world.qr_text(world.issued()))
    assert (own["verdict"], own["issuer"]) == ("VALID", "Ban Thường trực Ủy ban MTTQ Việt Nam huyện Bác Ái")

    verdicts.taken_back(far, made, "revoke")
    assert verified(world.app, text)["verdict"] == "VALID"
    assert run("keys", "fetch").exit_code == 0
    assert verified(world.app, text)["verdict"] == "REVOKED"
    assert run("verify", str(pdf)).exit_code == 1


def test_what_has_not_changed_is_not_sent_again(world: World, far: World) -> None:
    introduce(world, far)
    run = terminal(world.app)
    assert run("keys", "fetch").exit_code == 0
    again = run("keys", "fetch")
    assert (again.exit_code, again.stdout) == (0, f"{CODE}: đã nhận 0 danh sách mới.\n")


def test_the_timer_fetches_by_itself(world: World, far: World) -> None:
    text = far.qr_text(far.issued())
    introduce(world, far)
    assert verified(world.app, text)["verdict"] == "UNKNOWN_SIGNER"
    with timer(world) as process:
        until(lambda: verified(world.app, text)["verdict"] == "VALID", process)
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    with world.app.app_context():
        assert known(world).fault is None


def test_an_office_that_cannot_be_reached_is_told_of(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    nobody = far_office(tmp_path_factory.mktemp("nobody"), free_port())
    introduce(world, nobody)
    run = terminal(world.app)
    result = run("keys", "fetch")
    assert (result.exit_code, "Không nối được" in result.stderr) == (1, True)
    listed = run("keys", "offices").stdout
    assert address_of(nobody) in listed
    assert "Không nối được" in listed
