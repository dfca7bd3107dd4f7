"""A picture that goes on the page: a signature, or the office's seal."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with the size it has on paper.

    :param data: a PNG that was checked and written anew by certapp: RGBA, transparent where there is no ink.
    :param width_mm: on paper; a seal has its real size (Decree 30/2020/NĐ-CP, Appendix I, II.8).
    :param height_mm: on paper.
    """

    data: bytes = field(repr=False)
    width_mm: float
    height_mm: float
