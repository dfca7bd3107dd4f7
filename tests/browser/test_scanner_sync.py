"""A long queue goes in batches, the guard sees how far it is, and a connection that dies costs nothing."""

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
    await log.begin({ code: "VALID", reason: "genuine", claims: { cti, issuer } }, false);
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
