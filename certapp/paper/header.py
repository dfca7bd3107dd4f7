"""The head of the page: issuing body and nation side by side, number and date, name of the paper."""

from certapp.paper.block import Block, Line, Rule, Style, beside, stacked
from certapp.paper.fonts import Fonts
from certapp.paper.measures import (
    BODY_RULE_SHARE,
    DATE,
    HEAD_GAP,
    LEFT_COLUMN,
    MOTTO_RULE_SHARE,
    NUMBER,
    PAGE_NUMBER,
    RULE_DROP,
    RUNNING_GAP,
    RUNNING_NUMBER,
    RUNNING_TOP,
    SUBJECT_RULE_SHARE,
    TOP,
    Measures,
)
from certapp.paper.sheet import Sheet
from certapp.paper.typeset import centred

_COLUMN_GAP = 6.0


def header(sheet: Sheet, fonts: Fonts, sizes: Measures) -> Block:
    """Set the decree's boxes 1 to 4 (Appendix I, II.1-II.4) in two columns."""
    left = sizes.width * LEFT_COLUMN - _COLUMN_GAP / 2
    right_x = left + _COLUMN_GAP
    right = sizes.width - right_x
    plain = Style(fonts.regular, sizes.body_name)
    bold = Style(fonts.bold, sizes.body_name)
    body = stacked(
        [centred(line, plain, 0, left) for line in sheet.parent_lines]
        + [_ruled(stacked([centred(line, bold, 0, left) for line in sheet.body_lines]), BODY_RULE_SHARE)]
    )
    nation = stacked(
        [
            centred(sheet.nation, Style(fonts.bold, sizes.nation), right_x, right),
            _ruled(centred(sheet.motto, Style(fonts.bold, sizes.motto), right_x, right), MOTTO_RULE_SHARE),
        ]
    )
    number = centred(sheet.number_line, Style(fonts.regular, NUMBER), 0, left)
    date = centred(sheet.place_date, Style(fonts.italic, DATE), right_x, right)
    return stacked(
        [beside(body.as_part(), nation.as_part()), beside(number.as_part(), date.as_part())], gap=HEAD_GAP
    )


def title(sheet: Sheet, fonts: Fonts, sizes: Measures) -> Block:
    """Set the name of the paper and its subject (Appendix I, II.5)."""
    bold = Style(fonts.bold, sizes.text, sizes.spacing)
    name = centred(sheet.title, bold, 0, sizes.width)
    subject = centred(sheet.subject, bold, 0, sizes.width)
    return stacked([name.as_part("H1"), _ruled(subject, SUBJECT_RULE_SHARE).as_part()])


def running_head(sheet: Sheet, fonts: Fonts, sizes: Measures, page: int, pages: int) -> Block:
    """Set page number and document number in the top margin of page `page`, counted from 1 (I.7).

    The block's height is what it takes of the text area: nothing, unless the document's number is very long.
    """
    number = centred(f"{page}/{pages}", Style(fonts.regular, PAGE_NUMBER), 0, sizes.width)
    document = centred(sheet.number_line, Style(fonts.regular, RUNNING_NUMBER), 0, sizes.width)
    head = stacked([number, document, Block(RUNNING_GAP)]).lowered(RUNNING_TOP - TOP)
    return Block(max(head.height, 0.0), head.marks)


def _ruled(block: Block, share: float) -> Block:
    """Draw a rule under the last line of `block`, centred, `share` as long as that line."""
    last = [mark for mark in block.marks if isinstance(mark, Line)][-1:]
    rules = []
    for line in last:
        width = line.style.width(line.text)
        rules.append(Rule(line.x + width * (1 - share) / 2, block.height + RULE_DROP, width * share))
    return Block(block.height + RULE_DROP, (*block.marks, *rules))
