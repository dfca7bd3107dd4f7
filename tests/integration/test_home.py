"""The first page: of an office, of a demo office, and of a server that has no office yet."""

from dataclasses import replace
from pathlib import Path

import flask_migrate
import httpx
import pytest
from flask.testing import FlaskClient

from certapp import create_app
from certapp.config import Settings
from certapp.registry.database import transaction
from certapp.workflow import offices
from tests.patience import PATIENCE
from tests.world import World

DEMO = "Văn phòng mẫu"


@pytest.fixture
def nobody(tmp_path: Path) -> FlaskClient:
    """A server whose database is ready and holds no office."""
    settings = replace(Settings(), instance=tmp_path / "instance", keys=tmp_path / "keys")
    settings.instance.mkdir()
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
    return app.test_client()


def test_it_says_what_this_is_where_to_sign_in_and_how_to_check(address: str) -> None:
    answer = httpx.get(address + "/", timeout=PATIENCE)
    assert answer.status_code == 200
    for part in (
        'href="/sign-in"',
        "Kiểm tra một tờ giấy",
        "Ban Thường trực",
        address.removeprefix("http://"),
    ):
        assert part in answer.text
    assert "Set-Cookie" not in answer.headers
    assert DEMO not in answer.text
    english = httpx.get(address + "/", params={"lang": "en"}, timeout=PATIENCE).text
    assert '<html lang="en">' in english
    assert 'href="/sign-in?lang=en"' in english


def test_a_demo_office_says_so_on_every_page(world: World) -> None:
    client = world.app.test_client()
    pages = ("/", "/V/ABC", "/sign-in", "/nothing")
    assert not [page for page in pages if DEMO in client.get(page).text]
    with world.app.app_context(), transaction():
        offices.the_office().is_demo = True
    assert not [page for page in pages if DEMO not in client.get(page).text]


def test_without_an_office_it_says_so_and_nothing_is_judged(nobody: FlaskClient) -> None:
    assert "chưa được lập" in nobody.get("/").text
    assert nobody.get("/healthz").status_code == 200
    assert nobody.get("/readyz").get_json() == {"status": "unready", "faults": ["office_none"]}
    for path in ("/V/ABC", "/api/v1/trust-list"):
        assert nobody.get(path).status_code == 503
    answer = nobody.post("/api/v1/verify", json={"qr": "ABC"})
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
