"""The printed page: a sheet, composed into A4 pages and drawn as a PDF."""

import io
import itertools
from collections.abc import Sequence
from datetime import UTC

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from certapp.paper import qr_picture
from certapp.paper.block import Blank, Block, Code, Ink, Line, Mark, Part, Place, Rule, Style
from certapp.paper.drawn import Drawn
from certapp.paper.fonts import Fonts
from certapp.paper.imagefile import draw_picture
from certapp.paper.measures import LEFT, PAGE_HEIGHT, PAGE_WIDTH, RULE_WIDTH, TOP
from certapp.paper.packing import finished
from certapp.paper.pages import compose
from certapp.paper.sheet import Sheet
from certapp.paper.tags import ARTIFACT, END, Tags


def draw(sheet: Sheet, fonts: Fonts) -> Drawn:
    """Print `sheet`, on one page wherever it can be done; the same sheet gives the same bytes.

    Layout after Decree 30/2020/NĐ-CP, Appendix I, part I.

    :raises PaperError: `glyph_missing`; `page_overflow` when the contents do not even fit three pages;
        `qr_text_invalid`, `qr_text_too_long`.
    """
    fonts.require_glyphs("".join(dict.fromkeys("".join(sheet.texts()))))  # each character once
    pages = compose(sheet, fonts)
    with fonts.lock:
        canvas = _canvas(sheet, fonts.regular)
        tags = Tags(canvas)
        for number, page in enumerate(pages, 1):
            tags.begin_page()
            if sheet.specimen is not None:
                _watermark(canvas, sheet.specimen, fonts)
            if len(pages) > 1:
                _bookmark(canvas, f"{sheet.number_line} – {number}/{len(pages)}")
            _draw(canvas, page, sheet, tags)
            canvas.showPage()
        tags.write()
        pdf = finished(canvas)
    return Drawn(pdf=pdf, page=len(pages) - 1, box=_noted_at(pages[-1]))


def _canvas(sheet: Sheet, font: TTFont) -> Canvas:
    canvas = Canvas(
        io.BytesIO(),  # stays empty: see packing.py
        pagesize=A4,
        invariant=1,
        pageCompression=1,
        lang="vi-VN",
        # Else Helvetica, which is not embedded.
        initialFontName=font.fontName,  # type: ignore[arg-type]  # the stub takes it for a size
    )
    canvas.setTitle(f"{sheet.title} {sheet.number_line}")
    canvas.setSubject(sheet.subject)
    canvas.setAuthor(sheet.author)
    canvas.setCreator("certapp")
    made = f"{sheet.made_at.astimezone(UTC):D:%Y%m%d%H%M%S}Z"
    canvas.setDateFormatter(lambda *_: made)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def _bookmark(canvas: Canvas, words: str) -> None:
    canvas.bookmarkPage(words)
    canvas.addOutlineEntry(words, words)


def _draw(canvas: Canvas, page: Block, sheet: Sheet, tags: Tags) -> None:
    """Draw the marks in the order in which they are read."""
    canvas.setLineWidth(RULE_WIDTH)
    seen = (mark for mark in page.marks if not isinstance(mark, Place))
    for part, marks in itertools.groupby(seen, lambda mark: mark.part if isinstance(mark, Line) else mark):
        match part:
            case Part():
                canvas.addLiteral(tags.begin(part.role))
            case Code():
                canvas.addLiteral(tags.begin("Figure", sheet.scan_number))
            case Ink():
                signature = part.picture is sheet.signature_picture
                canvas.addLiteral(tags.begin("Figure", sheet.signer_name if signature else sheet.author))
            case _:
                canvas.addLiteral(ARTIFACT)
        draw_marks(canvas, list(marks))
        canvas.addLiteral(END)


def draw_marks(canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Draw marks that are read as one, their origin at the corner of the text area.

    A space ends every line but the last, as hearers need it.
    """
    text = canvas.beginText()
    for mark in marks:
        x, y = LEFT + mark.x, PAGE_HEIGHT - TOP - mark.y
        match mark:
            case Line():
                text.setFont(mark.style.font.fontName, mark.style.size)
                text.setTextOrigin(x, y)
                text.setWordSpace(mark.word_space)
                text.textOut(mark.text if mark is marks[-1] else f"{mark.text} ")
            case Rule():
                canvas.line(x, y, x + mark.length, y)
            case Code():
                qr_picture.draw(canvas, mark.symbol, x, y - mark.side, mark.side)
            case Blank():
                _draw_blank(canvas, mark, x, y)
            case Ink():
                draw_picture(canvas, mark.picture, (x, y - mark.height, mark.width, mark.height))
    canvas.drawText(text)


def _noted_at(page: Block) -> tuple[float, float, float, float]:
    """Where the signature's note stands, in points from the lower left corner of the page."""
    [place] = [mark for mark in page.marks if isinstance(mark, Place)]
    left, top = LEFT + place.x, PAGE_HEIGHT - TOP - place.y
    return left, top - place.height, left + place.width, top


def _draw_blank(canvas: Canvas, blank: Blank, x: float, y: float) -> None:
    canvas.saveState()
    canvas.setDash(3, 3)
    canvas.setStrokeGray(0.6)
    canvas.rect(x, y - blank.side, blank.side, blank.side)
    canvas.restoreState()


def _watermark(canvas: Canvas, word: str, fonts: Fonts) -> None:
    """Write `word` across the page, pale, below everything else."""
    style = Style(fonts.bold, 100)
    size = min(100.0, 100 * 0.9 * PAGE_WIDTH / max(style.width(word), 1))
    canvas.addLiteral(ARTIFACT)
    canvas.saveState()
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(50)
    canvas.setFillGray(0.88)
    canvas.setFont(fonts.bold.fontName, size)
    canvas.drawCentredString(0, -size / 3, word)
    canvas.restoreState()
    canvas.addLiteral(END)
