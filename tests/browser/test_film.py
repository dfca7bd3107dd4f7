"""A film of printed pages as Chromium's camera: each verdict, the ID card, a picture file, refusals."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.keystore.signing import public_key_of
from certapp.registry.database import db
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import trust_list
from tests import film, verdicts
from tests.browser.conftest import CHROMIUM
from tests.patience import PATIENCE
from tests.sheets import USUAL
from tests.stage import stage
from tests.world import World

CARD = "058188001234|264123456|Nguyễn Thị Hồng Nhung|12041988|Nữ|Phường Mỹ Hải, Ninh Thuận|10052021"
TOLD = "(count) => window.told.length >= count"


def trusted(world: World) -> dict[str, Any]:
    """Return the lists that a phone of this office holds."""
    with world.app.app_context():
        signed, root = trust_list.signed_and_root(world.office_id)
        key = public_key_of(x509.load_pem_x509_certificate(root.encode()))
        rows = db.session.scalars(select(StatusListRecord)).all()
        return {
            "root": key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint).hex(),
            "trustList": signed.hex(),
            "statusLists": {row.uri: row.signed.hex() for row in rows},
        }


@pytest.fixture(scope="module")
def papers(office: World) -> dict[VerdictCode, str]:
    """The QR text of a paper of each verdict."""
    return verdicts.qr_texts(office)


@pytest.fixture(scope="module")
def studio(
    office: World, papers: dict[VerdictCode, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Browser, str]]:
    """A Chromium whose camera sees a paper of every verdict and an ID card, in turn; and the page."""
    pages = [film.page(replace(USUAL, qr_text=papers[code])) for code in VerdictCode]
    reel = film.write(tmp_path_factory.mktemp("film") / "papers.y4m", [*pages, film.qr(CARD)])
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *film.arguments(reel)]
        )
        stack.callback(browser.close)
        yield browser, stack.enter_context(stage(**trusted(office)))


@pytest.fixture
def page(studio: tuple[Browser, str]) -> Iterator[Page]:
    """The page on a phone; a script's error fails the test."""
    browser, address = studio
    context = browser.new_context(base_url=address, viewport={"width": 360, "height": 740})
    context.set_default_timeout(PATIENCE * 1000)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: message.type == "error" and faults.append(message.text))
    opened.goto("/")
    opened.wait_for_function("window.ready")
    yield opened
    context.close()
    assert faults == []


def test_every_verdict_is_read_from_the_film(page: Page, papers: dict[VerdictCode, str]) -> None:
    page.evaluate("window.begin()")
    found: dict[str, str] = {}
    for count in range(1, 60):
        page.wait_for_function(TOLD, arg=count)
        last = page.evaluate("window.told.at(-1)")
        if last["text"] != CARD:
            found[last["text"]] = last["code"]
        if len(found) == len(papers):
            break
        page.locator(".check-next").click()
    assert found == {text: str(code) for code, text in papers.items()}


def test_the_id_card_is_compared_and_forgotten(page: Page, papers: dict[VerdictCode, str]) -> None:
    page.evaluate("(text) => window.take(text)", papers[VerdictCode.VALID])
    page.evaluate("window.begin()")
    page.locator(".check-card").click()
    expect(page.locator("dialog .check-person")).to_contain_text("ĐÚNG NGƯỜI")
    assert "058188001234" not in page.content()
    page.locator("[data-direction=in]").click()
    page.wait_for_function("window.directions.length")
    kept = {"direction": "in", "note": "", "person": {"same": True, "by": "card", "differing": []}}
    assert page.evaluate("window.directions") == [kept]


def test_four_typed_digits_of_another_person_turn_the_screen_red(
    page: Page, papers: dict[VerdictCode, str]
) -> None:
    page.evaluate("(text) => window.take(text)", papers[VerdictCode.VALID])
    page.locator(".check-card").click()
    page.fill("#person-digits", "4321")
    page.locator(".person-line button").click()
    dialog = page.locator("dialog")
    expect(dialog).to_have_attribute("data-state", "OTHER_PERSON")
    expect(dialog).to_have_attribute("data-tone", "stop")
    expect(page.locator(".check-fact-last4")).to_have_class("check-fact check-fact-last4 check-differs")


def test_a_picture_file_is_read_as_the_camera_is(
    page: Page, papers: dict[VerdictCode, str], tmp_path: Path
) -> None:
    picture = tmp_path / "giay.png"
    Image.fromarray(film.page(replace(USUAL, qr_text=papers[VerdictCode.REVOKED]))).save(picture)
    page.evaluate("document.body.append(Object.assign(document.createElement('input'), {type: 'file'}))")
    page.set_input_files("input[type=file]", picture)
    texts = page.evaluate("window.decodeFile(document.querySelector('input[type=file]').files[0])")
    assert texts == [papers[VerdictCode.REVOKED]]


def test_what_is_no_picture_says_so(page: Page) -> None:
    read = "window.decodeFile(new Blob(['no picture'])).catch((error) => error.code)"
    assert page.evaluate(read) == "file_unreadable"


def test_a_refused_camera_says_so(page: Page) -> None:
    refuse = (
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); }"
    )
    page.evaluate(f"() => {{ {refuse} }}")
    page.evaluate("window.begin()")
    assert page.evaluate("window.told") == [{"trouble": "camera_refused"}]


LYING = """() => { window.BarcodeDetector = class {
  static getSupportedFormats = async () => ["qr_code"];
  detect = async () => [{ rawValue: "HTTPS://PROBE.EXAMPLE/V/AAAA" }];
}; }"""
# It reads the probe, as the film's own reader would, and fails at every frame after that.
FAILING = """async () => {
  const probe = await (await fetch("/scan/probe.png")).blob();
  const [text] = await window.decodeFile(probe);
  window.BarcodeDetector = class {
    static getSupportedFormats = async () => ["qr_code"];
    detect = async (source) => {
      if (source instanceof HTMLVideoElement) throw new Error("service unavailable");
      return [{ rawValue: text }];
    };
  };
}"""


def test_a_detector_that_reads_the_probe_wrong_is_not_used(page: Page) -> None:
    page.evaluate(LYING)
    assert page.evaluate("window.openDecoder().then((decoder) => decoder.kind)") == "zxing"


def test_a_detector_that_fails_later_is_replaced(page: Page) -> None:
    page.evaluate(FAILING)
    assert page.evaluate("window.openDecoder().then((decoder) => decoder.kind)") == "native"
    page.evaluate("window.begin()")
    page.wait_for_function(TOLD, arg=1)
    assert page.evaluate("window.openDecoder().then((decoder) => decoder.kind)") == "zxing"
