"""The checkpoint's phone: camera frame in, verdict shown, as a multiple of zxing-wasm alone on the same film.

Chromium takes a film of two printed pages for its camera; the page is tests/stage.py, the scanner's own
modules with nothing behind them. A scan is counted from the frame that the camera hands over until the
verdict has been painted. Chromium slows down a page's thread, not its workers: for a phone six times slower
the decoder, which works in one, is counted six times.
"""

import json
import os
import re
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests import film
from tests.sheets import USUAL
from tests.stage import stage
from tests.vectors import make
from tests.world import World

SCANS = 100
IN_A_ROW = 1000
SLOWER = 6
PATIENCE = 600_000  # milliseconds
VECTORS: dict[str, Any] = json.loads((make.FOLDER / "verdicts.json").read_text("utf-8"))
_SCAN = """async (count) => {
  window.told.length = 0;
  window.done = 0;
  document.querySelector("dialog")?.remove();
  if (window.camera) window.camera.resume();
  else await window.begin();
  while (window.told.length < count) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (document.querySelector("dialog") && window.told.length > window.done) {
      window.done = window.told.length;
      document.querySelector(".check-next").click();
    }
  }
  window.camera.pause();
  return window.told.map((scan) => scan.ms);
}"""
_ALONE = """async (count) => {
  const zxing = await import("/scan/vendor/zxing-wasm/dist/es/reader/index.js");
  const locateFile = () => "/scan/vendor/zxing-wasm/dist/reader/zxing_reader.wasm";
  await zxing.prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
  const options = { formats: ["QRCode"], tryRotate: false, tryInvert: false, maxNumberOfSymbols: 4 };
  const video = document.querySelector("video");
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const took = [];
  while (took.length < count) {
    await new Promise((resolve) => setTimeout(resolve, 70));
    context.drawImage(video, 0, 0);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    const begun = performance.now();
    const [found] = await zxing.readBarcodes(picture, options);
    if (found) took.push(performance.now() - begun);
  }
  return took;
}"""
_IN_A_ROW = """async ([count, text]) => {
  const decoder = await window.openDecoder();
  const video = document.querySelector("video");
  for (let done = 0; done < count; done += 1) {
    await decoder.read(video);
    window.told.length = 0;
    await window.take(text);
    document.querySelector("dialog").remove();
  }
}"""


def main() -> None:
    """Print what a scan costs."""
    texts = [_case(verdict)["text"] for verdict in ("VALID", "FORGED")]
    with ExitStack() as stack:
        reel = Path(stack.enter_context(TemporaryDirectory())) / "papers.y4m"
        film.write(reel, [film.page(replace(USUAL, qr_text=text)) for text in texts], rate=10)
        playwright = stack.enter_context(sync_playwright())
        arguments = ["--no-sandbox", "--disable-gpu", *film.arguments(reel)]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        stack.callback(browser.close)
        page = _open(browser, stack.enter_context(stage(**_trusted())))
        _measure(page, texts[0])


def _measure(page: Page, text: str) -> None:
    page.evaluate(_SCAN, 10)  # the decoder is compiled, the camera awake
    scans = page.evaluate(_SCAN, SCANS)
    alone = median(page.evaluate(_ALONE, SCANS))
    _say("frame in, verdict shown / zxing-wasm alone", median(scans) / alone)
    _say("  median, ms", median(scans), most=120)
    _say("  95th in a hundred, ms", quantiles(scans, n=20)[-1], most=250)
    _say("  zxing-wasm alone, ms", alone)
    _say("first load, MB compressed", _first_load() / 1e6, most=1.5)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    slow = [each + (SLOWER - 1) * alone for each in page.evaluate(_SCAN, 30)]
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    _say(f"a phone {SLOWER} times slower, 95th in a hundred, ms", quantiles(slow, n=20)[-1], most=1000)
    page.evaluate(_IN_A_ROW, [IN_A_ROW // 10, text])
    before = _memory(devtools)
    page.evaluate(_IN_A_ROW, [IN_A_ROW, text])
    after = _memory(devtools)
    _say(f"objects of the page after {IN_A_ROW} scans / before", after[0] / before[0], most=1.1)
    _say(f"memory of all processes after {IN_A_ROW} scans / before", after[1] / before[1], most=1.2)


def _say(what: str, figure: float, *, most: float | None = None) -> None:
    limit = "" if most is None else f"   (at most {most:g}{'' if figure <= most else ', MISSED'})"
    print(f"scan, {what}: {figure:.2f}{limit}")


def _open(browser: Browser, address: str) -> Page:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("window.ready")
    return page


def _trusted() -> dict[str, Any]:
    return {
        "root": VECTORS["root"],
        "trustList": VECTORS["trust_lists"]["office"],
        "statusLists": {VECTORS["status_list_uri"]: VECTORS["status_lists"]["fresh"]},
        "now": _case("VALID")["now"],
    }


def _case(verdict: str) -> dict[str, Any]:
    kept = ("office", "fresh")
    return next(
        case
        for case in VECTORS["cases"]
        if case["verdict"] == verdict and (case["trust_list"], case["status_list"]) == kept
    )


def _first_load() -> int:
    """Return the bytes, as they travel, of all that the service worker keeps on a phone."""
    with TemporaryDirectory() as folder:
        phone = World(Path(folder)).app.test_client()
        found = re.search(r"^const FILES = (.*);$", phone.get("/scan/sw.js").text, re.MULTILINE)
        names = json.loads(found[1]) if found else []
        read = [phone.get(name, buffered=True, headers={"Accept-Encoding": "br"}) for name in names]
        return sum(len(answer.data) for answer in read)


def _memory(devtools: CDPSession) -> tuple[float, float]:
    """Return the bytes of the page's objects, and those of all processes of the browser."""
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("Performance.enable")
    metrics = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
    return metrics["JSHeapUsedSize"], sum(map(_resident, _descendants(os.getpid())))


def _descendants(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [each for child in map(int, children) for each in (child, *_descendants(child))]


def _resident(process: int) -> int:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
