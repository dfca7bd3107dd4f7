"""One variant, from the printer to the picture that a decoder gets."""

from tests.torture.copying import copied, lasered, reflectance
from tests.torture.looking import Picture, photographed, scanned
from tests.torture.printed import Printed
from tests.torture.variants import Variant
from tests.torture.wear import covered, folded, stained


def picture_of(variant: Variant, printed: Printed) -> Picture:
    """Return the picture, in shades of grey: always the same for the same variant and print."""
    kinds = variant.kinds
    dots = lasered(printed.patch, variant.chance("print"))
    for generation in range(kinds.get("copy", 0)):
        dots = copied(dots, variant.chance(f"copy {generation}"))
    sheet = reflectance(dots, variant.chance("toner") if "copy" in kinds else None)
    for kind, harm in (("fold", folded), ("stain", stained), ("cover", covered)):
        if kind in kinds:
            sheet = harm(sheet, kinds[kind], variant.chance(kind), printed)
    return (photographed if variant.dpi is None else scanned)(sheet, variant, printed)
