"""Whether the text on a page says what the token says, fact by fact.

The office's own words stand before each fact ("Họ và tên:"). Where they do, what follows must be the fact and
nothing else, up to the next of them. Where an office words its papers otherwise, each fact is looked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from certapp.credential import Claims
from certapp.workflow import place_names
from certapp.workflow.local_time import day_text

_SHOWN = 120  # characters of what a page says instead


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that the page does not say as the token does.

    :param fact: its name in the token (docs/token.md), `period` for the days.
    :param token: what the page should say.
    :param page: what it says there; empty where it says nothing of it.
    """

    fact: str
    token: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """A fact: the words before it, how it is written, and what must be found where those words are not."""

    fact: str
    label: str
    value: str
    pattern: re.Pattern[str]
    parts: tuple[str, ...]
    stands_alone: bool = False  # ends with its line, whatever comes next


@dataclass(frozen=True, slots=True)
class _Page:
    """The text of a paper, and where the labels of its facts begin."""

    text: str
    begins: Sequence[int]

    def rest(self, row: _Row, start: int) -> str:
        """Return what stands between `start` and the next fact, or the end of the line where none follows."""
        following = [begin for begin in self.begins if begin >= start]
        if following and not row.stands_alone:
            return self.text[start : following[0]].strip()
        return self.text[start:].split("\n", 1)[0].strip()

    def said(self, row: _Row, start: int) -> str:
        """Return what a reader takes for the value behind a label that ends at `start`."""
        blanks = len(self.text[start:]) - len(self.text[start:].lstrip())
        return self.rest(row, start + blanks)


def differences(claims: Claims, text: str) -> tuple[Difference, ...]:
    """Compare a page with the token on it.

    :param text: what can be seen on the pages, in NFC, a line for each run.
    """
    with force_locale("vi"):  # the language of the paper
        rows = tuple(_rows(claims))
    page = _Page(text, sorted(row for one in rows if not one.stands_alone for row, _ in _labels(one, text)))
    agreeing = [span for row in rows for span in _agreeing(row, page)]
    found = [difference for row in rows for difference in _compared(row, page, agreeing)]
    return tuple(dict.fromkeys([*found, *_other_numbers(claims.travel.number, text)]))


def wordings(claims: Claims) -> list[tuple[str, str, str]]:
    """Return every fact in the paper's words: its name as in :class:`Difference`, label and value."""
    with force_locale("vi"):
        return [(row.fact, row.label, row.value) for row in _rows(claims)]


def _rows(claims: Claims) -> Iterator[_Row]:
    travel = claims.travel
    first = day_text(datetime.fromtimestamp(claims.not_before, UTC))
    last = day_text(datetime.fromtimestamp(claims.expires - 1, UTC))
    yield _row("number", _("paper.number", number="").strip(), travel.number, stands_alone=True)
    yield _row("holder", _("paper.row.holder"), travel.holder)
    yield _row("birth_year", _("paper.row.birth_year"), str(travel.birth_year))
    digits = travel.id_last4
    yield _row("id_last4", _("paper.row.id_last4"), _("paper.id_last4", digits=digits), digits)
    yield _row("position", _("paper.row.position"), travel.position)
    yield _row("unit", _("paper.row.unit"), travel.unit)
    yield _places("residence", _("paper.row.residence"), (travel.residence,))
    yield _places("destinations", _("paper.row.destinations"), travel.destinations)
    yield _row("purpose", _("paper.row.purpose"), travel.purpose)
    if travel.plate is not None:
        yield _row("plate", _("paper.row.plate"), travel.plate)
    yield _row("period", _("paper.row.period"), _("paper.period", start=first, end=last), first, last)
    yield _row("hours", _("paper.row.hours"), *_hours(travel.hours))
    start = _("paper.validity", start="\n", end=last).partition("\n")[0].strip()
    whole = _("paper.validity", start=first, end=last).removeprefix(start).strip()
    yield _row("period", start, whole, first, last, stands_alone=True)


def _hours(hours: tuple[int, int] | None) -> tuple[str, ...]:
    if hours is None:
        whole_day = _("paper.all_day")
        return whole_day, whole_day
    start, end = (f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in hours)
    if hours[1] < hours[0]:
        return _("paper.hours_over_midnight", start=start, end=end), start, end
    return _("paper.hours", start=start, end=end), start, end


def _row(fact: str, label: str, value: str, *parts: str, stands_alone: bool = False) -> _Row:
    patterns = tuple(map(_spaced, parts or (value,)))
    return _Row(fact, label, value, re.compile(rf"\s*{_spaced(value)}"), patterns, stands_alone)


def _places(fact: str, label: str, places: Sequence[str]) -> _Row:
    """A row of places, which are abbreviated in the token and may be written out on the page."""
    patterns = tuple(map(_spelled, places))
    whole = r"\s*[;,]?\s*".join(patterns)
    return _Row(fact, label, "; ".join(places), re.compile(rf"\s*{whole}"), patterns)


def _spelled(places: str) -> str:
    parts = []
    for *kinds, name in place_names.spellings(places):
        parts.append(rf"(?i:{'|'.join(map(_spaced, kinds))})\s*{_spaced(name)}")
    return r"\s*,\s*".join(parts)


def _spaced(text: str) -> str:
    """Return the pattern of a text that may be broken into lines anywhere."""
    return r"\s*".join(map(re.escape, re.sub(r"\s", "", text)))


def _labels(row: _Row, text: str) -> list[tuple[int, int]]:
    """Return where the words before a fact begin and end, at the beginnings of runs."""
    return [found.span() for found in re.finditer(rf"(?:^|(?<=\n)){_spaced(row.label)}", text)]


def _agreeing(row: _Row, page: _Page) -> Iterator[tuple[int, int]]:
    """Yield where the value behind a label begins and ends, where it is the token's."""
    for _begin, end in _labels(row, page.text):
        found = row.pattern.match(page.text, end)
        if found is not None and not page.rest(row, found.end()):
            yield end, found.end()


def _compared(row: _Row, page: _Page, agreeing: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    labels = _labels(row, page.text)
    for begin, end in labels:
        is_said = any(start == end or start <= begin < stop for start, stop in agreeing)
        if not is_said:  # neither by this label, nor is it no label but a part of another value
            yield Difference(row.fact, row.value, " ".join(page.said(row, end).split())[:_SHOWN])
    is_needed = not row.stands_alone or row.fact == "number"
    if not labels and is_needed and not all(_stands_in(part, page.text) for part in row.parts):
        yield Difference(row.fact, row.value)


def _stands_in(pattern: str, text: str) -> bool:
    """Tell whether a fact stands in the text by itself: not within a word, nor before a name that goes on."""
    for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text):
        after = text[found.end() :].lstrip(" ")
        if not after[:1].isupper():
            return True
    return False


def _other_numbers(number: str, text: str) -> Iterator[Difference]:
    """Find a number of the same form that stands by itself, such as the large one for the eye."""
    form = re.sub(r"\d+", r"\\d+", re.escape(number))
    for found in re.finditer(rf"^\s*({form})\s*$", text, re.MULTILINE):
        if found[1] != number:
            yield Difference("number", number, found[1])
