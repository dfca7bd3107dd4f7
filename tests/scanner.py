"""A checkpoint's phone for tests: Chromium with the scanner's page, which joins, checks and owes."""

from playwright.sync_api import Page, expect

from certapp.registry.checks import Check
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import scanners
from tests.world import FACTS, World


def invitation(world: World, address: str, checkpoint_id: int | None = None) -> str:
    """Offer a phone a place at a checkpoint, as the clerk does; returns the link of its QR."""
    post = checkpoint_id or world.checkpoint()
    with world.app.app_context():
        clerk = db.session.get_one(User, world.clerk.id)
        offer = scanners.offer(clerk, post, "Điện thoại trực", world.now)
        return offer.text.replace(FACTS.public_url, address)


def opened(page: Page) -> Page:
    """Open the scanner and wait until it is kept on the phone."""
    page.goto("/scan")
    page.locator("#app[data-ready]").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    return page


def joined(page: Page, link: str) -> Page:
    """Join by a link, with all lists fetched."""
    enter(opened(page), link)
    expect(page.locator(".scan-lamp")).to_have_attribute("data-network", "online")
    return page


def enter(page: Page, text: str) -> None:
    """Give a text as a hand-held scanner does."""
    page.fill("#scan-text", text)
    page.press("#scan-text", "Enter")


def visit(page: Page) -> None:
    """Have the phone call on the office now, and wait until it has taken over what it was given."""
    if not page.locator(".scan-panel").is_visible():
        page.locator(".scan-about summary").click()
    page.get_by_role("button", name="Gửi và cập nhật ngay").click()
    page.evaluate("navigator.locks.request('certapp-scan-sync', () => undefined)")  # visits take turns


def verdict(page: Page, text: str) -> str:
    """Check a paper and go on to the next; returns the code of its verdict."""
    enter(page, text)
    code = page.locator("dialog.check").get_attribute("data-verdict")
    page.locator(".check-next").click()
    page.locator("dialog.check").wait_for(state="detached")
    return code or ""


def check(page: Page, text: str, direction: str, note: str = "") -> None:
    """Check a paper and record its way."""
    enter(page, text)
    if note:
        page.fill("#check-note", note)
    page.locator(f"[data-direction={direction}]").click()
    page.locator("dialog.check").wait_for(state="detached")


def owing(page: Page) -> int:
    """Return how many checks the phone has not handed over."""
    return int(page.locator("[data-fact=waiting]").text_content() or 0)


def stored(world: World) -> list[tuple[str, str | None, str | None]]:
    """Return verdict, direction and note of every check of the office, oldest first."""
    with world.app.app_context():
        rows = db.session.query(Check).order_by(Check.at, Check.id).all()
        return [(row.verdict, row.direction, row.note) for row in rows]
