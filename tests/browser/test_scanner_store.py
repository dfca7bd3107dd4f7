"""What the phone stores when things go wrong: no room, another root, removed and back, two windows."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.registry.scanner import Scanner
from certapp.workflow import root_key, scanners
from tests import scanner
from tests.serving import served
from tests.world import ROOT_PASSPHRASE, World

Phone = Callable[[str], Page]
# Chromium asks how much room there is only when what it was told last is used up or half a minute old.
FULL = """async () => {
  const opened = await new Promise((tell) => {
    indexedDB.open("certapp-scan").onsuccess = ({ target }) => tell(target.result);
  });
  const isFull = () => new Promise((tell) => {
    const trial = opened.transaction("lists", "readwrite");
    trial.objectStore("lists").put(new Uint8Array(9), "trial");
    trial.objectStore("lists").delete("trial");
    trial.oncomplete = trial.onabort = () => tell(trial.error?.name === "QuotaExceededError");
  });
  while (!(await isFull())) await new Promise((tell) => setTimeout(tell, 500));
  opened.close();
}"""


KEPT = """() => new Promise((tell) => {
  indexedDB.open("certapp-scan").onsuccess = ({ target: { result } }) => {
    const asked = result.transaction("checks").objectStore("checks").count();
    asked.onsuccess = () => tell(asked.result);
  };
})"""


def filled(page: Page, quota: int) -> None:
    """Leave the page no room to store anything more.

    :param quota: bytes that it may use in all.
    """
    origin = page.evaluate("location.origin")
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": quota})
    page.evaluate(FULL)


def used(page: Page) -> int:
    """Return how many bytes the page has stored."""
    asked = {"origin": page.evaluate("location.origin")}
    return int(page.context.new_cdp_session(page).send("Storage.getUsageAndQuota", asked)["usage"])


def emptied(page: Page) -> None:
    """Give it room again."""
    origin = page.evaluate("location.origin")
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": origin})


def removed(world: World) -> None:
    """Remove all phones, as the clerk does."""
    with world.app.app_context():
        clerk = db.session.get_one(User, world.clerk.id)
        for each in db.session.query(Scanner).all():
            scanners.remove(clerk, each.id, world.now)


def test_little_room_is_told_before_a_check_is_lost(world: World, phone: Phone) -> None:
    text = world.qr_text(world.issued())
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        page.reload()
        page.locator("#app[data-ready]").wait_for()
        page.route("**/api/v1/scanner/checks", lambda route: route.abort())
        assert used(page) > 4 * 2**20
        filled(page, used(page))
        assert page.locator("[data-note=tight]").count() == 0
        scanner.check(page, text, "in")
        expect(page.locator("[data-note=tight]")).to_have_count(1)
        assert scanner.owing(page) == 1
        assert page.locator("[data-note=fault]").count() == 0


def test_a_full_disk_is_told_and_the_paper_counts_as_not_checked(world: World, phone: Phone) -> None:
    text = world.qr_text(world.issued())
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        filled(page, 1000)  # less than it uses: to give up the kept room is not enough
        scanner.enter(page, text)
        expect(page.locator("[data-note=fault]")).to_contain_text("KHÔNG được lưu")
        assert page.locator("dialog.check").count() == 0
        emptied(page)
        scanner.check(page, text, "in")
        expect(page.locator("[data-note=fault]")).to_have_count(0)
        scanner.visit(page)
        expect(page.locator("[data-fact=waiting]")).to_have_text("0")
    assert scanner.stored(world) == [("VALID", "in", None)]


def test_a_removed_phone_can_join_again_and_start_again(world: World, phone: Phone) -> None:
    text = world.qr_text(world.issued())
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        removed(world)
        scanner.visit(page)
        expect(page.locator("[data-note=removed]")).to_be_visible()
        scanner.enter(page, scanner.invitation(world, address))
        expect(page.locator(".scan-lamp")).to_have_attribute("data-network", "online")
        expect(page.locator("[data-note=removed]")).to_have_count(0)
        page.reload()
        page.locator("#app[data-ready]").wait_for()
        assert scanner.verdict(page, text) == "VALID"


def test_a_phone_removed_while_a_verdict_is_shown_keeps_nothing_of_it(world: World, phone: Phone) -> None:
    text = world.qr_text(world.issued())
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        scanner.enter(page, text)
        page.locator("dialog.check").wait_for()
        removed(world)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("[data-note=removed]")).to_have_count(1)
        page.locator("[data-direction=in]").click()
        expect(page.locator(".check-recorded")).to_have_text("Chưa ghi được. Hãy bấm lại.")
        page.locator(".check-next").click()
    assert page.evaluate(KEPT) == 0


def test_under_a_new_root_it_joins_again_and_not_before(world: World, phone: Phone) -> None:
    text = world.qr_text(world.issued())
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        with world.app.app_context():
            office = db.session.get_one(Office, world.office_id)
            root_key.rotate(office, ROOT_PASSPHRASE, "một khóa gốc hoàn toàn mới", world.now)
        scanner.visit(page)
        expect(page.locator("[data-note=refused]")).to_be_visible()
        assert scanner.verdict(page, text) == "VALID"
        expect(page.locator("[data-fact=waiting]")).to_have_text("0")
        scanner.enter(page, scanner.invitation(world, address))
        expect(page.locator("[data-note=join]")).to_contain_text("Đã vào")
        expect(page.locator(".scan-lamp")).to_have_attribute("data-network", "online")
        expect(page.locator("[data-note=refused]")).to_have_count(0)
        assert scanner.verdict(page, text) == "VALID"
        page.reload()
        page.locator("#app[data-ready]").wait_for()
        expect(page.locator(".scan-lamp")).to_have_attribute("data-network", "online")
        expect(page.locator("[data-note=refused]")).to_have_count(0)
        assert scanner.verdict(page, text) == "VALID"


def test_a_network_that_swallows_all_is_asked_once_at_a_time(world: World, phone: Phone) -> None:
    text = world.qr_text(world.issued())
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        swallowed: list[Route] = []
        page.route("**/api/v1/scanner/checks", lambda route: swallowed.append(route))
        for _ in range(5):
            scanner.check(page, text, "in")
        waiting = "navigator.locks.query().then(({held, pending}) => held.length + pending.length)"
        assert page.evaluate(waiting) <= 2
        assert scanner.owing(page) == 5


def test_two_windows_of_a_new_phone_share_one_key(address: str, phone: Phone) -> None:
    page = phone(address)
    windows = [page, *(page.context.new_page() for _ in range(3))]
    for each in windows:
        each.goto("/scan", wait_until="commit")
    for each in windows:
        each.locator("#app[data-ready]").wait_for()
        assert each.locator("[data-note]").count() == 0


def test_a_browser_that_stores_nothing_says_so(address: str, phone: Phone) -> None:
    page = phone(address)
    page.add_init_script("indexedDB.open = () => { throw new DOMException('', 'SecurityError'); }")
    page.goto("/scan")
    expect(page.locator("[data-note=store]")).to_contain_text("không cho lưu dữ liệu")
