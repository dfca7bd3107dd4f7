from collections.abc import Callable
from typing import NoReturn

import pytest
from flask import Blueprint, Flask, Response, abort
from flask.testing import FlaskClient

from certapp.credential.errors import CertappError, TokenError
from certapp.keystore.errors import KeyStoreError, WrongPassphrase
from certapp.paper.errors import PaperError
from certapp.workflow.errors import Conflict, Forbidden, Invalid, NotFound, Throttled

SECRET = "detail that no page may show"
ERRORS: list[tuple[Exception, int, str]] = [
    (Forbidden("own_application"), 403, "không được duyệt hay ký đơn của chính mình"),
    (Forbidden("role_needed", role="clerk"), 403, "Việc này dành cho: Văn thư"),
    (NotFound(), 404, "không có, hoặc bạn không được xem"),
    (Conflict("application_state", state="withdrawn"), 409, "“Đã rút”"),
    (Invalid({"holder": "required"}), 422, "Chưa điền mục này"),
    (Throttled(61), 429, "Chờ 2 phút"),
    (TokenError("not_qr_text"), 400, "không phải mã QR"),
    (PaperError("upload_too_large"), 413, "Tệp quá lớn"),
    (PaperError("upload_no_qr"), 422, "Không thấy mã QR"),
    (PaperError("font_unreadable", file=SECRET), 500, "Máy chủ gặp lỗi"),
    (WrongPassphrase(), 422, "Mật khẩu khóa ký không đúng"),
    (KeyStoreError("key_missing", name=SECRET), 500, "Máy chủ gặp lỗi"),
    (CertappError("never_heard_of"), 500, "Máy chủ gặp lỗi"),
    (Conflict("never_heard_of"), 409, "mã never_heard_of"),
    (RuntimeError(SECRET), 500, "Máy chủ gặp lỗi"),
]


def _raising(error: Exception) -> Callable[[], NoReturn]:
    def view() -> NoReturn:
        raise error

    return view


@pytest.fixture
def client(app: Flask, room: Blueprint) -> FlaskClient:
    api = Blueprint("api", __name__, url_prefix="/api")
    for number, (error, _, _) in enumerate(ERRORS):
        for part in (room, api):
            part.add_url_rule(f"/{number}", f"page{number}", _raising(error))
    for status in (400, 401, 403, 404, 409, 413, 415, 418, 422, 429, 500, 502, 503):
        room.add_url_rule(f"/abort/{status}", f"abort{status}", lambda status=status: abort(status))
    room.add_url_rule("/answered", "answered", lambda: abort(Response("own answer", 404)))
    room.add_url_rule("/form", "form", lambda: "sent", methods=["POST"])
    app.register_blueprint(room)
    app.register_blueprint(api)
    return app.test_client()


@pytest.mark.parametrize(("number", "status", "words"), [(n, s, w) for n, (_, s, w) in enumerate(ERRORS)])
def test_an_error_is_a_page_with_its_sentence(
    client: FlaskClient, number: int, status: int, words: str
) -> None:
    answer = client.get(f"/office/{number}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert words in answer.text
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(("number", "status", "words"), [(n, s, w) for n, (_, s, w) in enumerate(ERRORS)])
def test_for_machines_it_is_a_problem(client: FlaskClient, number: int, status: int, words: str) -> None:
    answer = client.get(f"/api/{number}")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["code"]
    assert words in (problem["detail"] + str(problem.get("fields")))
    assert SECRET not in answer.text


def test_a_problem_names_the_fields(client: FlaskClient) -> None:
    number = next(n for n, (error, _, _) in enumerate(ERRORS) if isinstance(error, Invalid))
    problem = client.get(f"/api/{number}?lang=en").get_json()
    assert problem["code"] == "invalid"
    assert problem["fields"] == {"holder": {"code": "required", "detail": "This is missing."}}


def test_throttling_says_when_to_come_back(client: FlaskClient) -> None:
    number = next(n for n, (error, _, _) in enumerate(ERRORS) if isinstance(error, Throttled))
    assert client.get(f"/office/{number}").headers["Retry-After"] == "120"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 418, 422, 429, 500, 502, 503])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_status_has_title_sentence_and_advice(client: FlaskClient, status: int, language: str) -> None:
    answer = client.get(f"/office/abort/{status}?lang={language}")
    assert answer.status_code == status
    assert "refusal." not in answer.text
    assert "error." not in answer.text
    assert ("Go to the start page" in answer.text) is (language == "en")


def test_a_wrong_method_says_which_is_right(client: FlaskClient) -> None:
    answer = client.get("/office/form")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_form_without_its_secret_is_refused(client: FlaskClient) -> None:
    answer = client.post("/office/form", data={"csrf_token": "made up"})
    assert answer.status_code == 400
    assert "Trang đã mở quá lâu" in answer.text


def test_an_answer_of_a_view_is_left_alone(client: FlaskClient) -> None:
    answer = client.get("/office/answered")
    assert (answer.status_code, answer.text) == (404, "own answer")


def test_what_failed_is_not_asked_for_the_page_that_says_so(app: Flask, client: FlaskClient) -> None:
    app.login_manager.request_loader(_raising(RuntimeError("no database")))  # type: ignore[attr-defined]
    answer = client.get("/office/abort/500")
    assert answer.status_code == 500
    assert "Máy chủ gặp lỗi" in answer.text
    assert client.get("/nowhere").status_code == 500  # a page that wants to greet the person


def test_the_log_of_a_failure_names_the_page_and_not_its_address(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    number = next(n for n, (error, _, _) in enumerate(ERRORS) if isinstance(error, RuntimeError))
    client.get(f"/office/{number}?q=a-name")
    assert f"office.page{number} failed" in caplog.text
    assert "Traceback" in caplog.text
    assert f"/office/{number}" not in caplog.text
    assert "a-name" not in caplog.text


def test_a_strange_address_is_shown_to_nobody(client: FlaskClient) -> None:
    answer = client.get("/<script>alert(1)</script>")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
