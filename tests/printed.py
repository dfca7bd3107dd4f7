"""A finished PDF, read back: where its texts stand, in which face and size, and what else is drawn."""

import ctypes
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

MM = 72 / 25.4


class Run(NamedTuple):
    """One run of text; x and y where its baseline begins, from the lower left corner."""

    page: int
    text: str
    face: str
    size: float
    x: float
    y: float
    right: float


class Shape(NamedTuple):
    """What is drawn and no text, from the lower left corner."""

    page: int
    kind: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom


class Read(NamedTuple):
    """Everything on the pages, in the order of the file."""

    runs: list[Run]
    shapes: list[Shape]
    size: tuple[float, float]

    def run(self, text: str) -> Run:
        """The only run that begins so."""
        [found] = [run for run in self.runs if run.text.startswith(text)]
        return found

    def rules(self) -> list[Shape]:
        """The horizontal lines."""
        return [shape for shape in self.shapes if shape.height < 2 < shape.width]

    def code(self) -> Shape:
        """The QR symbol: the large square that is no picture of a seal."""
        [found] = [
            shape
            for shape in self.shapes
            if shape.left < 40 * MM and shape.width > 30 * MM and abs(shape.width - shape.height) < 1
        ]
        return found


def _string(call, *arguments) -> str:
    size = call(*arguments, None, 0)
    buffer = ctypes.create_string_buffer(size)
    call(*arguments, ctypes.cast(buffer, call.argtypes[-2]), size)
    return buffer.raw.decode("utf-16-le" if call is pdfium.FPDFTextObj_GetText else "utf-8").rstrip("\0")


def _bounds(thing) -> tuple[float, float, float, float]:
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(thing, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    return left, bottom, right, top


def read(pdf: bytes) -> Read:
    document = pypdfium2.PdfDocument(pdf)
    runs, shapes = [], []
    for number, page in enumerate(document):
        text = page.get_textpage()
        for index in range(pdfium.FPDFPage_CountObjects(page)):
            thing = pdfium.FPDFPage_GetObject(page, index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind != pdfium.FPDF_PAGEOBJ_TEXT:
                shapes.append(Shape(number, kind, *_bounds(thing)))
                continue
            size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
            pdfium.FPDFTextObj_GetFontSize(thing, size)
            pdfium.FPDFPageObj_GetMatrix(thing, matrix)
            face = _string(pdfium.FPDFFont_GetBaseFontName, pdfium.FPDFTextObj_GetFont(thing))
            words = _string(pdfium.FPDFTextObj_GetText, thing, text).rstrip()
            face = face.rpartition("-")[2]
            runs.append(Run(number, words, face, size.value, matrix.e, matrix.f, _bounds(thing)[2]))
    return Read(runs, shapes, document[0].get_size())
