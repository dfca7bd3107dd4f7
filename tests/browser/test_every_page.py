"""Every page, of every role, in both languages: axe finds nothing, and no rule of the headers is broken."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import SIZES
from tests.browser.every_page import MORE, NOBODY, PEOPLE, Populated, populated, sent
from tests.browsing import Browser as Client
from tests.patience import PATIENCE
from tests.serving import served

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
RUN = """async () => {
  for (const hidden of document.querySelectorAll("details")) hidden.open = true;
  const rules = { "target-size": { enabled: true } };
  const found = await axe.run(document, { resultTypes: ["violations"], rules });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all, none }) =>
    `${id}: ${html.slice(0, 160)} (${[...any, ...all, ...none].map(({ message }) => message).join("; ")})`));
}"""
LISTEN = """globalThis.broken = [];
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
  broken.push(`${effectiveDirective}: ${blockedURI} ${sample}`));"""
LOOKS = [(scheme, size) for scheme in ("light", "dark") for size in SIZES.values()]
Enter = Callable[[str], Page]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Populated:
    return populated(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def door(house: Populated) -> Iterator[str]:
    """Where it is served."""
    with served(house.world) as url:
        yield url


@pytest.fixture
def enter(house: Populated, door: str, chromium: Browser) -> Iterator[Enter]:
    """Open a page as one of the people."""
    contexts = []

    def page(who: str) -> Page:
        # no motion: a colour on its way from light to dark is neither
        context = chromium.new_context(base_url=door, locale="vi-VN", reduced_motion="reduce")
        contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(LISTEN)
        if who != NOBODY:
            with Client(door) as client:
                cookies = client.sign_in(house.people[who]).cookies.jar
                context.add_cookies(
                    [{"name": each.name, "value": each.value or "", "url": door} for each in cookies]
                )
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_open_to_all_and_breaks_no_rule(
    who: str, language: str, house: Populated, door: str, enter: Enter
) -> None:
    page = enter(who)
    found = {}
    for path in [*house.pages(who, door), *MORE.get(who, ())]:
        page.goto(f"{path}?lang={language}")
        found[path] = faults_of(page)
    for form in sent(house).get(who, ()):
        form.send(page, language)
        found[f"{form} sent"] = faults_of(page)
    assert {path: faults for path, faults in found.items() if faults} == {}


def faults_of(page: Page) -> list[str]:
    """Return what the headers forbade on this page, and what axe finds in each of its looks."""
    faults = [str(rule) for rule in page.evaluate("broken")]
    page.evaluate(AXE)
    for scheme, (width, height) in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"{scheme}, {width} px: {fault}" for fault in page.evaluate(RUN)]
    return faults
