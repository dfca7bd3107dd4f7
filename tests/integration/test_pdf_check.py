"""A PDF's QR, signature and text, checked on the terminal, on the public page and at a checkpoint."""

import io
import json
from collections.abc import Callable
from typing import Any

import httpx
import pypdfium2
import pytest

from certapp.credential import VerdictCode
from certapp.paper import reader
from tests.browsing import Browser
from tests.patience import PATIENCE
from tests.pdf.disagreeing import another_approver, foreign_page_signed
from tests.pdf.kit import Kit, kit_of, paper_of, qr_over, qr_place
from tests.pdf.time_stamped import stamped
from tests.scanning import checks_of, record, upload, verdict_in
from tests.verdicts import issue, qr_texts, taken_back
from tests.world import World

Browse = Callable[[], Browser]


@pytest.fixture(scope="module")
def kit(office: World) -> Kit:
    """A paper with all that an attacker may have."""
    return kit_of(office)


def verify(office: World, data: bytes) -> dict[str, Any]:
    """Run `flask verify` on standard input."""
    done = office.app.test_cli_runner().invoke(args=["verify", "-"], input=data)
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.exit_code == (0 if found["verdict"] == "VALID" else 1)
    return found


def codes(found: dict[str, Any]) -> tuple[str, ...]:
    """Return verdict, reason, and the code of each part."""
    parts = found["pdf"]
    return found["verdict"], found["reason"], *(parts[name]["code"] for name in ("qr", "signature", "text"))


