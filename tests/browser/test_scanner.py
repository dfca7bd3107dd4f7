"""The scanner in a real browser: joined, offline, cut off, out of date, removed, and never twice."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from certapp.credential import VerdictCode
from certapp.registry.database import db, transaction
from certapp.registry.people import User
from certapp.registry.scanner import Scanner
from certapp.workflow import scanners
from tests import scanner, verdicts
from tests.serving import free_port, served
from tests.world import World

Phone = Callable[[str], Page]


def test_it_can_be_installed(address: str, phone: Phone) -> None:
    page = scanner.opened(phone(address))
    session = page.context.new_cdp_session(page)
    faults = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {fault["errorId"] for fault in faults} <= {"in-incognito"}  # as a test's own context is
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    assert page.context.cookies() == []


def test_nine_verdicts_with_the_server_off_and_handed_over_once_it_is_on(world: World, phone: Phone) -> None:
    papers = verdicts.qr_texts(world)
    port = free_port()
    with served(world, port) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
    page.reload()
    page.locator("#app[data-ready]").wait_for()
    found = {code: scanner.verdict(page, text) for code, text in papers.items()}
    assert found == {code: str(code) for code in VerdictCode}
    scanner.check(page, papers[VerdictCode.VALID], "in", "đi làm")
    expect(page.locator(".scan-lamp")).to_have_attribute("data-network", "offline")
    assert scanner.owing(page) == len(papers) + 1
    assert scanner.stored(world) == []
    with served(world, port):
        page.get_by_text("Máy này đang nối với ai").click()
        page.get_by_role("button", name="Gửi và cập nhật ngay").click()
        expect(page.locator("[data-fact=waiting]")).to_have_text("0")
    kept = scanner.stored(world)
    assert sorted(row[0] for row in kept) == sorted([*map(str, VerdictCode), "VALID"])
    assert [row for row in kept if row[1]] == [("VALID", "in", "đi làm")]


def test_cut_in_the_middle_ten_times_every_check_arrives_once(world: World, phone: Phone) -> None:
    text = world.qr_text(world.issued())
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        cuts = {"left": 10}

        def cut(route: Route) -> None:
            if cuts["left"]:
                cuts["left"] -= 1
                if cuts["left"] % 2:
                    route.fetch()  # it arrives, its answer does not
                route.abort()
            else:
                route.continue_()

        page.route("**/api/v1/scanner/checks", cut)
        for number in range(5):
            scanner.check(page, text, "in" if number % 2 else "out")
        page.get_by_text("Máy này đang nối với ai").click()
        while cuts["left"]:
            with page.expect_event("requestfailed"):
                page.get_by_role("button", name="Gửi và cập nhật ngay").click()
            expect(page.locator(".scan-lamp")).to_have_attribute("data-network", "offline")
            assert scanner.owing(page) >= 1
        page.get_by_role("button", name="Gửi và cập nhật ngay").click()
        expect(page.locator("[data-fact=waiting]")).to_have_text("0")
        assert sorted(row[1] or "" for row in scanner.stored(world)) == ["in", "in", "out", "out", "out"]


def test_a_tab_killed_before_the_guard_decides_loses_nothing(world: World, phone: Phone) -> None:
    text = world.qr_text(world.issued())
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        scanner.enter(page, text)
        page.locator("dialog.check").wait_for()
        assert scanner.stored(world) == []
        again = page.context.new_page()
        page.close(run_before_unload=False)
        scanner.opened(again)
        expect(again.locator("[data-fact=waiting]")).to_have_text("0")
        assert scanner.stored(world) == [("VALID", None, None)]


def test_lists_from_before_a_revocation_are_refused(world: World, phone: Phone) -> None:
    certificate_id = world.issued()
    text = world.qr_text(certificate_id)
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        older = {}

        def keep(route: Route) -> None:
            answer = route.fetch(headers={**route.request.headers, "if-none-match": ""})
            older.setdefault("bundle", answer.text())
            route.fulfill(response=answer)

        def replay(route: Route) -> None:
            route.fulfill(body=older["bundle"], content_type="application/json")

        page.route("**/api/v1/scanner/bundle", keep)
        scanner.visit(page)
        verdicts.taken_back(world, certificate_id, "revoke")
        page.unroute("**/api/v1/scanner/bundle")
        scanner.visit(page)
        assert scanner.verdict(page, text) == "REVOKED"
        page.route("**/api/v1/scanner/bundle", replay)
        scanner.visit(page)
        expect(page.locator("[data-note=older]")).to_be_visible()
        assert scanner.verdict(page, text) == "REVOKED"
        page.reload()
        page.locator("#app[data-ready]").wait_for()
        assert scanner.verdict(page, text) == "REVOKED"


def test_who_answers_without_the_pinned_root_is_not_joined(world: World, phone: Phone) -> None:
    with served(world) as address:
        link = scanner.invitation(world, address)
        page = scanner.opened(phone(address))
        scanner.enter(page, link[:-1] + ("A" if link[-1] != "A" else "B"))
        expect(page.locator("[data-note=join]")).to_contain_text("không phải của cơ quan đã đưa mã")
        scanner.enter(page, scanner.invitation(world, "https://gia-mao.example"))
        expect(page.locator("[data-note=join]")).to_contain_text("của một địa chỉ khác")
        scanner.enter(page, world.qr_text(world.issued()))
        expect(page.locator("[data-note=join]")).to_contain_text("quét mã tham gia trước")
        assert page.locator("dialog.check").count() == 0


def test_a_removed_phone_is_told_and_forgets_everything(world: World, phone: Phone) -> None:
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        with world.app.app_context():
            clerk = db.session.get_one(User, world.clerk.id)
            scanners.remove(clerk, db.session.query(Scanner).one().id, world.now)
        page.get_by_text("Máy này đang nối với ai").click()
        page.get_by_role("button", name="Gửi và cập nhật ngay").click()
        expect(page.locator("[data-note=removed]")).to_contain_text("đã gỡ máy này")
        expect(page.locator(".scan-post")).to_contain_text("Chưa vào chốt nào")
        page.reload()
        page.locator("#app[data-ready]").wait_for()
        expect(page.locator(".scan-post")).to_contain_text("Chưa vào chốt nào")


def test_a_phone_that_the_register_has_lost_keeps_what_it_owes(world: World, phone: Phone) -> None:
    text = world.qr_text(world.issued())
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
        with world.app.app_context(), transaction() as session:
            session.query(Scanner).delete()  # as in a register put back from a backup
        scanner.check(page, text, "in")
        expect(page.locator("[data-note=unknown]")).to_contain_text("Cơ quan không nhận ra máy này")
        assert scanner.owing(page) == 1
        scanner.enter(page, scanner.invitation(world, address))
        expect(page.locator("[data-fact=waiting]")).to_have_text("0")
        assert scanner.stored(world) == [("VALID", "in", None)]
