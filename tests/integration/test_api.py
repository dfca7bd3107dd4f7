"""The API: what it takes, what it answers, and that its description tells the truth."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from certapp.credential import VerdictCode
from tests.patience import PATIENCE
from tests.verdicts import issue, qr_texts
from tests.world import World

VERIFY = "/api/v1/verify"
LIMIT = 8 * 1024


@pytest.fixture(scope="module")
def texts(office: World) -> dict[VerdictCode, str]:
    """The QR text of a paper of each verdict."""
    return qr_texts(office)


@pytest.fixture(scope="module")
def web(address: str) -> Iterator[httpx.Client]:
    """A machine that asks."""
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def description(web: httpx.Client) -> dict[str, Any]:
    """The API's own description."""
    found: dict[str, Any] = web.get("/api/v1/openapi.json").json()
    return found


def validator(description: dict[str, Any], name: str) -> Draft202012Validator:
    """Check data by a schema of the description."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("code", VerdictCode)
def test_every_verdict_is_a_200(
    code: VerdictCode, texts: dict[VerdictCode, str], web: httpx.Client, description: dict[str, Any]
) -> None:
    answer = web.post(VERIFY, json={"qr": texts[code]})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    body = answer.json()
    assert body["verdict"] == code
    assert set(body) == {"verdict", "reason", "status_age", "certificate", "host", "checked_at"}
    validator(description, "Answer").validate(body)
    told = code not in (VerdictCode.UNKNOWN_SIGNER, VerdictCode.FORGED, VerdictCode.UNREADABLE)
    assert (body["certificate"] is not None) is told


def test_the_certificate_is_told_whole_and_no_more(office: World, web: httpx.Client) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    body = web.post(VERIFY, json={"qr": office.qr_text(office.issued())}).json()
    assert before <= datetime.fromisoformat(body["checked_at"]) <= datetime.now(UTC)
    found = body["certificate"]
    moments = [datetime.fromisoformat(found.pop(name)) for name in ("not_before", "issued_at", "expires")]
    first, last = office.today, office.today + timedelta(days=7)
    assert (moments[0], moments[2]) == (
        datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=7),
        datetime(last.year, last.month, last.day, tzinfo=UTC) - timedelta(hours=7),
    )
    assert moments[0] <= moments[1] <= datetime.now(UTC)
    assert re.fullmatch("[0-9a-f]{16}", found.pop("id"))
    assert re.fullmatch("[0-9a-f]{16}", found["signer"].pop("kid"))
    assert re.fullmatch(r"\d\d+/GXN-MTTQ-BTT", found.pop("number"))
    assert found == {
        "issuer": "MTTQ-TEST",
        "issuer_name": "Ban Thường trực Ủy ban MTTQ Việt Nam huyện Bác Ái",
        "signer": {"name": "Nguyễn Văn Bền"},
        "holder": "Nguyễn Thị Hồng Nhung",
        "birth_year": 1988,
        "id_last4": "1234",
        "unit": "Xã Phước Đại",
        "position": "Công chức Văn phòng",
        "residence": "P. Mỹ Hải, TP. Phan Rang - Tháp Chàm, Ninh Thuận",
        "destinations": ["Xã Phước Đại"],
        "purpose": "Đi làm việc tại cơ quan",
        "plate": "85B1-123.45",
        "hours": {"from": "05:00", "until": "19:00"},
    }


def test_the_host_in_the_text_is_told_and_plays_no_part(office: World, web: httpx.Client) -> None:
    token = office.qr_text(office.issued()).partition("/V/")[2]
    for text, host in ((f"HTTPS://OTHER.EXAMPLE/V/{token}", "other.example"), (token, None), ("?", None)):
        body = web.post(VERIFY, json={"qr": text}).json()
        assert (body["host"], body["verdict"] == "VALID") == (host, text != "?")


def test_what_was_not_asked_for_is_null(office: World, web: httpx.Client) -> None:
    certificate = issue(office, office.approver(), plate=None, hours_from=None, hours_until=None)
    found = web.post(VERIFY, json={"qr": office.qr_text(certificate)}).json()["certificate"]
    assert (found["plate"], found["hours"]) == (None, None)


@pytest.mark.parametrize(
    "qr",
    ["", " ", "x", "\u0000", "https://example.org", "A" * 4_097, "Ạ" * 900, "\U0001f600", "{}"],
    ids=ascii,
)
def test_a_text_that_is_no_token_is_unreadable(qr: str, web: httpx.Client) -> None:
    answer = web.post(VERIFY, json={"qr": qr})
    assert (answer.status_code, answer.json()["verdict"]) == (200, "UNREADABLE")
    assert answer.json()["certificate"] is None


BAD_BODIES = {
    "nothing": b"",
    "not JSON": b"qr=ABC",
    "cut short": b'{"qr": "ABC"',
    "a list": b'["qr"]',
    "a text": b'"ABC"',
    "a number": b"7",
    "null": b"null",
    "an empty object": b"{}",
    "another member": b'{"text": "ABC"}',
    "a member more": b'{"qr": "ABC", "text": "ABC"}',
    "the member twice": b'{"qr": "ABC", "qr": "ABD"}',
    "null for a text": b'{"qr": null}',
    "a number for a text": b'{"qr": 7}',
    "a list for a text": b'{"qr": ["ABC"]}',
    "an object for a text": b'{"qr": {"qr": "ABC"}}',
    "NaN": b'{"qr": NaN}',
    "not UTF-8": b'{"qr": "\xff"}',
    "UTF-16": '{"qr": "ABC"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"qr": "ABC"}',
    "a control character": b'{"qr": "A\nB"}',
    "two objects": b'{"qr": "ABC"}{"qr": "ABC"}',
    "a deep nest": b"[" * 8_000,
    "a deep object": b'{"qr":' * 1_300,
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_a_body_that_is_not_that_json_is_a_problem(
    body: bytes, web: httpx.Client, description: dict[str, Any]
) -> None:
    answer = web.post(VERIFY, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    validator(description, "Problem").validate(answer.json())
    assert answer.json()["status"] == 400


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json"],
)
def test_a_body_of_another_kind_is_a_problem(media_type: str, web: httpx.Client) -> None:
    answer = web.post(VERIFY, content=b'{"qr": "ABC"}', headers={"Content-Type": media_type})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_the_media_type_may_name_its_charset(web: httpx.Client) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert web.post(VERIFY, content=b'{"qr": "ABC"}', headers=headers).status_code == 200


def padded(size: int) -> bytes:
    return b'{"qr": "' + b"A" * (size - 10) + b'"}'


def test_eight_kibibytes_are_the_limit(web: httpx.Client, description: dict[str, Any]) -> None:
    headers = {"Content-Type": "application/json"}
    assert len(padded(LIMIT)) == LIMIT
    assert web.post(VERIFY, content=padded(LIMIT), headers=headers).status_code == 200
    for size in (LIMIT + 1, 20_000, 2_000_000):
        answer = web.post(VERIFY, content=padded(size), headers=headers)
        assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
        validator(description, "Problem").validate(answer.json())


def test_the_limit_holds_for_a_body_of_unknown_length(web: httpx.Client) -> None:
    def chunks(total: int) -> Iterator[bytes]:
        yield b'{"qr": "'
        for _ in range(total // 1_000):
            yield b"A" * 1_000
        yield b'"}'

    headers = {"Content-Type": "application/json"}
    assert web.post(VERIFY, content=chunks(3_000), headers=headers).status_code == 200
    assert web.post(VERIFY, content=chunks(100_000), headers=headers).status_code == 413
    assert web.get("/healthz").status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_verify_is_posted(method: str, web: httpx.Client) -> None:
    answer = web.request(method, VERIFY)
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")
    assert "POST" in answer.headers["Allow"]


def test_an_unknown_route_is_a_problem_too(web: httpx.Client) -> None:
    answer = web.get("/api/v1/certificates/1")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_problem_is_told_in_the_language_asked_for(web: httpx.Client) -> None:
    vietnamese = web.post(VERIFY, content=b"x").json()["detail"]
    english = web.post(VERIFY, content=b"x", params={"lang": "en"}).json()["detail"]
    assert vietnamese != english
    assert english.isascii()


def test_the_description_is_openapi_and_covers_every_route(
    office: World, description: dict[str, Any]
) -> None:
    validate(description)
    assert description["openapi"].startswith("3.1.")
    served = {
        (re.sub(r"<(?:.*:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in office.app.url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/s/"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(path, method) for path, item in description["paths"].items() for method in item}
    assert told == served


def test_the_description_says_what_the_answers_are(
    texts: dict[VerdictCode, str], web: httpx.Client, description: dict[str, Any]
) -> None:
    assert set(description["components"]["schemas"]["Verdict"]["enum"]) == set(VerdictCode)
    found = web.post(VERIFY, json={"qr": texts[VerdictCode.VALID]}).json()["certificate"]
    schema = description["components"]["schemas"]["Certificate"]
    assert set(found) == set(schema["properties"]) == set(schema["required"])
    for path, media_type in (
        ("/api/v1/trust-list", "application/cose"),
        ("/s/{number}", "application/statuslist+cwt"),
    ):
        answer = web.get(path.format(number=1))
        told = description["paths"][path]["get"]["responses"]["200"]
        assert list(told["content"]) == [media_type] == [answer.headers["Content-Type"]]
        assert all(name in answer.headers for name in told["headers"])
