"""certapp.web.applicant.facts: everything an applicant told, as they read it back."""

from collections.abc import Iterator

import pytest

from certapp.registry.application import Application
from certapp.registry.office import Unit
from certapp.web.applicant import facts
from certapp.workflow import content
from certapp.workflow.content import Content
from tests.world import World


@pytest.fixture(autouse=True)
def context(office: World) -> Iterator[None]:
    """Sentences need an application."""
    with office.app.app_context():
        yield


def told(of: Content) -> dict[str, str | None]:
    application = Application(unit=Unit(name="Xã Phước Đại"))
    content.put(application, of)
    parts = [*facts.traveller(application), *facts.trip(application)]
    return {label: value for _title, rows in parts for label, value in rows}


def test_everything_that_was_told_is_read_back(office: World) -> None:
    found = told(office.content())
    assert len(found) == 17
    assert None not in found.values()
    assert found["Ngày sinh"] == "12/04/1988"
    assert found["Giới tính"] == "Nữ"
    assert found["Số CCCD/CMND"] == "058188001234"
    assert found["Đơn vị công tác"] == "Xã Phước Đại"


def test_of_an_empty_draft_nothing_is() -> None:
    found = told(Content())
    assert {
        value for label, value in found.items() if label not in ("Đơn vị công tác", "Giờ đi lại trong ngày")
    } == {
        None,
        "",
    }


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (None, None, "Cả ngày"),
        (300, 1140, "05:00 – 19:00"),
        (1320, 300, "22:00 – 05:00 hôm sau"),
        (300, None, "05:00 – …"),
        (None, 300, "… – 05:00"),
    ],
)
def test_the_hours(start: int | None, end: int | None, text: str) -> None:
    assert told(Content(hours_from=start, hours_until=end))["Giờ đi lại trong ngày"] == text
