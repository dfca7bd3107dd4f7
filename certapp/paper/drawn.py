"""A page that has been drawn: the file, and where on it the electronic signature is noted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawn:
    """An unsigned PDF, and the place of its signature's note, for the seal's visible field.

    :param pdf: the whole file.
    :param page: the page with the note, from 0; it is the last one.
    :param box: where the note stands on it: x1, y1, x2, y2 points from the lower left corner. Where nothing
        is noted, the space between the signer's office and name.
    """

    pdf: bytes
    page: int
    box: tuple[float, float, float, float]
