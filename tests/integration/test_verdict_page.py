"""The page a QR opens: a verdict for whatever stands in the address, and nothing else happens."""

import html
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import func, select

from certapp.credential import VerdictCode
from certapp.registry.audit import AuditRecord
from certapp.registry.database import db
from certapp.workflow.local_time import ZONE
from tests.patience import PATIENCE
from tests.verdicts import forged, issue, qr_texts, taken_back
from tests.world import World

PAGE_BYTES = 30_000


@pytest.fixture(scope="module")
def texts(office: World) -> dict[VerdictCode, str]:
    """The QR text of a paper of each verdict."""
    return qr_texts(office)


@pytest.fixture(scope="module")
def web(address: str) -> Iterator[httpx.Client]:
    """A phone's browser, which has never been here."""
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


def token_of(text: str) -> str:
    return text.partition("/V/")[2]


def code_in(page: str) -> str:
    found = re.findall(r'data-verdict="(\w+)"', page)
    assert len(found) == 1
    return str(found[0])


@pytest.mark.parametrize("code", VerdictCode)
def test_every_verdict_has_its_page(
    code: VerdictCode, texts: dict[VerdictCode, str], web: httpx.Client
) -> None:
    answer = web.get("/V/" + token_of(texts[code]))
    assert (answer.status_code, code_in(answer.text)) == (200, code)
    assert "Nguyễn Thị Hồng Nhung" in answer.text or code in (
        VerdictCode.UNKNOWN_SIGNER,
        VerdictCode.FORGED,
        VerdictCode.UNREADABLE,
    )


def test_what_no_signature_vouches_for_is_not_shown(office: World, web: httpx.Client) -> None:
    page = web.get("/V/" + token_of(forged(office, office.issued()))).text
    assert "Lê Văn Giả" not in page
    assert "Nguyễn Thị Hồng Nhung" not in page


def test_the_page_tells_who_when_and_why(texts: dict[VerdictCode, str], web: httpx.Client) -> None:
    page = web.get("/V/" + token_of(texts[VerdictCode.VALID])).text
    for fact in (
        *("HỢP LỆ", "Nguyễn Thị Hồng Nhung", "1988", "05:00", "19:00", "/GXN-MTTQ-BTT", "MTTQ-TEST"),
        *("thẻ căn cước", "máy quét"),
    ):
        assert fact in page


def test_the_page_shows_less_than_a_checkpoint_sees(texts: dict[VerdictCode, str], web: httpx.Client) -> None:
    answers = [web.get("/V/" + token_of(text)).text for text in texts.values()]
    for secret in (
        *("058188001234", "12 đường 16 Tháng 4", "12/04/1988", "1234<", "85B1-123.45", "P. Mỹ Hải"),
        *("Xã Phước Đại", "Đi làm việc tại cơ quan", "Công chức Văn phòng", "Nguyễn Văn Bền"),
    ):
        assert not [page for page in answers if secret in page], secret


def test_the_page_is_english_on_demand(texts: dict[VerdictCode, str], web: httpx.Client) -> None:
    address = "/V/" + token_of(texts[VerdictCode.VALID])
    assert '<html lang="vi">' in web.get(address).text
    page = web.get(address, params={"lang": "en"}).text
    assert '<html lang="en">' in page
    assert "VALID" in page
    assert "Compare with" in page


def test_any_case_and_either_path_will_do(texts: dict[VerdictCode, str], web: httpx.Client) -> None:
    token = token_of(texts[VerdictCode.VALID])
    for address in (
        f"/v/{token}",
        f"/V/{token.lower()}",
        f"/v/{token.lower()}",
        f"/V/{token}/",
        f"/V/{token}%0A",
    ):
        assert code_in(web.get(address).text) == VerdictCode.VALID


def test_nobody_is_remembered_and_nothing_is_kept(
    office: World, texts: dict[VerdictCode, str], web: httpx.Client
) -> None:
    with office.app.app_context():
        before = db.session.scalar(select(func.count()).select_from(AuditRecord))
    address = "/V/" + token_of(texts[VerdictCode.VALID])
    answer = web.get(address, headers={"Cookie": "session=made-up"})
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"  # the address is the paper
    with office.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AuditRecord)) == before


@pytest.mark.parametrize("code", VerdictCode)
def test_the_page_is_small_and_runs_no_script(
    code: VerdictCode, texts: dict[VerdictCode, str], web: httpx.Client
) -> None:
    answer = web.get("/V/" + token_of(texts[code]))
    files = {html.unescape(path) for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text)}
    assert len(files) > 4, "the page without its style is not the page"
    assert sum(len(web.get(path).content) for path in files) + len(answer.content) < PAGE_BYTES
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", answer.text), "the page asks another server"


