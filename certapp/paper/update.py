"""A revision that is added to a PDF."""

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


class Update(IncrementalPdfFileWriter):
    """Adds what it is given and nothing else: what the page's maker said of the document stays as it is."""

    def _update_meta(self) -> None:
        """Leave out what pyHanko would add: a second set of metadata, and the time of this very moment."""
