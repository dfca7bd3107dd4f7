"""The checkpoint's page: a paper is checked by text or picture, and looking at it records nothing."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.paper import qr
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.workflow import issue as issue_
from certapp.workflow.local_time import ZONE
from tests.browsing import Browser, hidden_fields
from tests.scanning import check, checks_of, upload, verdict_in
from tests.verdicts import issue, qr_texts
from tests.world import Person, World

Browse = Callable[[], Browser]


@pytest.fixture(scope="module")
def texts(office: World) -> dict[VerdictCode, str]:
    """The QR text of a paper of each verdict."""
    return qr_texts(office)


@pytest.fixture(scope="module")
def guard(office: World) -> Person:
    """Somebody at a post of their own."""
    return office.guard()


@pytest.fixture(scope="module")
def browser(address: str, guard: Person) -> Iterator[Browser]:
    """The guard's browser."""
    with Browser(address) as browser:
        yield browser.sign_in(guard)


def certificate_of(office: World, text: str) -> int:
    with office.app.app_context():
        for row in db.session.scalars(select(Certificate).where(Certificate.token.is_not(None))):
            if issue_.qr_text_of(row) == text:
                return row.id
    raise LookupError(text)


def picture(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height), 1).save(file, "PNG")
    return file.getvalue()


def test_a_guard_sees_what_the_check_needs_and_no_more(
    texts: dict[VerdictCode, str], browser: Browser
) -> None:
    page = check(browser, texts[VerdictCode.VALID])
    for fact in (
        *("HỢP LỆ", "Nguyễn Thị Hồng Nhung", "1988", "1234", "Xã Phước Đại", "P. Mỹ Hải", "→"),
        *("từ 05:00 đến 19:00", "đến hết", "85B1-123.45", "/GXN-MTTQ-BTT"),
    ):
        assert fact in page
    for more in ("Công chức Văn phòng", "Đi làm việc tại cơ quan", "058188001234"):
        assert more not in page


def test_a_hand_scanners_text_is_read_in_any_state(texts: dict[VerdictCode, str], browser: Browser) -> None:
    text = texts[VerdictCode.VALID]
    for typed in (text.lower(), f"  {text}\r\n", text[:90] + "\n" + text[90:], text.partition("/V/")[2]):
        assert verdict_in(check(browser, typed)) == VerdictCode.VALID


def test_a_strange_address_around_a_good_token_is_shown_and_changes_nothing(
    texts: dict[VerdictCode, str], browser: Browser
) -> None:
    token = texts[VerdictCode.VALID].partition("/V/")[2]
    page = check(browser, f"https://bacai-gov.example:8443/V/{token}")
    assert verdict_in(page) == VerdictCode.VALID
    assert "bacai-gov.example:8443" in page
    for own in (texts[VerdictCode.VALID], token):
        assert "Mã QR mang địa chỉ lạ" not in check(browser, own)


def test_a_vietnamese_input_method_is_named_as_the_cause(
    texts: dict[VerdictCode, str], browser: Browser
) -> None:
    page = check(browser, texts[VerdictCode.VALID].replace("A", "Ă"))
    assert verdict_in(page) == VerdictCode.UNREADABLE
    assert "tắt bộ gõ" in page


def test_the_signed_pdf_and_a_picture_of_its_qr_are_read(
    office: World, texts: dict[VerdictCode, str], browser: Browser
) -> None:
    text = texts[VerdictCode.VALID]
    with office.app.app_context():
        pdf = issue_.paper_of(db.session.get_one(Certificate, certificate_of(office, text)))
    for data, name in ((pdf, "giay.pdf"), (qr.png(text), "giay.png"), (qr.png(text), "khong-duoi")):
        status, page = upload(browser, data, name)
        assert (status, verdict_in(page)) == (200, VerdictCode.VALID)
        assert hidden_fields(page)["text"] == text


def test_of_several_papers_in_one_picture_the_worst_decides(
    texts: dict[VerdictCode, str], browser: Browser
) -> None:
    good, bad = (
        Image.open(io.BytesIO(qr.png(texts[code]))) for code in (VerdictCode.VALID, VerdictCode.REVOKED)
    )
    both = Image.new("1", (good.width + bad.width, max(good.height, bad.height)), 1)
    both.paste(good, (0, 0))
    both.paste(bad, (good.width, 0))
    file = io.BytesIO()
    both.save(file, "PNG")
    assert verdict_in(upload(browser, file.getvalue())[1]) == VerdictCode.REVOKED


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        pytest.param(b"", 422, "Không đọc được tệp này", id="empty"),
        pytest.param(b"not a picture", 422, "Không đọc được tệp này", id="no picture"),
        pytest.param(b"%PDF-1.7\n%%EOF", 422, "Không đọc được tệp này", id="broken PDF"),
        pytest.param(qr.png("HTTPS://X/V/AA")[:200], 422, "Không đọc được tệp này", id="cut short"),
        pytest.param(picture(300, 300), 422, "Không thấy mã QR", id="no QR"),
        pytest.param(picture(9000, 9000), 413, "Ảnh quá lớn", id="too many pixels"),
        pytest.param(b"\x89PNG" + bytes(8 << 20), 413, "quá lớn", id="too many bytes"),
        pytest.param(b"\x89PNG" + bytes(12 << 20), 413, "quá", id="far too many bytes"),
    ],
)
def test_a_bad_upload_gets_a_sentence_and_its_status(
    data: bytes, status: int, sentence: str, office: World, browser: Browser, guard: Person
) -> None:
    found, page = upload(browser, data)
    assert found == status
    assert sentence in page
    assert checks_of(office, guard) == []


def test_a_form_without_anything_in_it_says_so(browser: Browser) -> None:
    for text in ("", "   ", "\r\n"):
        answer = browser.submit("/checkpoint", {"text": text})
        assert (answer.status_code, "Chưa điền" in answer.text) == (422, True)


def test_a_paper_outside_its_hours_is_said_apart(office: World, browser: Browser) -> None:
    local = office.now.astimezone(ZONE)
    start, end = ((local + timedelta(hours=later)).hour * 60 for later in (6, 8))
    away = issue(office, office.approver(), hours_from=start, hours_until=end or 24 * 60)
    page = check(browser, office.qr_text(away))
    assert verdict_in(page) == VerdictCode.VALID
    assert page.index("Ngoài giờ cho phép") < page.index("HỢP LỆ</h1>")


def test_only_checkpoint_staff_enter(office: World, browse: Browse) -> None:
    stranger = browse()
    answer = stranger.get("/checkpoint")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/checkpoint")
    for path in ("/checkpoint", "/checkpoint/picture", "/checkpoint/record"):
        assert stranger.post(path).status_code in (303, 400)
    for person in (office.official(), office.approver(), office.clerk):
        browser = browse().sign_in(person)
        token = hidden_fields(browser.get("/account").text)["csrf_token"]
        assert browser.get("/checkpoint").status_code == 403
        for path in ("/checkpoint", "/checkpoint/picture", "/checkpoint/record"):
            assert browser.post(path, data={"csrf_token": token}).status_code == 403


def test_a_text_without_end_is_bounded(browser: Browser) -> None:
    for length in (4_097, 100_000, 2_000_000):
        answer = browser.submit("/checkpoint", {"text": "A" * length})
        assert (answer.status_code, len(answer.content) < 30_000) == (422, True)
