"""Tags: what each part of the page is, in reading order (ISO 32000-1, 14.7 and 14.8).

A screen reader then reads the paper as a person would, whatever the order on the page. reportlab writes no
tags, so this writes the few objects that it takes: one element a part, in one document, each on one page.
"""

from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

END = "EMC"
ARTIFACT = "/Artifact BMC"  # what a reader need not hear: rules, what repeats on every page


class _Written(pdfdoc.PDFObject):
    """A dictionary whose values are written out, or other objects."""

    def __init__(self, **entries: Any) -> None:
        self.entries = entries

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Write the dictionary, called by reportlab."""
        written = [
            f"/{key} {value}"
            if isinstance(value, str | int)
            else f"/{key} {value.format(document).decode('latin-1')}"
            for key, value in self.entries.items()
        ]
        return f"<<{' '.join(written)}>>".encode("latin-1")


@dataclass(slots=True)
class Tags:
    """Collects the parts while they are drawn."""

    canvas: Canvas
    _document: Any = field(init=False)
    _tree: _Written = field(init=False)
    _whole: _Written = field(init=False)
    _parent: Any = field(init=False)
    _pages: list[tuple[Any, list[Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._document = self.canvas._doc  # type: ignore[attr-defined]  # the stubs have no private names
        self._tree = _Written(Type="/StructTreeRoot")
        self._whole = _Written(S="/Document", P=self._document.Reference(self._tree))
        self._parent = self._document.Reference(self._whole)

    def begin_page(self) -> None:
        """Begin a page; what begins after this stands on it."""
        self._document.inPage()
        self._pages.append((self._document.thisPageRef(), []))

    def begin(self, role: str, alternative: str = "") -> str:
        """Return the operator that begins a part; :data:`END` ends it.

        :param role: a standard structure type, such as P or Figure.
        :param alternative: what a reader hears instead of a picture.
        """
        page, elements = self._pages[-1]
        element = _Written(S=f"/{role}", P=self._parent, Pg=page, K=len(elements))
        if alternative:
            element.entries["Alt"] = pdfdoc.PDFString(alternative)
        elements.append(self._document.Reference(element))
        return f"/{role} <</MCID {len(elements) - 1}>> BDC"

    def write(self) -> None:
        """Hang the tree into the document, once every page is shown."""
        numbers: list[Any] = []
        for number, (page, elements) in enumerate(self._pages):
            shown = self._document.idToObject[page.name]
            shown.__NoDefault__ = [
                *shown.__NoDefault__,
                "StructParents",
                "Tabs",
            ]  # keys that reportlab writes
            shown.StructParents, shown.Tabs = number, "/S"
            numbers += [number, pdfdoc.PDFArray(elements)]
        self._whole.entries["K"] = pdfdoc.PDFArray([each for _, elements in self._pages for each in elements])
        self._tree.entries["K"] = self._parent
        self._tree.entries["ParentTree"] = _Written(Nums=pdfdoc.PDFArray(numbers))
        self._tree.entries["ParentTreeNextKey"] = len(self._pages)
        self._document.Catalog.StructTreeRoot = self._tree
        self._document.Catalog.MarkInfo = _Written(Marked="true")
