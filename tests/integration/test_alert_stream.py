"""The clerk's page hears of alerts as they come, from the server that is really used."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

import httpx

from certapp.workflow import alerts
from tests.browsing import Browser
from tests.patience import PATIENCE
from tests.phones import hand_over, joined
from tests.serving import served
from tests.world import World, user

STREAM = "/office/alerts/stream"


@contextmanager
def listening(address: str, browser: Browser, last: int | None = None) -> Iterator[httpx.Response]:
    """Listen as a browser does that has heard of event `last`."""
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    with httpx.stream(
        "GET", address + STREAM, cookies=browser.cookies, headers=headers, timeout=PATIENCE
    ) as stream:
        yield stream


def test_the_clerk_sees_it_live_and_closes_it(world: World) -> None:
    certificate_id, scanner_id = world.issued(), joined(world)
    with served(world) as address, closing(Browser(address)) as browser:
        browser.sign_in(world.clerk)
        assert "Không có cảnh báo nào" in browser.get("/office/alerts").text
        heard: list[str] = []
        ready = threading.Event()

        def listen() -> None:
            with httpx.stream(
                "GET", f"{address}/office/alerts/stream", cookies=browser.cookies, timeout=PATIENCE
            ) as stream:
                assert stream.headers["Content-Type"].startswith("text/event-stream")
                for line in stream.iter_lines():
                    ready.set()
                    if line.startswith("data:"):
                        heard.append(line)
                        return

        listener = threading.Thread(target=listen)
        listener.start()
        assert ready.wait(PATIENCE)
        hand_over(world, scanner_id, certificate_id, 9, direction="in")
        hand_over(world, scanner_id, certificate_id, 1, direction="in")
        listener.join(PATIENCE)
        assert heard == ["data: 1"]
        page = browser.get("/office/alerts")
        assert "Vào hai lần mà không ra" in page.text
        with world.app.app_context():
            (alert,) = alerts.newest(user(world.clerk), is_open=True)
            form = f"/office/alerts/{alert.id}/close"
        browser.post(
            form,
            data={"csrf_token": browser.hidden("/office/alerts")["csrf_token"], "reason": "Đã gọi chốt"},
        )
        assert "Đã gọi chốt" in browser.get("/office/alerts").text


def test_a_stream_ends_by_itself_and_goes_on_where_it_ended(world: World) -> None:
    certificate_id, scanner_id = world.issued(), joined(world)
    for minute in (9, 1):
        hand_over(world, scanner_id, certificate_id, minute, direction="in")
    with world.app.app_context():
        version = alerts.latest_version(world.office_id)
    with served(world) as address, closing(Browser(address)) as browser:
        browser.sign_in(world.clerk)
        with listening(address, browser, version - 1) as stream:
            lines = list(stream.iter_lines())
        assert [line for line in lines if line and not line.startswith(":")] == [
            "retry: 2000",
            f"id: {version}",
            "event: alerts",
            "data: 1",
        ]
        with listening(address, browser, version) as stream:
            heard = [line for _, line in zip(range(4), stream.iter_lines(), strict=False)]
        assert heard == ["retry: 2000", "", ": nothing new", ""]
        assert browser.get(STREAM, headers={"Last-Event-ID": "x"}).status_code == 400


def test_listeners_leave_threads_for_everybody_else(world: World) -> None:
    with served(world) as address, closing(Browser(address)) as browser, ExitStack() as all_of_them:
        browser.sign_in(world.clerk)
        for _ in range(world.settings.threads // 4):
            stream = all_of_them.enter_context(listening(address, browser))
            assert stream.status_code == 200
        with listening(address, browser) as one_more:
            assert (one_more.status_code, one_more.headers["Retry-After"]) == (503, "20")
        assert browser.get("/office/alerts").status_code == 200
        all_of_them.close()  # the browsers go, and make room
        deadline = time.monotonic() + PATIENCE
        while True:
            with listening(address, browser) as again:
                if again.status_code == 200:
                    break
            assert time.monotonic() < deadline
            time.sleep(0.1)  # between two looks: a server notices at its next word


def test_only_the_clerk_listens(address: str, office: World, browse: Callable[[], Browser]) -> None:
    for person in (office.official(), office.guard()):
        browser = browse()
        browser.sign_in(person)
        assert browser.get("/office/alerts/stream").status_code == 403
        assert browser.get("/office/alerts").status_code == 403
