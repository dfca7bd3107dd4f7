"""What a refused request gets: a page with a clear sentence, or problem details (RFC 9457) for machines."""

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, json, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadHost, HTTPException

from certapp.credential.errors import CertappError, CredentialError
from certapp.registry.availability import is_passing
from certapp.sentences import field_sentence, sentence, sentence_of
from certapp.workflow.errors import Conflict, Forbidden, Invalid, NotFound, Stranger, Throttled

_STATUS_OF_ERROR: dict[type[CertappError], int] = {
    Stranger: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    Throttled: 429,
    CredentialError: 400,
}
# errors of the rooms below that the person who asked can do something about; all others are our fault
_STATUS_OF_CODE = {
    "office_none": 503,
    "reader_busy": 503,
    "upload_too_large": 413,
    "picture_too_large": 413,
    "upload_unreadable": 422,
    "upload_no_qr": 422,
    "pdf_mixed": 422,
    "pdf_encrypted": 422,
    "pdf_pages": 422,
    "pdf_active": 422,
    "pdf_objects": 422,
    "picture_empty": 422,
    "picture_too_small": 422,
    "glyph_missing": 422,
    "page_overflow": 422,
    "token_module": 503,
    "token_absent": 503,
    "token_locked": 503,
    "token_busy": 503,
    "token_key_missing": 503,
    "token_failed": 503,
    "token_uri": 422,
    "pin_wrong": 422,
    "pin_wrong_last": 422,
    "pin_refused": 422,
    "passphrase_wrong": 422,
    "passphrase_short": 422,
    "passphrase_long": 422,
    "key_name_long": 422,
}
_CODE_OF_STATUS = {
    400: "bad_request",
    401: "sign_in_needed",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "media_type",
    422: "invalid",
    429: "too_many",
    500: "internal",
    503: "unavailable",
}
_BUSY_SECONDS = 10  # after which a busy database is worth another try
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


def init_app(app: Flask) -> None:
    """Answer every error of the app in its own words; none shows a trace."""
    app.register_error_handler(CertappError, _refuse_certapp)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(SQLAlchemyError, _refuse_database)
    # Flask would write down the address, and that of a verdict page says who travels
    app.log_exception = log_failure  # type: ignore[assignment, method-assign]


def status_of(error: CertappError) -> int:
    """Return the HTTP status of an error."""
    if error.code in _STATUS_OF_CODE:
        return _STATUS_OF_CODE[error.code]
    for kind, status in _STATUS_OF_ERROR.items():
        if isinstance(error, kind):
            return status
    return 500


def retry_after(error: CertappError) -> dict[str, str]:
    """Return the header that says when to try again (RFC 9110 §10.2.3, seconds), if the error does."""
    return {"Retry-After": str(60 * error.details["minutes"])} if isinstance(error, Throttled) else {}


def log_failure(failure: Any) -> None:
    """Write down what failed on which page, and neither its address nor what was sent to it."""
    current_app.logger.error("%s failed", request.endpoint, exc_info=failure)


def _refuse_certapp(error: CertappError) -> Response:
    status = status_of(error)
    if status >= 500 and error.code not in _STATUS_OF_CODE:
        log_failure(error)
        return _answer(status, "internal", sentence_of("internal"))
    response = _answer(status, error.code, sentence(error), _fields(error))
    response.headers.update(retry_after(error))
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110 §11.6.1; RFC 6750 §3
    return response


def _refuse_database(error: SQLAlchemyError) -> Response:
    """503 for what passes by itself; any other error of the database is a 500 as any other fault of ours."""
    if not is_passing(error):
        raise error
    # neither the trace nor the statement, which may hold somebody's data
    current_app.logger.warning("%s: the database is busy (%s)", request.endpoint, type(error).__name__)
    response = _answer(503, "database_busy", sentence_of("database_busy"))
    response.headers["Retry-After"] = str(_BUSY_SECONDS)
    return response


def _refuse_http(error: HTTPException) -> Response | HTTPException:
    if error.response is not None:  # abort(response): the view has answered already
        return error
    if isinstance(error, BadHost):  # no address of ours can be made from that name, hence no page either
        return Response(sentence_of("bad_request"), 400, content_type="text/plain; charset=utf-8")
    status = error.code or 500
    code = "csrf" if isinstance(error, CSRFError) else _CODE_OF_STATUS.get(status)
    if code is None:
        code = "bad_request" if status < 500 else "internal"
    response = _answer(status, code, sentence_of(code))
    for name, value in error.get_headers(request.environ):
        if name in _KEPT_HEADERS:
            response.headers[name] = value
    return response


def _fields(error: CertappError) -> dict[str, dict[str, str]]:
    if not isinstance(error, Invalid):
        return {}
    return {
        name: {"code": code, "detail": field_sentence(code, error.facts.get(name))}
        for name, code in error.fields.items()
    }


def _answer(status: int, code: str, text: str, fields: dict[str, dict[str, str]] | None = None) -> Response:
    if request.path.startswith("/api/"):
        return _problem(status, code, text, fields)
    key = f"refusal.{status if status in _CODE_OF_STATUS else 400 if status < 500 else 500}"
    page = render_template(
        "refusal.html",
        status=status,
        title=_(key + ".title"),
        sentence=text,
        advice=_(key + ".next"),
        fields=fields or {},
        bare=status >= 500,  # what failed may be what the navigation needs
    )
    return Response(page, status)


def _problem(status: int, code: str, text: str, fields: dict[str, dict[str, str]] | None) -> Response:
    """RFC 9457 §3.1, §4.2.1: the type `about:blank` takes the title of its status."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": text,
        "code": code,
    }
    if fields:
        body["fields"] = fields
    return Response(json.dumps(body), status, content_type="application/problem+json")
