"""Printing many papers, on a phone and on a desk: ticked, followed by the bar, downloaded, cancelled."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from certapp.workflow import certificates, printing
from tests.printing import ask, ask_long, issue
from tests.verdicts import taken_back
from tests.world import Person, World, user

SignedIn = Callable[[Person], Page]
Shoot = Callable[[Page, str], None]


@pytest.fixture
def approver(office: World) -> Person:
    """An approver of a unit of this test alone, with three papers."""
    unit_id = office.unit(f"Xã thử {secrets.token_hex(4)}")
    person = office.approver(unit_id)
    issue(office, person, "Nguyễn Thị Yến", "Katơr Thị Mỹ Hạnh", "Đặng Văn Ân", unit_id=unit_id)
    return person


def test_ticked_and_printed(
    office: World, approver: Person, signed_in: SignedIn, shoot: Shoot, tmp_path: Path
) -> None:
    page = signed_in(approver)
    page.goto("/review/certificates")
    ticks = page.locator("input[name=certificate]")
    for number in (0, 2):
        ticks.nth(number).check()
    shoot(page, "prints-list")
    page.get_by_role("button", name="In các giấy đã chọn").click()
    download = page.get_by_role("link", name="Tải tệp in")
    expect(download).to_be_visible()  # the page follows by itself
    shoot(page, "prints-done")
    with page.expect_download() as got:
        download.click()
    got.value.save_as(tmp_path / "print.pdf")
    assert len(pypdfium2.PdfDocument(tmp_path / "print.pdf")) == 2
    page.get_by_role("link", name="Các lần in").click()
    expect(page.get_by_text("Đã xong")).to_be_visible()
    shoot(page, "prints")


def test_the_bar_moves_and_the_job_is_cancelled(
    office: World, approver: Person, signed_in: SignedIn, shoot: Shoot
) -> None:
    with office.app.app_context():
        made = [certificate.id for certificate in certificates.search(user(approver), office.now).rows]
        job_id = ask_long(office, approver, made, printing.MAX_PAPERS)
    page = signed_in(approver)
    page.goto(f"/review/prints/{job_id}")
    bar = page.locator("progress")
    expect(bar).to_have_attribute("max", str(printing.MAX_PAPERS))
    expect(bar).not_to_have_attribute("value", "0")
    shoot(page, "prints-progress")
    page.get_by_role("button", name="Hủy lần in này").click()
    expect(page.get_by_text("Lần in này đã được hủy")).to_be_visible()
    shoot(page, "prints-cancelled")


def test_what_was_left_out_is_named(office: World, signed_in: SignedIn, shoot: Shoot) -> None:
    unit_id = office.unit(f"Xã thử {secrets.token_hex(4)}")
    person = office.approver(unit_id)
    made = issue(office, person, "An", "Bình", "Cúc", unit_id=unit_id)
    for certificate_id, verb in zip(made[1:], ("revoke", "suspend"), strict=True):
        taken_back(office, certificate_id, verb)
    with office.app.app_context():
        job_id = ask(office, person, *made)
    page = signed_in(person)
    page.goto(f"/review/prints/{job_id}")
    expect(page.get_by_role("link", name="Tải tệp in")).to_be_visible()
    expect(page.get_by_text("1 đã bị thu hồi")).to_be_visible()
    shoot(page, "prints-left-out")
