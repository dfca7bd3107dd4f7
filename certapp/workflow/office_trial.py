"""An office's facts on trial: one page must have room for them beside a long application."""

from datetime import datetime

from certapp.paper.errors import PaperError
from certapp.paper.layout import draw
from certapp.registry.office import Office, Unit
from certapp.workflow import office_facts, trial, wording, wording_templates
from certapp.workflow.content import Content
from certapp.workflow.errors import Invalid
from certapp.workflow.local_time import day_of
from certapp.workflow.office_facts import OfficeFacts

_WORDS = "Nghiêng " * 20  # as wide as names get
_QR_TEXT = "HTTPS://" + "X" * 700


def require_room(facts: OfficeFacts, now: datetime) -> None:
    """Refuse cleaned facts that keep every rule for themselves, but leave no room on the page.

    :param now: aware UTC.
    :raises Invalid: `too_long_for_page` for the field to shorten first.
    """
    office = Office(**office_facts.columns(facts))
    signature = wording.Signature(name=_text(40), title=_text(40), qr_text=_QR_TEXT)
    number = wording.number_text(office, 99_999)
    unit, content = Unit(name=_text(60)), _long_content(now)
    sheet = wording.sheet(office, unit, content, number=number, at=now, signature=signature)
    try:
        one_page = draw(sheet, trial.fonts()).page == 0
    except PaperError as error:
        if error.code != "page_overflow":
            raise
        one_page = False
    if not one_page:
        raise Invalid({_longest(facts): "too_long_for_page"})


def _long_content(now: datetime) -> Content:
    """An application as long as most ever are; a longer one is told to its applicant."""
    today = day_of(now)
    return Content(
        holder=_text(40),
        birth_date=today.replace(year=today.year - 30, day=1),
        id_number="0" * 12,
        ward=_text(30),
        district=_text(30),
        province=_text(30),
        position=_text(50),
        destinations=(_text(40), _text(40)),
        purpose=_text(100),
        route=_text(100),
        plate="00X0-000.00",
        start_date=today,
        end_date=today,
        hours_from=5 * 60,
        hours_until=19 * 60,
    )


def _text(length: int) -> str:
    return _WORDS[:length].strip()


def _longest(facts: OfficeFacts) -> str:
    """Return what takes more lines than usual, roughly: letters of the recipients are smaller, for one."""
    heights = {
        name: sum(1 + len(line) // 40 for line in getattr(facts, name))
        for name in ("parent_lines", "body_lines", "authority_lines", "recipients")
    }
    heights |= {
        part: (len(text) - len(wording_templates.default(part))) // 80 + text.count("\n")
        for part, text in facts.wording.items()
    }
    return max(heights, key=lambda name: heights[name])
