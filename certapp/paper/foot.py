"""The foot of the page: recipients, signature and seal, and the QR with what a reader must know about it."""

from collections.abc import Iterable

from reportlab.lib.units import mm

from certapp.paper import qr
from certapp.paper.block import Blank, Block, Code, Ink, Place, Rule, Style, beside, stacked
from certapp.paper.fonts import NO_BREAK_SPACE, Fonts
from certapp.paper.measures import (
    FOOTER,
    FOOTER_GAP,
    LEAST_MODULE,
    LEAST_SCAN_NUMBER,
    LEFT_COLUMN,
    QR_GAP,
    RECIPIENTS,
    RECIPIENTS_TITLE,
    RULE_DROP,
    SEAL_OVER_SIGNATURE,
    SIGNED_NOTE,
    Measures,
)
from certapp.paper.sheet import Sheet
from certapp.paper.typeset import centred, even, fitted, ragged

_INK_GAP = 4.0  # above and below a signature picture or a seal


def foot(sheet: Sheet, symbol: qr.Symbol | None, fonts: Fonts, sizes: Measures) -> Block:
    """Set the decree's boxes 7, 8 and 9 (Appendix I, II.7-II.9) and the QR.

    :param symbol: None on a preview, which gets a dashed square instead.
    """
    code = _code(symbol, sizes)
    # A seal of real size and a signature over it need the wider column.
    inked = sheet.signature_picture or sheet.seal_picture
    above = (_dense if sizes.dense and not inked else _open)(sheet, code, fonts, sizes)
    return stacked([above, _help(sheet, fonts, sizes)])


def footer(sheet: Sheet, fonts: Fonts, sizes: Measures) -> Block:
    """Set the office's address and the like below a rule over the whole width (Appendix I, III.4)."""
    words = centred(sheet.footer, Style(fonts.regular, FOOTER), 0, sizes.width)
    if not words.height:
        return words
    return beside(
        words.as_part().lowered(FOOTER_GAP + RULE_DROP), Block(0, (Rule(0, FOOTER_GAP, sizes.width),))
    )


def _open(sheet: Sheet, code: Block, fonts: Fonts, sizes: Measures) -> Block:
    """Recipients above the QR on the left, signature above number and dates on the right."""
    middle = sizes.width * LEFT_COLUMN
    x = code.height + QR_GAP
    recipients = _recipients(sheet.recipients, sheet, fonts, 0, middle)
    signature = _signature(sheet, fonts, sizes, middle)
    facts = _facts(sheet, fonts, sizes, x, sizes.width - x)
    # Both columns end at the lower edge of the symbol.
    height = max(recipients.height + QR_GAP + code.height, signature.height + QR_GAP + facts.height)
    columns = beside(
        recipients, signature, code.lowered(height - code.height), facts.lowered(height - facts.height)
    )
    return Block(height + QR_GAP, columns.marks)


def _dense(sheet: Sheet, code: Block, fonts: Fonts, sizes: Measures) -> Block:
    """QR, recipients and signature in one row: 20 mm less."""
    x = code.height + QR_GAP
    middle = (x + sizes.width) / 2
    run_in = " ".join(
        text.replace(" ", NO_BREAK_SPACE, 1) for text in sheet.recipients
    )  # keeps "- " together
    recipients = _recipients([run_in], sheet, fonts, x, middle - x - QR_GAP)
    row = beside(recipients, _signature(sheet, fonts, sizes, middle))
    words = stacked([row, _facts(sheet, fonts, sizes, x, sizes.width - x)], gap=2)
    return Block(max(words.height + 3, code.height + QR_GAP), (*code.marks, *words.marks))


def _recipients(texts: Iterable[str], sheet: Sheet, fonts: Fonts, x: float, width: float) -> Block:
    title = Style(fonts.bold_italic, RECIPIENTS_TITLE)
    plain = Style(fonts.regular, RECIPIENTS)
    lines = [ragged(text, plain, x, width) for text in texts]
    return stacked([ragged(sheet.recipients_title, title, x, width), *lines]).as_part()


def _signature(sheet: Sheet, fonts: Fonts, sizes: Measures, x: float) -> Block:
    bold = Style(fonts.bold, sizes.text)
    width = sizes.width - x
    note = centred(sheet.signed_note, Style(fonts.regular, SIGNED_NOTE), x, width)
    return stacked(
        [
            *(centred(line, bold, x, width) for line in sheet.authority),
            centred(sheet.signer_office, bold, x, width),
            _signing_space(_inked(sheet, x, width), note, sizes.signature_space, x, width),
            centred(sheet.signer_name, bold, x, width),
        ]
    ).as_part()


def _signing_space(inked: Block, note: Block, least: float, x: float, width: float) -> Block:
    """Put the note in the middle of the space between the signer's office and name, or below the pictures."""
    taken = inked.height + note.height
    height = max(least, taken + SIGNED_NOTE)
    place = Place(x, 0, width, note.height or height)
    noted = Block(place.height, (*note.marks, place))
    if not inked.height:
        return beside(Block(height), noted.lowered((height - place.height) / 2))
    top = (height - taken) / 2
    return beside(Block(height), inked.lowered(top), noted.lowered(top + inked.height))


def _inked(sheet: Sheet, x: float, width: float) -> Block:
    """Centre the signature (II.7), and put the seal over its left third (II.8), at half its height."""
    marks: list[Ink] = []
    left = x + width / 2  # of the signature
    third = 0.0
    if signature := sheet.signature_picture:
        wide = min(signature.width_mm * mm, width)
        high = signature.height_mm * mm * wide / (signature.width_mm * mm)
        left -= wide / 2
        third = wide * SEAL_OVER_SIGNATURE
        marks.append(Ink(left, 0, wide, high, signature))
    if seal := sheet.seal_picture:
        wide, high = seal.width_mm * mm, seal.height_mm * mm  # its real size
        marks.append(Ink(max(x, left + third - wide), 0, wide, high, seal))
    if not marks:
        return Block(0)
    highest = max(mark.height for mark in marks)
    placed = tuple(mark._replace(y=_INK_GAP + (highest - mark.height) / 2) for mark in marks)
    return Block(highest + 2 * _INK_GAP, placed)


def _code(symbol: qr.Symbol | None, sizes: Measures) -> Block:
    """The QR symbol flush with the left edge; its quiet zone reaches into the margin, which is white."""
    if symbol is None:
        return Block(sizes.qr_side, (Blank(0, 0, sizes.qr_side),))
    side = max(sizes.qr_side, LEAST_MODULE * symbol.size)
    return Block(side, (Code(0, 0, side, symbol),))


def _facts(sheet: Sheet, fonts: Fonts, sizes: Measures, x: float, width: float) -> Block:
    """Set number and dates so that a guard reads them at arm's length."""
    large = fitted(sheet.scan_number, Style(fonts.bold, sizes.scan_number), LEAST_SCAN_NUMBER, width)
    number = ragged(sheet.scan_number, large, x, width)
    validity = even(sheet.scan_validity, Style(fonts.bold, sizes.scan_validity), x, width)
    return stacked([number, validity], gap=2).as_part()


def _help(sheet: Sheet, fonts: Fonts, sizes: Measures) -> Block:
    """Set a line each below the QR."""
    faces = [fonts.regular, *[fonts.italic] * len(sheet.scan_help)]
    return stacked(
        ragged(text, Style(face, sizes.scan_help), 0, sizes.width).as_part()
        for text, face in zip(sheet.scan_help, faces, strict=False)
    )
