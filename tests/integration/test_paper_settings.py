"""The page of the office's paper over HTTP, as it works without a script."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
import zxingcpp
from PIL import Image

from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.workflow import issue, paper_settings, wording_templates
from tests.browsing import Browser
from tests.serving import served
from tests.world import World, stored_certificate

PAGE = "/office/paper"
AREA = re.compile(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', re.DOTALL)
LINE = re.compile(r'<input[^>]* name="(\w+)"[^>]* type="text" value="([^"]*)"')
PICTURE = re.compile(r'<img src="data:image/png;base64,([^"]+)"')


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An office of these tests alone, for its paper changes."""
    return World(tmp_path_factory.mktemp("paper"))


@pytest.fixture(scope="module")
def address(office: World) -> Iterator[str]:
    with served(office) as url:
        yield url


@pytest.fixture
def clerk(office: World, browse: Callable[[], Browser]) -> Browser:
    return browse().sign_in(office.clerk)


def values(page: str) -> dict[str, str]:
    found = {name: unescape(text).strip() for name, text in [*AREA.findall(page), *LINE.findall(page)]}
    assert set(wording_templates.PARTS) | {"place", "number_form", "footer", "recipients"} <= set(found)
    return found


def picture(page: str) -> Image.Image | None:
    found = PICTURE.search(page)
    return Image.open(io.BytesIO(base64.b64decode(found[1]))) if found else None


def settings(office: World) -> paper_settings.PaperSettings:
    with office.app.app_context():
        return paper_settings.of(db.session.get_one(Office, office.office_id))


def test_the_page_shows_what_is_in_force_and_a_specimen(clerk: Browser) -> None:
    answer = clerk.get(PAGE)
    shown = values(answer.text)
    assert shown["place"] == "Bác Ái"
    assert shown["opening"] == wording_templates.default("opening")
    specimen = picture(answer.text)
    assert specimen is not None
    assert zxingcpp.read_barcodes(specimen) == []
    for field in wording_templates.FIELDS:
        assert wording_templates.written(field) in answer.text


def test_a_preview_and_a_reset_save_nothing(office: World, clerk: Browser) -> None:
    before, page = settings(office), clerk.get(PAGE).text
    changed = {**values(page), "title": "GIẤY ĐI ĐƯỜNG", "closing": "Đã xem."}
    shown = clerk.submit(PAGE, {**changed, "do": "preview"})
    assert shown.status_code == 200
    assert values(shown.text)["title"] == "GIẤY ĐI ĐƯỜNG"
    assert picture(shown.text) not in (None, picture(page))
    reset = values(clerk.submit(PAGE, {**changed, "do": "reset:title"}).text)
    assert (reset["title"], reset["closing"]) == ("GIẤY XÁC NHẬN", "Đã xem.")
    assert settings(office) == before


def test_saved_settings_stand_on_the_next_paper_and_not_on_the_last(office: World, clerk: Browser) -> None:
    last = office.issued()
    with office.app.app_context():
        paper = issue.paper_of(stored_certificate(last))
    changed = {**values(clerk.get(PAGE).text), "authority_lines": "TM. ỦY BAN NHÂN DÂN\r\nKT. CHỦ TỊCH\r\n"}
    answer = clerk.submit(PAGE, {**changed, "subject": "Về việc đi lại của {{ đơn_vị }}", "do": "save"})
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert "Đã lưu mẫu giấy" in clerk.get(PAGE).text
    saved = settings(office)
    assert saved.authority_lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")
    assert saved.wording == {"subject": "Về việc đi lại của {{ đơn_vị }}"}
    with office.app.app_context():
        assert issue.paper_of(stored_certificate(last)) == paper
    assert "KT. CHỦ TỊCH" in clerk.get("/office/about").text


@pytest.mark.parametrize("do", ["save", "preview"])
def test_an_unknown_field_is_named_beside_its_part_and_nothing_changes(
    office: World, clerk: Browser, do: str
) -> None:
    before = settings(office)
    changed = {**values(clerk.get(PAGE).text), "place": "Nơi khác", "opening": "Cấp cho {{ ten.__class__ }}"}
    answer = clerk.submit(PAGE, {**changed, "do": do})
    assert answer.status_code == 422
    assert "Không có trường “ten.__class__”" in answer.text
    assert picture(answer.text) is None
    assert values(answer.text)["place"] == "Nơi khác"  # what was written is still there
    assert settings(office) == before


def test_who_saves_second_is_told_once(office: World, browse: Callable[[], Browser]) -> None:
    one, two = browse().sign_in(office.clerk), browse().sign_in(office.clerk)
    seen, written = two.hidden(PAGE), values(two.get(PAGE).text)
    one.submit(PAGE, {**written, "place": "Phước Đại", "do": "save"})
    answer = two.post(PAGE, data={**seen, **written, "place": "Phước Tân", "do": "save"})
    assert answer.status_code == 422
    assert "Người khác vừa lưu mẫu giấy" in answer.text
    assert settings(office).place == "Phước Đại"
    again = {**written, **dict(re.findall(r'name="(seen|csrf_token)"[^>]* value="([^"]+)"', answer.text))}
    assert two.post(PAGE, data={**again, "place": "Phước Tân", "do": "save"}).status_code == 303
    assert settings(office).place == "Phước Tân"
