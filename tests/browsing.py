"""A small browser for integration tests: cookies, hidden form fields, no redirects unless asked."""

from html.parser import HTMLParser
from typing import Any

import httpx

from tests.patience import PATIENCE
from tests.world import Person


class Browser(httpx.Client):
    """An HTTP client that speaks to the office as a browser does."""

    def __init__(self, address: str) -> None:
        super().__init__(base_url=address, timeout=PATIENCE, follow_redirects=False)

    def hidden(self, path: str) -> dict[str, str]:
        """GET a page and return the hidden fields of its forms (CSRF token, one-time id, version)."""
        return hidden_fields(self.get(path).text)

    def submit(
        self, page: str, fields: dict[str, Any], *, to: str | None = None, **options: Any
    ) -> httpx.Response:
        """POST a form as found at `page`, with `fields` filled in; `to` when its action is another path."""
        return self.post(to or page, data={**self.hidden(page), **fields}, **options)

    def sign_in(self, person: Person) -> "Browser":
        """Sign in as this person."""
        fields = {"username": person.username, "password": person.password}
        response = self.submit("/sign-in", fields)
        assert response.status_code in (302, 303), response.status_code
        return self


class _HiddenFields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "input" and values.get("type") == "hidden" and values.get("name"):
            self.fields.setdefault(str(values["name"]), values.get("value") or "")


def hidden_fields(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's forms; of a name that comes twice, the first."""
    parser = _HiddenFields()
    parser.feed(page)
    return parser.fields
