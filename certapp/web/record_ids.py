"""Numbers of records in addresses: `<int:…>` takes none that is larger than a database column holds."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1  # SQL's INTEGER


class RecordId(IntegerConverter):
    """A positive integer that can be an id; any other address is not found."""

    def __init__(
        self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = None
    ) -> None:
        super().__init__(map, fixed_digits, min, LARGEST if max is None else max)


def init_app(app: Flask) -> None:
    """Take the place of Werkzeug's converter; call it before the rooms are opened."""
    app.url_map.converters["int"] = RecordId
