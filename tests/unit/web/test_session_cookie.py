"""The session cookie: https only, but on this machine."""

import pytest
from flask import Flask, session

from certapp.web import session_cookie


@pytest.mark.parametrize(
    ("address", "is_secure"),
    [
        ("https://giayxacnhan.example", True),
        ("http://giayxacnhan.example", True),
        ("http://192.168.1.20:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://localhost:8000", False),
        ("https://127.0.0.1:8443", True),
        ("http://localhost.example", True),
    ],
)
def test_cookie_is_for_https_unless_on_this_machine(address: str, is_secure: bool) -> None:
    app = Flask(__name__)
    app.secret_key = "test"
    session_cookie.init_app(app)

    @app.get("/")
    def touch() -> str:
        session["x"] = 1
        return ""

    cookie = app.test_client().get("/", base_url=address).headers["Set-Cookie"]
    assert ("Secure" in cookie) == is_secure
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
