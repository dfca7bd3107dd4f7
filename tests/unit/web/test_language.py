from html.parser import HTMLParser

import pytest
from flask import Blueprint, Flask, render_template_string
from flask.testing import FlaskClient
from flask_babel import gettext

PAGE = '{% extends "base.html" %}{% block content %}{{ _("form.cancel") }}{% endblock %}'
WORDS = {"vi": "Quay lại", "en": "Go back"}


@pytest.fixture
def client(app: Flask, public: Blueprint, room: Blueprint) -> FlaskClient:
    public.add_url_rule("/V/<path:token>", "verdict", lambda token: render_template_string(PAGE))
    room.add_url_rule("/list", "list", lambda: render_template_string(PAGE))
    room.add_url_rule("/do", "do", lambda: render_template_string(PAGE), methods=["POST"])
    app.register_blueprint(public)
    app.register_blueprint(room)
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def _language(client: FlaskClient, path: str) -> str:
    text = client.get(path).text
    spoken = {code for code, words in WORDS.items() if words in text}
    assert len(spoken) == 1
    code = spoken.pop()
    assert f'<html lang="{code}">' in text
    return code


class _Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.hrefs: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("hreflang"):
            self.hrefs[str(values["hreflang"])] = str(values["href"])


@pytest.mark.parametrize("path", ["/office/list", "/V/ABC", "/nowhere"])
def test_vietnamese_unless_asked(client: FlaskClient, path: str) -> None:
    text = client.get(path, headers={"Accept-Language": "en"}).text
    assert '<html lang="vi">' in text


@pytest.mark.parametrize("asked", ["fr", "", "VI", "../en", "x" * 5000])
def test_an_unknown_language_is_vietnamese(client: FlaskClient, asked: str) -> None:
    assert _language(client, f"/office/list?lang={asked}") == "vi"


def test_a_room_remembers_the_language(client: FlaskClient) -> None:
    assert _language(client, "/office/list?lang=en") == "en"
    assert _language(client, "/office/list") == "en"
    assert _language(client, "/office/list?lang=vi") == "vi"
    assert _language(client, "/office/list") == "vi"


def test_a_public_page_answers_in_the_language_and_sets_no_cookie(client: FlaskClient) -> None:
    answer = client.get("/V/ABC?lang=en")
    assert WORDS["en"] in answer.text
    assert "Set-Cookie" not in answer.headers
    assert _language(client, "/V/ABC") == "vi"


def test_a_public_page_does_not_look_into_the_session(client: FlaskClient) -> None:
    assert _language(client, "/office/list?lang=en") == "en"
    answer = client.get("/V/ABC")
    assert WORDS["vi"] in answer.text
    assert "Set-Cookie" not in answer.headers


def test_an_address_that_is_not_found_changes_no_session(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/nowhere?lang=en").headers


def test_the_switch_keeps_address_and_questions(client: FlaskClient) -> None:
    hrefs = _Links(client.get("/office/list?q=Đỗ+Thị&q=b&lang=vi&page=2").text).hrefs
    assert hrefs["en"] == "/office/list?q=%C4%90%E1%BB%97+Th%E1%BB%8B&q=b&page=2&lang=en"
    assert hrefs["vi"].endswith("&lang=vi")


def test_the_switch_cannot_be_made_to_lead_elsewhere(client: FlaskClient) -> None:
    hrefs = _Links(client.get("/V/%22%3E%3Cscript%3E//evil.example").text).hrefs
    assert hrefs["en"] == "/V/%22%3E%3Cscript%3E//evil.example?lang=en"


def test_a_page_that_was_posted_to_has_no_switch(client: FlaskClient) -> None:
    assert _Links(client.post("/office/do").text).hrefs == {}


def test_without_a_request_it_is_vietnamese(app: Flask) -> None:
    with app.app_context():
        assert gettext("form.cancel") == WORDS["vi"]
