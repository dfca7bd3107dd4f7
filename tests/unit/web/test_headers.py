import pytest
from flask import Blueprint, Flask, Response, abort
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

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
    assert rules_of(found) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert found["Referrer-Policy"] == "no-referrer"
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Cross-Origin-Opener-Policy"] == "same-origin"
    assert found["Cross-Origin-Resource-Policy"] == "same-origin"


def rules_of(headers: Headers) -> dict[str, str]:
    return dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize("path", ["/scan", "/scan/sw.js", "/static/scan/worker.js"])
def test_webassembly_and_workers_are_the_scanners_alone(client: FlaskClient, path: str) -> None:
    page = rules_of(client.get("/office/page").headers)
    scanner = rules_of(client.get(path).headers)
    assert scanner.pop("script-src") == "'self' 'wasm-unsafe-eval'"
    assert (scanner.pop("worker-src"), scanner.pop("manifest-src")) == ("'self'", "'self'")
    assert scanner.pop("form-action") == "'none'"
    assert scanner.pop("trusted-types") == "scan-shell scan-decoder"
    del page["script-src"], page["form-action"], page["trusted-types"]
    assert scanner == page


@pytest.mark.parametrize("path", ["/scanner", "/static/base.css", "/static/scanner.js", "/x/scan/y"])
def test_what_only_sounds_like_the_scanner_is_as_strict_as_all(client: FlaskClient, path: str) -> None:
    assert "unsafe" not in client.get(path, buffered=True).headers["Content-Security-Policy"]


def test_only_the_scanner_may_ask_for_the_camera(client: FlaskClient) -> None:
    assert "camera=(self)" in client.get("/scan").headers["Permissions-Policy"]
    for path in ("/office/page", "/scan/", "/static/scan/worker.js", "/nowhere"):
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
