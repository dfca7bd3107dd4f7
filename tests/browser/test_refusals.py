"""What is refused says so beside the field or on a page of its own, and keeps what was typed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from certapp.registry.application import Application
from certapp.registry.database import transaction
from tests.browser.filling import fill_in
from tests.world import Person, World

Shoot = Callable[[Page, str], None]
SignedIn = Callable[[Person], Page]


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    office: World, open_page: Callable[[], Page], shoot: Shoot
) -> None:
    official = office.official()
    answers = []
    for username in (official.username, "khong-co-ai"):
        page = open_page()
        page.goto("/sign-in")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", "khong phai mat khau")
        page.click("main button[type=submit]")
        expect(page.locator("[role=alert]").first).to_be_visible()
        answers.append(page.locator("main").inner_text())
        shoot(page, "sign-in-refused")
    assert answers[0] == answers[1]


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(
    office: World, signed_in: SignedIn, shoot: Shoot
) -> None:
    page = signed_in(office.official())
    page.goto("/applications/new")
    typed = {"id_number": "058191001234", "plate": "không có", "purpose": "Đi họp", "hours_until": ""}
    fill_in(page, office.today, office.today - timedelta(days=3), **typed)
    page.click("button[value=submit]")
    for name in ("id_number", "plate", "end_date", "hours_until"):
        field = page.locator(f"[name={name}]")
        expect(field).to_have_attribute("aria-invalid", "true")
        described = str(field.get_attribute("aria-describedby")).split()
        assert any(page.locator(f"[id='{place}'].field-error").count() for place in described), name
    for name, value in typed.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    shoot(page, "apply-refused")
    page.goto("/applications")
    expect(page.locator("main table")).to_have_count(0)


def test_nobody_signs_their_own_application(office: World, signed_in: SignedIn, shoot: Shoot) -> None:
    approver = office.approver(also_official=True)
    application_id = office.submitted(approver)
    page = signed_in(approver)
    page.goto(f"/review/{application_id}")
    expect(page.locator("input[name=passphrase]")).to_have_count(0)
    shoot(page, "review-own")


def test_an_application_of_another_unit_is_not_there(
    office: World, signed_in: SignedIn, shoot: Shoot, size: str
) -> None:
    application_id = office.submitted(office.official())
    page = signed_in(office.approver(office.unit(f"Xã Xa, {size}")))
    response = page.goto(f"/review/{application_id}")
    assert response is not None
    assert response.status == 404
    shoot(page, "not-found")


def test_of_two_approvers_one_wins_and_the_other_is_told(
    office: World, signed_in: SignedIn, shoot: Shoot
) -> None:
    application_id = office.submitted(office.official())
    first, second = office.approver(), office.approver()
    page = signed_in(second)
    page.goto(f"/review/{application_id}")
    office.signed(first, application_id)
    page.fill("input[name=passphrase]", second.passphrase)
    page.locator("form", has=page.locator("input[name=passphrase]")).locator("button").click()
    expect(page.locator("[role=alert], .notice").first).to_be_visible()
    expect(page.locator("input[name=passphrase]")).to_have_count(0)
    shoot(page, "review-too-late")


def test_each_person_enters_only_their_own_rooms(office: World, signed_in: SignedIn, shoot: Shoot) -> None:
    rooms = {"/applications": office.official(), "/review": office.approver()}
    rooms |= {"/checkpoint": office.guard(), "/office": office.clerk}
    for home, person in rooms.items():
        page = signed_in(person)
        for room in rooms:
            response = page.goto(room)
            assert response is not None
            assert response.status == (200 if room == home else 403), f"{person.username} at {room}"
    shoot(page, "forbidden")


def test_a_picture_without_a_qr_gets_a_sentence(office: World, signed_in: SignedIn, shoot: Shoot) -> None:
    page = signed_in(office.guard())
    page.goto("/checkpoint")
    blank = {"name": "trang.png", "mimeType": "image/png", "buffer": page.screenshot()}
    page.set_input_files("input[name=picture]", files=[blank])
    page.locator("form", has=page.locator("input[name=picture]")).locator("button").click()
    expect(page.locator(".field-error")).to_be_visible()
    shoot(page, "scan-no-qr")


def test_a_file_that_is_too_large_gets_a_sentence(
    office: World, signed_in: SignedIn, shoot: Shoot, tmp_path: Path
) -> None:
    page = signed_in(office.guard())
    page.goto("/checkpoint")
    large = tmp_path / "to.pdf"
    large.write_bytes(bytes(office.settings.upload_bytes + 256 * 1024))
    page.set_input_files("input[name=picture]", files=[large])
    page.locator("form", has=page.locator("input[name=picture]")).locator("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quá lớn")
    shoot(page, "too-large")


def test_a_form_that_is_not_this_persons_own_gets_a_sentence(
    open_page: Callable[[], Page], shoot: Shoot
) -> None:
    page = open_page()
    page.goto("/sign-in")
    page.locator("main [name=csrf_token]").evaluate("field => { field.value = 'made up' }")
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Yêu cầu không đúng")
    shoot(page, "bad-request")


def test_what_cannot_be_signed_is_told_beside_the_application(
    office: World, signed_in: SignedIn, shoot: Shoot
) -> None:
    approver, application_id = office.approver(), office.submitted(office.official())
    with office.app.app_context(), transaction() as session:
        session.get_one(Application, application_id).purpose = "Đi họp 主"
    page = signed_in(approver)
    page.goto(f"/review/{application_id}")
    page.fill("input[name=passphrase]", approver.passphrase)
    page.locator("form", has=page.locator("input[name=passphrase]")).locator("button").click()
    expect(page.locator("[role=alert]")).to_contain_text("bị bỏ và không cấp lại")
    expect(page.locator("input[name=passphrase]")).to_have_value("")
    shoot(page, "review-not-signed")
