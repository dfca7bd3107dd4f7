"""What a form field shows, turned into a drawing of the page: printed, it looks as on the screen."""

from pyhanko.pdf_utils import generic

_HIDDEN = 0b10_0010  # annotation flags Hidden and NoView, ISO 32000-1 table 165


def flattened(page: generic.DictionaryObject) -> generic.DictionaryObject:
    """Return the page with the appearance of its visible fields drawn on it (ISO 32000-1 §12.5.5).

    The fields themselves stay in `/Annots`; a page without visible fields is returned as it is.
    """
    fields = [field.get_object() for field in page["/Annots"]] if "/Annots" in page else []
    shown = [field for field in fields if _is_visible(field)]
    if not shown:
        return page
    resources = _copy(page["/Resources"])
    drawings = _copy(resources["/XObject"] if "/XObject" in resources else generic.DictionaryObject())
    commands = []
    for number, field in enumerate(shown):
        name = f"/Field{number}"
        drawings[name] = field["/AP"].raw_get("/N")
        placed = " ".join(f"{value:.4f}" for value in _placed(field["/AP"]["/N"], field["/Rect"]))
        commands.append(f"q {placed} cm {name} Do Q")
    resources["/XObject"] = drawings
    is_list = isinstance(page["/Contents"], generic.ArrayObject)
    own = page["/Contents"] if is_list else [page.raw_get("/Contents")]
    before = generic.StreamObject(stream_data=b"q\n")
    after = generic.StreamObject(stream_data=("\nQ\n" + "\n".join(commands)).encode("ascii"))
    new = _copy(page)
    new["/Resources"] = resources
    new["/Contents"] = generic.ArrayObject([before, *own, after])
    return new


def _is_visible(field: generic.DictionaryObject) -> bool:
    if field["/Subtype"] != "/Widget" or "/AP" not in field or "/N" not in field["/AP"]:
        return False
    x1, y1, x2, y2 = map(float, field["/Rect"])
    is_hidden = "/F" in field and int(field["/F"]) & _HIDDEN
    return not is_hidden and isinstance(field["/AP"]["/N"], generic.StreamObject) and x1 != x2 and y1 != y2


def _placed(form: generic.StreamObject, rect: generic.ArrayObject) -> tuple[float, ...]:
    """Return the matrix that lays the form's box, turned by its own matrix, over the field's rectangle."""
    a, b, c, d, e, f = 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    if "/Matrix" in form:
        a, b, c, d, e, f = map(float, form["/Matrix"])
    left, low, right, high = map(float, form["/BBox"])
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (low, high)]
    x1, x2 = (side(x for x, _ in corners) for side in (min, max))
    y1, y2 = (side(y for _, y in corners) for side in (min, max))
    to_x1, to_x2 = sorted((float(rect[0]), float(rect[2])))
    to_y1, to_y2 = sorted((float(rect[1]), float(rect[3])))
    wide, tall = (to_x2 - to_x1) / (x2 - x1), (to_y2 - to_y1) / (y2 - y1)
    return wide, 0, 0, tall, to_x1 - wide * x1, to_y1 - tall * y1


def _copy(value: generic.DictionaryObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({key: value.raw_get(key) for key in value})
