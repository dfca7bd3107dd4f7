"""The pages for a picture of a signature and of the seal, over HTTP."""

from collections.abc import Callable, Iterator

import pytest
from httpx import Response

from tests.browsing import Browser
from tests.inks import file_of, seal
from tests.inks import signature as drawn_signature
from tests.serving import served
from tests.world import Person, World

Browse = Callable[[], Browser]
SIGNATURE, SEAL = file_of(drawn_signature()), file_of(seal())


@pytest.fixture
def approver(office: World) -> Person:
    return office.approver(with_key=False)


def upload(browser: Browser, page: str, data: bytes, **fields: str) -> Response:
    sent = {**browser.hidden(page), "width_mm": "36", "is_cleared": "y", **fields}
    return browser.post(page, data=sent, files={"picture": ("chu-ky.jpg", data, "image/jpeg")})


def is_taken(browser: Browser, page: str, data: bytes, **fields: str) -> bool:
    return upload(browser, page, data, **fields).status_code == 303


def test_a_signature_is_put_up_seen_replaced_and_removed(approver: Person, browse: Browse) -> None:
    browser, page = browse().sign_in(approver), "/keys/signature"
    assert f'href="{page}"' in browser.get("/keys").text
    assert browser.get(f"{page}/picture.png").status_code == 404
    assert is_taken(browser, page, SIGNATURE)
    shown = browser.get(page).text
    assert f'src="{page}/picture.png"' in shown
    assert 'width="136"' in shown  # 36 mm on a screen of 96 dpi
    picture = browser.get(f"{page}/picture.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert is_taken(browser, page, file_of(drawn_signature(), "PNG"), width_mm="50")
    assert 'width="189"' in browser.get(page).text
    assert browser.post(f"{page}/remove", data=browser.hidden(page)).status_code == 303
    assert browser.get(f"{page}/picture.png").status_code == 404
    assert browser.post(f"{page}/remove", data=browser.hidden(page)).status_code == 404


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (b"GIF89a", {}),
        (b"", {}),
        (SIGNATURE, {"width_mm": ""}),
        (SIGNATURE, {"width_mm": "9"}),
        (SIGNATURE, {"width_mm": "rộng"}),
        (SIGNATURE, {"width_mm": "9" * 30}),
        (SEAL, {"width_mm": "60"}),
    ],
    ids=["gif", "empty", "no width", "narrow", "no number", "large number", "high"],
)
def test_a_bad_upload_is_told_beside_its_field(
    approver: Person, browse: Browse, data: bytes, fields: dict[str, str]
) -> None:
    browser, page = browse().sign_in(approver), "/keys/signature"
    response = upload(browser, page, data, **fields)
    assert response.status_code == 422
    assert "field-error" in response.text
    assert browser.get(f"{page}/picture.png").status_code == 404


def test_without_a_file_or_without_csrf_nothing_happens(approver: Person, browse: Browse) -> None:
    browser, page = browse().sign_in(approver), "/keys/signature"
    assert browser.submit(page, {"width_mm": "36"}).status_code == 422
    assert browser.post(page, data={"width_mm": "36"}).status_code == 400
    assert browser.post(f"{page}/remove").status_code == 400


@pytest.fixture
def own_office(world: World) -> Iterator[tuple[World, str]]:
    """A served office whose seal is nobody else's."""
    with served(world) as address:
        yield world, address


def test_the_clerk_and_nobody_else_puts_up_the_seal(own_office: tuple[World, str]) -> None:
    world, address = own_office
    page = "/office/seal"
    with Browser(address) as clerk, Browser(address) as approver, Browser(address) as stranger:
        clerk.sign_in(world.clerk)
        assert f'href="{page}"' in clerk.get("/office/about").text
        assert is_taken(clerk, page, SEAL)
        assert 'width="136" height="136"' in clerk.get(page).text
        approver.sign_in(world.approver(with_key=False))
        sent = {**approver.hidden("/keys/signature"), "width_mm": "36"}
        for path in (page, f"{page}/picture.png"):
            assert approver.get(path).status_code == 403
            assert stranger.get(path).status_code == 303
        assert approver.post(page, data=sent).status_code == 403
        assert approver.post(f"{page}/remove", data=sent).status_code == 403
        assert clerk.get("/keys/signature").status_code == 403
        assert clerk.get(f"{page}/picture.png").status_code == 200


def test_one_approver_does_not_see_anothers_signature(
    office: World, approver: Person, browse: Browse
) -> None:
    first, second = browse().sign_in(approver), browse().sign_in(office.approver(with_key=False))
    assert is_taken(first, "/keys/signature", SIGNATURE)
    assert second.get("/keys/signature/picture.png").status_code == 404
    assert "picture.png" not in second.get("/keys/signature").text
