"""The phone's verifier in Chromium, with the WebCrypto and decompression of a browser: every vector."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.stage import served_file

ROOT = Path(__file__).parent.parent.parent
HOST = "https://gxn.example"
HOLD = """
async (vectors) => {
  const { hold } = await import("/tests/vectors.mjs");
  return hold("/scan/", vectors);
}
"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A page under https, since WebCrypto is there in secure contexts only; served from the tree."""
    context = chromium.new_context()
    opened = context.new_page()
    opened.route(f"{HOST}/**", _serve)
    opened.goto(f"{HOST}/")
    yield opened
    context.close()


def _serve(route: Route) -> None:
    file = served_file(route.request.url.removeprefix(HOST))
    if file is None:
        return route.fulfill(content_type="text/html", body="<!doctype html>")
    return route.fulfill(content_type="text/javascript", body=file.read_text("utf-8"))


def test_every_vector_gets_its_verdict(page: Page) -> None:
    vectors: dict[str, Any] = {
        name: json.loads((ROOT / "tests" / "vectors" / f"{file}.json").read_text("utf-8"))
        for name, file in (("verdicts", "verdicts"), ("lists", "lists"), ("draftLists", "draft_lists"))
    }
    found = page.evaluate(HOLD, vectors)
    assert found["disagreements"] == []
    assert found["held"] > len(vectors["verdicts"]["cases"]) + len(vectors["lists"]["cases"])
