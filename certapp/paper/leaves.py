"""A PDF of sheets that nobody signs: its properties, and blocks put where they belong."""

import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from certapp.paper.block import Block
from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw_marks
from certapp.paper.measures import LEFT, RULE_WIDTH, TOP
from certapp.paper.packing import finished

Leaf = Callable[[Canvas], None]


def bound(leaves: Iterable[Leaf], fonts: Fonts, *, title: str, author: str, made_at: datetime) -> bytes:
    """Return a PDF in which each of `leaves` has drawn an A4 page; the same ones give the same bytes.

    :param made_at: aware time in the file's properties.
    """
    made = f"{made_at.astimezone(UTC):D:%Y%m%d%H%M%S}Z"
    with fonts.lock:
        canvas = Canvas(
            io.BytesIO(),  # stays empty: see packing.py
            pagesize=A4,
            invariant=1,
            pageCompression=1,
            lang="vi-VN",
            # Else Helvetica, which is not embedded.
            initialFontName=fonts.regular.fontName,  # type: ignore[arg-type]  # the stub takes it for a size
        )
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setCreator("certapp")
        canvas.setDateFormatter(lambda *_: made)
        for leaf in leaves:
            leaf(canvas)
            canvas.showPage()
        return finished(canvas)


def put(canvas: Canvas, block: Block, x: float, y: float) -> None:
    """Draw a block with its upper left corner at (x, y), points from the upper left corner of the page."""
    canvas.saveState()
    canvas.setLineWidth(RULE_WIDTH)
    canvas.translate(x - LEFT, TOP - y)
    draw_marks(canvas, block.marks)
    canvas.restoreState()
