"""Every page in both languages: no key without its sentence, nothing wider than the screen, one heading."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from certapp.workflow import apply, pictures
from certapp.workflow.pictures import Kind
from tests.inks import file_of, signature
from tests.world import Person, World, stored_certificate, user

KEY = re.compile(r"\b[a-z_]+(?:\.[a-z_]+){1,4}\b")
PUBLIC = ("/", "/sign-in", "/V/ABC", "/khong-co-trang-nay")


@pytest.fixture(scope="session")
def rooms(office: World) -> dict[str, tuple[Person, list[str]]]:
    """People of each role, with the pages that are theirs."""
    approver, official = office.approver(), office.official()
    waiting, draftable = office.submitted(official), office.submitted(official)
    certificate = office.signed(approver, draftable)
    supersede(office, approver, official)
    signing = office.approver(with_key=False)
    with office.app.app_context():
        ink = file_of(signature())
        pictures.put(user(signing), Kind.SIGNATURE, ink, 45, office.now, is_cleared=True)
    return {
        "official": (official, ["", "/new", f"/{waiting}", f"/{waiting}/withdraw", f"/{draftable}"]),
        "approver": (approver, [f"/{waiting}", "", "/certificates", f"/certificates/{certificate}"]),
        "keys": (signing, ["", "/signature"]),
        "guard": (office.guard(), [""]),
        "clerk": (
            office.clerk,
            [
                *("", "/certificates", f"/certificates/{certificate}", f"/certificates/{certificate}/revoke"),
                *("/people", "/people/new", f"/people/{official.id}", "/units", "/checkpoints", "/keys"),
                *("/about", "/seal"),
            ],
        ),
    }


def supersede(office: World, approver: Person, official: Person) -> None:
    """Issue a paper and another in its place: of all states this one has the longest name in the lists."""
    old = office.signed(approver, office.submitted(official))
    with office.app.app_context():
        content = office.content(end_date=office.today + timedelta(days=9))
        extends_id = stored_certificate(old).application_id
        asked = apply.submit(user(official), apply.new_form_id(), content, office.now, extends_id=extends_id)
        application_id = asked.id
    office.signed(approver, application_id)


PREFIXES = {
    "official": "/applications",
    "approver": "/review",
    "keys": "/keys",
    "guard": "/checkpoint",
    "clerk": "/office",
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("room", PREFIXES)
def test_pages_of_a_room(
    room: str,
    language: str,
    rooms: dict[str, tuple[Person, list[str]]],
    signed_in: Callable[[Person], Page],
    shoot: Callable[[Page, str], None],
) -> None:
    person, places = rooms[room]
    page = signed_in(person)
    for place in [*(PREFIXES[room] + place for place in places), "/account"]:
        look_at(page, place, language, 200, shoot)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_the_public(
    language: str, open_page: Callable[[], Page], shoot: Callable[[Page, str], None]
) -> None:
    page = open_page()
    for place in PUBLIC:
        look_at(page, place, language, 404 if place == PUBLIC[-1] else 200, shoot)


def look_at(page: Page, place: str, language: str, status: int, shoot: Callable[[Page, str], None]) -> None:
    """Open a page and see that it is whole."""
    response = page.goto(f"{place}?lang={language}")
    assert response is not None
    assert response.status == status, place
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1, place
    assert page.title().strip(" –"), place
    text = page.locator("body").inner_text()
    keys = [key for key in KEY.findall(text) if key.split(".")[0] in ROOMS]
    assert keys == [], place
    unnamed = page.locator("input:visible, select:visible, textarea:visible").evaluate_all(UNNAMED)
    assert unnamed == [], place
    shoot(page, f"page{re.sub(r'[^a-z]+', '-', place)}-{language}")


ROOMS = (
    *(
        "account",
        "applicant",
        "approver",
        "application",
        "checkpoint",
        "certificates",
        "error",
        "form",
        "keys",
    ),
    *("nav", "office", "picture", "public", "refusal", "review", "role", "shell", "state", "verdict"),
)
UNNAMED = (
    "fields => fields.filter(f => !f.labels?.length && !f.ariaLabel && f.tabIndex >= 0).map(f => f.name)"
)