def scanned(pdf: bytes) -> bytes:
    """Return the file that a scanner makes of a printed page."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72, grayscale=True).to_pil()
    file = io.BytesIO()
    picture.save(file, "PDF", resolution=150)
    return file.getvalue()


def check(address: str, data: bytes, **query: str) -> httpx.Response:
    """Send a file to the public page."""
    files = {"file": ("giay.pdf", data)}
    return httpx.post(f"{address}/check", params=query, files=files, timeout=PATIENCE)


def test_the_offices_own_file_is_known_by_its_bytes(office: World, kit: Kit) -> None:
    found = verify(office, kit.paper)
    assert codes(found) == ("VALID", "genuine", "genuine", "stored", "agrees")
    assert found["pdf"]["signature"]["kid"] == found["certificate"]["signer"]["kid"]
    assert found["pdf"]["qr"]["verdict"] == "VALID"
    assert found["pdf"]["text"]["differences"] == []


def test_a_file_that_was_stamped_later_agrees(office: World, kit: Kit) -> None:
    assert codes(verify(office, stamped(kit.paper))) == ("VALID", "genuine", "genuine", "agrees", "agrees")


def test_the_same_page_signed_again_by_its_signer_agrees(office: World, kit: Kit) -> None:
    assert codes(verify(office, kit.reseal(kit.page))) == ("VALID", "genuine", "genuine", "agrees", "agrees")


def test_a_scan_and_a_printout_have_the_qr_alone(office: World, kit: Kit) -> None:
    assert codes(verify(office, scanned(kit.paper))) == ("VALID", "genuine", "genuine", "absent", "absent")
    assert codes(verify(office, kit.page)) == ("VALID", "genuine", "genuine", "absent", "agrees")


@pytest.mark.parametrize(
    "changes",
    [
        {"plate": None, "hours_from": None, "hours_until": None},
        {"hours_from": 22 * 60, "hours_until": 4 * 60},
        {
            "holder": "NGUYỄN TRẦN HOÀNG PHƯƠNG THẢO NGUYÊN TÔN NỮ",
            "position": "Phó Trưởng phòng Lao động",
            "ward": "Thị trấn Tân Sơn",
            "district": "Huyện Ninh Sơn",
            "destinations": ("Thành phố Hồ Chí Minh",),
            "purpose": "Kiểm tra công tác phòng, chống dịch",
        },
        {"purpose": "Thời gian: theo lịch; Nơi đến: các xã", "position": "Họ và tên: không"},
    ],
    ids=["least", "night", "abbreviated", "words that look like labels"],
)
def test_every_paper_says_on_its_page_what_its_token_says(changes: dict[str, Any], office: World) -> None:
    paper = paper_of(office, issue(office, office.approver(), **changes))
    found = verify(office, stamped(paper))  # not the stored bytes: the text is what decides
    assert (codes(found), found["pdf"]["text"]["differences"]) == (
        ("VALID", "genuine", "genuine", "agrees", "agrees"),
        [],
    )


def test_what_is_wrong_with_the_file_comes_before_dates_and_status(office: World) -> None:
    approver = office.approver()
    revoked = issue(office, approver)
    paper = paper_of(office, revoked)
    taken_back(office, revoked, "revoke")
    assert codes(verify(office, paper)) == ("REVOKED", "revoked", "genuine", "stored", "agrees")
    broken = paper.replace(b"/ByteRange", b"/ByteRangf")
    assert codes(verify(office, broken))[:2] == ("FORGED", "pdf_signature")


def test_a_forged_file_vouches_for_nothing(office: World, kit: Kit) -> None:
    found = verify(office, foreign_page_signed(kit))
    assert codes(found) == ("FORGED", "pdf_text", "genuine", "agrees", "differs")
    assert found["certificate"] is None
    pages = {one["fact"]: one["page"] for one in found["pdf"]["text"]["differences"]}
    assert pages["holder"] == "Katơr Thị Mỹ Hạnh"
    assert "Katơr Thị Mỹ Hạnh" in found["pdf"]["text"]["detail"]


def test_a_qr_that_is_not_genuine_leaves_nothing_to_compare(office: World, kit: Kit) -> None:
    forged = qr_texts(office)[VerdictCode.FORGED]
    found = verify(office, kit.reseal(qr_over(forged, kit.page, qr_place(kit.page))))
    assert codes(found) == ("FORGED", "signature", "unproven", "uncompared", "uncompared")


def test_text_and_pictures_have_no_parts(office: World, kit: Kit) -> None:
    assert verify(office, kit.qr_text.encode())["pdf"] is None


def test_anybody_drops_a_file(address: str, kit: Kit) -> None:
    asked = httpx.get(f"{address}/check", timeout=PATIENCE)
    assert (asked.status_code, "set-cookie" in asked.headers) == (200, False)
    good = check(address, kit.paper)
    assert (good.status_code, verdict_in(good.text), "set-cookie" in good.headers) == (200, "VALID", False)
    for sentence in ("giống từng byte", "Nói đúng như mã QR", "Do người ký của cơ quan cấp ký thật"):
        assert sentence in good.text
    bad = check(address, another_approver(kit), lang="en")
    assert verdict_in(bad.text) == "FORGED"
    assert "The QR code is genuine, but the PDF was signed by another key." in bad.text


def test_what_is_no_paper_is_told_beside_the_field(address: str, kit: Kit) -> None:
    for data, status, sentence in (
        (b"", 422, "Không đọc được tệp này"),
        (b"Xin ch\xc3\xa0o", 422, "Không đọc được tệp này"),
        (b"x" + kit.paper, 422, "trước hoặc sau phần PDF"),
        (bytes(reader.MAX_BYTES + 1), 413, "quá lớn"),
    ):
        answer = check(address, data)
        assert (answer.status_code, verdict_in(answer.text)) == (status, "")
        assert sentence in answer.text, sentence
    nothing = httpx.post(f"{address}/check", timeout=PATIENCE)
    assert (nothing.status_code, "Chưa điền" in nothing.text) == (422, True)


def test_nothing_of_the_file_is_kept(office: World, address: str, kit: Kit) -> None:
    def files() -> set[str]:
        found = office.settings.instance.rglob("*")
        return {str(path) for path in found if path.is_file() and "-" not in path.suffix}

    before = files()
    assert check(address, kit.reseal(kit.page)).status_code == 200
    assert files() == before


def test_a_checkpoint_records_what_it_was_shown(office: World, browse: Browse, kit: Kit) -> None:
    guard = office.guard()
    browser = browse().sign_in(guard)
    status, page = upload(browser, another_approver(kit), "giay.pdf")
    assert (status, verdict_in(page)) == (200, "FORGED")
    assert "một khóa khác ký" in page
    refused = record(browser, page, note="a\u202eb")
    assert (refused[0], verdict_in(refused[1])) == (422, "FORGED")
    assert record(browser, page)[0] == 303
    status, page = upload(browser, kit.paper, "giay.pdf")
    assert record(browser, page)[0] == 303
    assert [check[0] for check in checks_of(office, guard)] == ["FORGED", "VALID"]
