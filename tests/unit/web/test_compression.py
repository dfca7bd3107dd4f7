import gzip

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

TEXT = "Giấy xác nhận đi lại " * 100


@pytest.fixture
def client(app: Flask, public: Blueprint, room: Blueprint) -> FlaskClient:
    room.add_url_rule("/page", "page", lambda: TEXT)
    public.add_url_rule("/V/A", "verdict", lambda: TEXT)
    app.register_blueprint(public)
    app.register_blueprint(room)
    return app.test_client()


def test_a_static_file_is_smaller_for_who_can_read_it(client: FlaskClient) -> None:
    plain = client.get("/static/base.css", buffered=True)
    small = client.get("/static/base.css", buffered=True, headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 2
    assert "Accept-Encoding" in small.vary
    assert "Accept-Encoding" in plain.vary


def test_who_has_it_already_is_told_so(client: FlaskClient) -> None:
    asked = {"Accept-Encoding": "br"}
    first = client.get("/static/base.css", buffered=True, headers=asked)
    known = {**asked, "If-None-Match": first.headers["ETag"]}
    again = client.get("/static/base.css", buffered=True, headers=known)
    assert (again.status_code, again.data) == (304, b"")


def test_a_part_of_a_file_comes_as_it_is(client: FlaskClient) -> None:
    plain = client.get("/static/base.css", buffered=True)
    asked = {"Accept-Encoding": "gzip", "Range": "bytes=0-599"}
    part = client.get("/static/base.css", buffered=True, headers=asked)
    assert (part.status_code, part.data) == (206, plain.data[:600])
    assert "Content-Encoding" not in part.headers


@pytest.mark.parametrize("path", ["/office/page", "/V/A"])
def test_what_is_not_the_same_for_everybody_is_not_compressed(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.text == TEXT
