"""The printed page: one A4 sheet, composed, made to fit, and drawn as a PDF."""

import io
import math
from datetime import UTC

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from certapp.paper import measures, qr
from certapp.paper.body import body
from certapp.paper.drawn import Drawn
from certapp.paper.errors import PaperError
from certapp.paper.fonts import Fonts
from certapp.paper.foot import foot
from certapp.paper.header import header, title
from certapp.paper.measures import BOTTOM, LEFT, PAGE_HEIGHT, PAGE_WIDTH, RULE_WIDTH, TOP, Measures
from certapp.paper.sheet import Sheet
from certapp.paper.typeset import Blank, Block, Code, Line, Place, Rule, Style, stacked

_HEIGHT = PAGE_HEIGHT - TOP - BOTTOM
# How white space that is left over goes to the gaps between header, title, text and foot.
_SHARES = (0.25, 0.25, 0.5)


def draw(sheet: Sheet, fonts: Fonts) -> Drawn:
    """Print `sheet` on one page; the same sheet gives the same bytes.

    Layout after Decree 30/2020/NĐ-CP, Appendix I, part I.

    :raises PaperError: `glyph_missing`; `page_overflow` when the contents do not fit even in the smallest
        sizes the decree allows; `qr_text_invalid`, `qr_text_too_long`.
    """
    for text in sheet.texts():
        fonts.require_glyphs(text)
    page = compose(sheet, fonts)
    file = io.BytesIO()
    with fonts.lock:
        canvas = _canvas(sheet, file, fonts.regular)
        if sheet.specimen is not None:
            _watermark(canvas, sheet.specimen, fonts)
        _draw(canvas, page)
        canvas.showPage()
        canvas.save()
    return Drawn(pdf=file.getvalue(), page=0, box=_noted_at(page))


def compose(sheet: Sheet, fonts: Fonts) -> Block:
    """Compose the page in the roomiest measures that fit."""
    symbol = None if sheet.qr_text is None else qr.symbol(sheet.qr_text)
    excess = 0.0
    for sizes in measures.ALL:
        parts = [part(sheet, fonts, sizes) for part in (header, title, body)]
        parts.append(foot(sheet, symbol, fonts, sizes))
        excess = sum(part.height for part in parts) + sizes.section_gap * len(_SHARES) - _HEIGHT
        if excess <= 0:
            return _spread(parts, sizes, -excess)
    raise PaperError("page_overflow", excess_mm=math.ceil(excess / mm))


def _spread(parts: list[Block], sizes: Measures, spare: float) -> Block:
    gaps = [0.0, *(sizes.section_gap + share * spare for share in _SHARES)]
    return stacked(part.lowered(gap) for part, gap in zip(parts, gaps, strict=True))


def _canvas(sheet: Sheet, file: io.BytesIO, font: TTFont) -> Canvas:
    canvas = Canvas(
        file,
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


def _draw(canvas: Canvas, page: Block) -> None:
    canvas.setLineWidth(RULE_WIDTH)
    text = canvas.beginText()
    for mark in page.marks:
        x, y = LEFT + mark.x, PAGE_HEIGHT - TOP - mark.y
        match mark:
            case Line():
                text.setFont(mark.style.font.fontName, mark.style.size)
                text.setTextOrigin(x, y)
                text.setWordSpace(mark.word_space)
                text.textOut(mark.text)
            case Rule():
                canvas.line(x, y, x + mark.length, y)
            case Code():
                _draw_code(canvas, mark, x, y)
            case Blank():
                _draw_blank(canvas, mark, x, y)
    canvas.drawText(text)


def _noted_at(page: Block) -> tuple[float, float, float, float]:
    """Where the signature's note stands, in points from the lower left corner of the page."""
    [place] = [mark for mark in page.marks if isinstance(mark, Place)]
    left, top = LEFT + place.x, PAGE_HEIGHT - TOP - place.y
    return left, top - place.height, left + place.width, top


def _draw_code(canvas: Canvas, code: Code, x: float, y: float) -> None:
    """Draw the symbol as one path: sharp at every size, and no hairline between neighbours."""
    module = code.side / code.symbol.size
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(module, -module)
    canvas.addLiteral(" ".join(f"{left} {top} {length} 1 re" for left, top, length in qr.runs(code.symbol)))
    canvas.addLiteral("f")
    canvas.restoreState()


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
    canvas.saveState()
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(50)
    canvas.setFillGray(0.88)
    canvas.setFont(fonts.bold.fontName, size)
    canvas.drawCentredString(0, -size / 3, word)
    canvas.restoreState()