def test_head_is_answered_like_get(texts: dict[VerdictCode, str], web: httpx.Client) -> None:
    answer = web.head("/V/" + token_of(texts[VerdictCode.VALID]))
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_sent_to_it(method: str, web: httpx.Client) -> None:
    assert web.request(method, "/V/ABC").status_code in (400, 405)


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("", id="nothing"),
        pytest.param("ABC", id="no token"),
        pytest.param("/", id="slash"),
        pytest.param("//x/y", id="slashes"),
        pytest.param(quote("<script>alert(1)</script>"), id="markup"),
        pytest.param(quote("Giấy xác nhận"), id="Vietnamese"),
        pytest.param("%00%0A%0D%1B", id="control characters"),
        pytest.param("%FF%FE%C0%AF", id="not UTF-8"),
        pytest.param("%F0%9F%98%80", id="emoji"),
        pytest.param("%ED%A0%80", id="surrogate"),
        pytest.param("HTTPS%3A%2F%2FEVIL.EXAMPLE%2FV%2FABC", id="an address"),
        pytest.param("' OR 1=1 --", id="SQL"),
        pytest.param("{{7*7}}", id="template"),
        pytest.param("A" * 1700, id="long"),
        pytest.param("A" * 20_000, id="very long"),
        pytest.param("%E1%BA%A1" * 2_000, id="very long and not ASCII"),
    ],
)
def test_a_bad_token_gets_a_verdict_and_never_an_error(rest: str, web: httpx.Client) -> None:
    answer = web.get("/V/" + rest)
    assert (answer.status_code, code_in(answer.text)) == (200, VerdictCode.UNREADABLE)
    assert len(answer.content) < PAGE_BYTES
    assert "<script>alert" not in answer.text
    assert "49" not in re.findall(r"<title>(.*?)</title>", answer.text)[0]


@pytest.mark.parametrize("length", [60_000, 300_000, 3_000_000])
def test_an_address_without_end_gets_a_clean_answer(length: int, address: str, web: httpx.Client) -> None:
    connection = HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE)
    with closing(connection), suppress(BrokenPipeError, ConnectionResetError):  # it may hang up half-way
        connection.request("GET", "/V/" + "A" * length)
        assert connection.getresponse().status in (200, 400, 414, 431)
    assert web.get("/healthz").status_code == 200


def test_the_page_names_the_host_one_is_really_on(
    office: World, texts: dict[VerdictCode, str], address: str, web: httpx.Client
) -> None:
    path = "/V/" + token_of(texts[VerdictCode.VALID])
    assert address.removeprefix("http://") in web.get(path).text
    own = web.get(path, headers={"Host": "127.0.0.1:8000"}).text  # the office's public_url
    other = web.get(path, headers={"Host": "gxn-evil.example"}).text
    warning = "Không phải địa chỉ của cơ quan"
    assert warning not in own
    assert warning in other
    assert "gxn-evil.example" in other


@pytest.mark.parametrize("host", ["x" * 300, "a..b", "[", "<x>", "a b", "é", "%00", "a@b", ""])
def test_a_host_that_is_no_name_is_no_error_of_ours(host: str, address: str) -> None:
    connection = HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE)
    with closing(connection):
        for path in ("/V/ABC", "/", "/sign-in", "/nothing"):
            connection.putrequest("GET", path, skip_host=True)
            connection.putheader("Host", host.encode())
            connection.endheaders()
            answer = connection.getresponse()
            assert b"<x>" not in answer.read()
            assert answer.status < 500
            if answer.will_close:
                break


def test_a_paper_outside_its_hours_is_valid_and_said_apart(office: World, web: httpx.Client) -> None:
    local = office.now.astimezone(ZONE)
    start, end = ((local + timedelta(hours=later)).hour * 60 for later in (6, 8))
    approver = office.approver()
    away = issue(office, approver, hours_from=start, hours_until=end or 24 * 60)
    all_day = issue(office, approver, hours_from=None, hours_until=None)
    for certificate, is_outside in ((away, True), (all_day, False)):
        page = web.get("/V/" + token_of(office.qr_text(certificate))).text
        assert code_in(page) == VerdictCode.VALID
        assert ("Ngoài giờ cho phép" in page) is is_outside


def test_taking_a_paper_back_shows_at_once(office: World, web: httpx.Client) -> None:
    certificate = office.issued()
    path = "/V/" + token_of(office.qr_text(certificate))
    for verb, code in (
        (None, VerdictCode.VALID),
        ("suspend", VerdictCode.SUSPENDED),
        ("reinstate", VerdictCode.VALID),
        ("revoke", VerdictCode.REVOKED),
    ):
        if verb:
            taken_back(office, certificate, verb)
        assert code_in(web.get(path).text) == code
