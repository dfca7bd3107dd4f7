from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from flask import Blueprint, Flask, render_template_string
from flask.testing import FlaskClient

from certapp.web.navigation import navigation

PAGES = {
    "applicant.home": "/applications",
    "approver.queue": "/review",
    "approver.keys": "/keys",
    "checkpoint.scan": "/checkpoint",
    "office.home": "/office",
    "account.account": "/account",
    "account.sign_in": "/sign-in",
    "public.home": "/",
}
PAGE = '{% extends "base.html" %}'


@dataclass
class Somebody:
    roles: set[str]
    name: str = "Nguyễn Văn Bền"
    must_change_password: bool = False
    office: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(name="Ban <Thường trực>"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    rooms = {name: Blueprint(name, __name__) for name in {page.split(".")[0] for page in PAGES}}
    for endpoint, path in PAGES.items():
        room, page = endpoint.split(".")
        rooms[room].add_url_rule(path, page, lambda: render_template_string(PAGE))
    rooms["applicant"].add_url_rule("/applications/7", "show", lambda: render_template_string(PAGE))
    rooms["account"].add_url_rule("/sign-out", "sign_out", lambda: "", methods=["POST"])
    for blueprint in rooms.values():
        app.register_blueprint(blueprint)
    return app.test_client()


@pytest.mark.parametrize(
    ("roles", "endpoints"),
    [
        ({"official"}, ["applicant.home"]),
        ({"approver"}, ["approver.queue", "approver.keys"]),
        ({"official", "approver"}, ["applicant.home", "approver.queue", "approver.keys"]),
        ({"checkpoint"}, ["checkpoint.scan"]),
        ({"clerk"}, ["office.home"]),
        (set(), []),
    ],
)
def test_each_person_sees_their_own_rooms(
    app: Flask, client: FlaskClient, roles: set[str], endpoints: list[str]
) -> None:
    with app.test_request_context("/"):
        items = navigation(Somebody(roles))
    assert [item.endpoint for item in items] == [*endpoints, "account.account"]


def test_a_stranger_sees_no_rooms(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context("/"):
        assert navigation(None) == []
    page = client.get("/office").text
    assert "/sign-in" in page
    assert "/sign-out" not in page


def test_the_room_one_is_in_is_marked(app: Flask, client: FlaskClient) -> None:
    app.config["SIGNED_IN"] = Somebody({"official", "approver"})
    for path in ("/applications", "/applications/7"):
        page = client.get(path).text
        assert '<a href="/applications" aria-current="page">' in page
        assert page.count('aria-current="page"') == 1


def test_a_name_is_text_and_no_markup(app: Flask, client: FlaskClient) -> None:
    app.config["SIGNED_IN"] = Somebody({"clerk"})
    assert "Ban &lt;Thường trực&gt;" in client.get("/office").text


def test_signing_out_is_a_form_with_its_secret(app: Flask, client: FlaskClient) -> None:
    app.config["SIGNED_IN"] = Somebody({"clerk"})
    assert client.post("/sign-out").status_code == 400
    page = client.get("/office").text
    secret = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/sign-out", data={"csrf_token": secret}).status_code == 200


def test_a_public_page_greets_nobody(app: Flask, client: FlaskClient) -> None:
    app.config["SIGNED_IN"] = Somebody({"clerk"})
    answer = client.get("/")
    assert "/office" not in answer.text
    assert "csrf_token" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_process_with_some_of_the_rooms_links_to_those_only(app: Flask) -> None:
    blueprint = Blueprint("office", __name__)
    blueprint.add_url_rule("/office", "home", lambda: render_template_string(PAGE))
    app.register_blueprint(blueprint)
    app.config["SIGNED_IN"] = Somebody({"clerk", "official"})
    page = app.test_client().get("/office").text
    assert 'href="/office"' in page
    assert "/applications" not in page
