"""The foot of the page: recipients, signature, and the QR with what a reader must know about it."""

from collections.abc import Iterable

from certapp.paper import qr
from certapp.paper.fonts import NO_BREAK_SPACE, Fonts
from certapp.paper.measures import (
    LEAST_MODULE,
    LEFT_COLUMN,
    QR_GAP,
    RECIPIENTS,
    RECIPIENTS_TITLE,
    SCAN_NUMBER,
    SCAN_VALIDITY,
    SIGNED_NOTE,
    Measures,
)
from certapp.paper.sheet import Sheet
from certapp.paper.typeset import Blank, Block, Code, Style, beside, centred, ragged, stacked


def foot(sheet: Sheet, symbol: qr.Symbol | None, fonts: Fonts, sizes: Measures) -> Block:
    """Set the decree's boxes 7 and 9 (Appendix I, II.7, II.9) and the QR.

    :param symbol: None on a preview, which gets a dashed square instead.
    """
    code = _code(symbol, sizes)
    return _dense(sheet, code, fonts, sizes) if sizes.dense else _open(sheet, code, fonts, sizes)


def _open(sheet: Sheet, code: Block, fonts: Fonts, sizes: Measures) -> Block:
    """Recipients above the QR on the left, signature above the words about the QR on the right."""
    middle = sizes.width * LEFT_COLUMN
    x = code.height + QR_GAP
    recipients = _recipients(sheet.recipients, sheet, fonts, 0, middle)
    signature = _signature(sheet, fonts, sizes, middle)
    words = stacked([*_number(sheet, fonts, x, sizes.width - x), *_help(sheet, fonts, sizes, x)], gap=3)
    # Both columns end at the lower edge of the symbol.
    height = max(recipients.height + QR_GAP + code.height, signature.height + QR_GAP + words.height)
    return beside(
        recipients, signature, code.lowered(height - code.height), words.lowered(height - words.height)
    )


def _dense(sheet: Sheet, code: Block, fonts: Fonts, sizes: Measures) -> Block:
    """QR, recipients and signature in one row: 20 mm less."""
    x = code.height + QR_GAP
    middle = (x + sizes.width) / 2
    run_in = " ".join(
        text.replace(" ", NO_BREAK_SPACE, 1) for text in sheet.recipients
    )  # keeps "- " together
    recipients = _recipients([run_in], sheet, fonts, x, middle - x)
    number = stacked(_number(sheet, fonts, x, middle - x))
    row = beside(stacked([recipients, number], gap=6), _signature(sheet, fonts, sizes, middle))
    words = stacked([row, *_help(sheet, fonts, sizes, x)], gap=3)
    return beside(words, code.lowered(max(words.height - code.height, 0)))


def _recipients(texts: Iterable[str], sheet: Sheet, fonts: Fonts, x: float, width: float) -> Block:
    title = Style(fonts.bold_italic, RECIPIENTS_TITLE)
    plain = Style(fonts.regular, RECIPIENTS)
    lines = [ragged(text, plain, x, width) for text in texts]
    return stacked([ragged(sheet.recipients_title, title, x, width), *lines])


def _signature(sheet: Sheet, fonts: Fonts, sizes: Measures, x: float) -> Block:
    bold = Style(fonts.bold, sizes.text)
    width = sizes.width - x
    note = centred(sheet.signed_note, Style(fonts.regular, SIGNED_NOTE), x, width)
    space = Block(max(sizes.signature_space, note.height + SIGNED_NOTE))
    return stacked(
        [
            *(centred(line, bold, x, width) for line in sheet.authority),
            centred(sheet.signer_office, bold, x, width),
            beside(space, note.lowered((space.height - note.height) / 2)),
            centred(sheet.signer_name, bold, x, width),
        ]
    )


def _code(symbol: qr.Symbol | None, sizes: Measures) -> Block:
    """The QR symbol flush with the left edge; its quiet zone reaches into the margin, which is white."""
    if symbol is None:
        return Block(sizes.qr_side, (Blank(0, 0, sizes.qr_side),))
    side = max(sizes.qr_side, LEAST_MODULE * symbol.size)
    return Block(side, (Code(0, 0, side, symbol),))


def _number(sheet: Sheet, fonts: Fonts, x: float, width: float) -> Iterable[Block]:
    yield ragged(sheet.scan_number, Style(fonts.bold, SCAN_NUMBER), x, width)
    yield ragged(sheet.scan_validity, Style(fonts.bold, SCAN_VALIDITY), x, width)


def _help(sheet: Sheet, fonts: Fonts, sizes: Measures, x: float) -> Iterable[Block]:
    font = fonts.regular
    for text in sheet.scan_help:
        yield ragged(text, Style(font, sizes.scan_help), x, sizes.width - x)
        font = fonts.italic
