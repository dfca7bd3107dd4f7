import pytest
from flask import Blueprint, Flask, Response, abort
from flask.testing import FlaskClient

from certapp.web.assets import icon


@pytest.fixture
def client(app: Flask, public: Blueprint, room: Blueprint) -> FlaskClient:
    room.add_url_rule("/page", "page", lambda: "page")
    room.add_url_rule("/boom", "boom", lambda: abort(500))
    public.add_url_rule("/scan", "scan", lambda: "scan")
    public.add_url_rule(
        "/list", "list", lambda: Response("list", headers={"Cache-Control": "public, max-age=300"})
    )
    app.register_blueprint(public)
    app.register_blueprint(room)
    return app.test_client()


@pytest.mark.parametrize(
    "path", ["/office/page", "/office/boom", "/nowhere", "/api/nowhere", "/static/base.css"]
)
def test_every_answer_is_locked_down(client: FlaskClient, path: str) -> None:
    found = client.get(path, buffered=True).headers
    policy = dict(rule.split(" ", 1) for rule in found["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert found["Referrer-Policy"] == "no-referrer"
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Cross-Origin-Opener-Policy"] == "same-origin"


def test_only_the_scanner_may_ask_for_the_camera(client: FlaskClient) -> None:
    assert "camera=(self)" in client.get("/scan").headers["Permissions-Policy"]
    for path in ("/office/page", "/scan/", "/nowhere"):
        assert "camera=()" in client.get(path).headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/office/page", "/nowhere", "/api/nowhere"])
def test_pages_are_not_kept(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_what_may_be_kept_says_so_itself(client: FlaskClient) -> None:
    assert client.get("/list").headers["Cache-Control"] == "public, max-age=300"


def test_a_versioned_file_is_kept_for_good_and_another_is_asked_for_again(
    app: Flask, client: FlaskClient
) -> None:
    with app.test_request_context():
        address = app.url_for("static", filename="base.css")
    assert "?v=" in address
    assert "immutable" in client.get(address, buffered=True).headers["Cache-Control"]
    assert client.get("/static/base.css", buffered=True).headers["Cache-Control"] == "no-cache"
    assert client.get("/static/nothing.css?v=1").headers["Cache-Control"] == "no-cache"


def test_a_drawing_takes_a_label_without_breaking_out_of_it() -> None:
    assert 'aria-hidden="true"' in icon("verdict/valid")
    assert 'role="img" aria-label="&#34;&gt;&lt;b&gt;"' in icon("verdict/valid", '"><b>')
