"""A long queue goes in batches, the guard sees how far it is, and what the network does costs nothing."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from certapp.registry.checks import Check
from certapp.registry.database import db
from tests import scanner
from tests.serving import free_port, served
from tests.world import FACTS, World

Phone = Callable[[str], Page]
QUEUE = """async ([count, issuer]) => {
  const [{ openDatabase }, { Vault }, { Log }] = await Promise.all(
    ["database", "vault", "log"].map((name) => import(`/static/scan/${name}.js`)),
  );
  const database = await openDatabase();
  const log = new Log(database, await Vault.open(database));
  for (let made = 0; made < count; made += 1) {
    const cti = crypto.getRandomValues(new Uint8Array(8));
    const check = await log.begin({ code: "VALID", reason: "genuine", claims: { cti, issuer } }, false);
    await log.decide(check, null, "");
  }
}"""
WATCH = """() => {
  window.seen = [];
  const look = () => {
    const left = Number(document.querySelector("[data-fact=waiting]").textContent);
    if (left !== window.seen.at(-1)) window.seen.push(left);
  };
  const panel = document.querySelector(".scan-panel");
  new MutationObserver(look).observe(panel, { childList: true, subtree: true });
}"""


def test_a_long_queue_goes_in_batches_and_tells_how_far_it_is(world: World, phone: Phone) -> None:
    port = free_port()
    with served(world, port) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
    page.evaluate(QUEUE, [1200, FACTS.code])
    page.evaluate(WATCH)
    batches: list[int] = []

    def cut(route: Route) -> None:
        batches.append(len(route.request.post_data_json["checks"]))
        if len(batches) == 2:
            route.fetch()  # it arrives, its answer does not
            route.abort()
        else:
            route.continue_()

    with served(world, port):
        page.route("**/api/v1/scanner/checks", cut)
        scanner.visit(page)
        expect(page.locator(".scan-lamp")).to_have_attribute("data-network", "offline")
        expect(page.locator("[data-fact=waiting]")).to_have_text("700")
        scanner.visit(page)
        expect(page.locator("[data-fact=waiting]")).to_have_text("0")
    assert batches == [500, 500, 500, 200]
    assert page.evaluate("window.seen") == [1200, 700, 200, 0]
    with world.app.app_context():
        assert db.session.query(Check).count() == 1200


def test_an_office_in_trouble_is_told_from_no_network(world: World, phone: Phone) -> None:
    text = world.qr_text(world.issued())
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        body = '{"code": "busy", "status": 503}'
        busy = "**/api/v1/scanner/checks"
        page.route(busy, lambda route: route.fulfill(status=503, body=body, content_type="application/json"))
        scanner.check(page, text, "in")
        expect(page.locator(".scan-lamp")).to_have_text("Cơ quan chưa nhận được, chờ gửi: 1")
        page.unroute(busy)
        scanner.visit(page)
        expect(page.locator(".scan-lamp")).to_have_text("Có mạng")
    assert scanner.stored(world) == [("VALID", "in", None)]


def test_another_window_does_not_send_what_is_not_decided(world: World, phone: Phone) -> None:
    text = world.qr_text(world.issued())
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        other = scanner.opened(page.context.new_page())
        scanner.enter(page, text)
        page.locator("dialog.check").wait_for()
        scanner.visit(other)
        expect(other.locator("[data-fact=waiting]")).to_have_text("1")
        assert scanner.stored(world) == []
        page.locator("[data-direction=out]").click()
        page.locator("dialog.check").wait_for(state="detached")
        expect(page.locator("[data-fact=waiting]")).to_have_text("0")
    assert scanner.stored(world) == [("VALID", "out", None)]
