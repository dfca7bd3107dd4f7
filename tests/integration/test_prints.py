"""Print files over HTTP, made by the served office: asked for, followed, cancelled, downloaded, resumed."""

import hashlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from certapp.registry.audit import AuditRecord
from certapp.registry.database import db
from certapp.registry.print_job import PrintState
from certapp.workflow import print_jobs, print_making
from tests import verdicts
from tests.browsing import Browser
from tests.patience import PATIENCE
from tests.printing import ask, ask_long, holders, issue, job, number_of, travellers
from tests.serving import served
from tests.world import Person, World, user

NAMES = ("Nguyễn An", "Lê Bình", "Trần Cúc")
LONG = 16 * print_making.BATCH


@pytest.fixture
def browser(world: World) -> Iterator[Browser]:
    """A browser of an office of its own, whose timer makes print files."""
    with served(world) as address, Browser(address) as opened:
        yield opened


@pytest.fixture
def approver(world: World) -> Person:
    return world.approver()


@pytest.fixture
def certificates(world: World, approver: Person) -> list[int]:
    return issue(world, approver, *NAMES)


def until(fulfilled: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    end = time.monotonic() + PATIENCE
    while not fulfilled():
        assert time.monotonic() < end, "this did not come about in time"
        time.sleep(0.05)  # between two looks


def progress(browser: Browser, path: str) -> dict[str, object]:
    found: dict[str, object] = browser.get(f"{path}/progress").json()
    return found


def test_from_the_list_to_the_file(
    world: World, approver: Person, certificates: list[int], browser: Browser
) -> None:
    browser.sign_in(approver)
    page = browser.get("/review/certificates").text
    assert all(f'value="{certificate_id}" form="print"' in page for certificate_id in certificates)
    asked = browser.submit("/review/certificates", {"which": "all"}, to="/review/prints")
    assert asked.status_code == 303
    path = asked.headers["Location"]
    until(lambda: progress(browser, path)["state"] == "done")
    assert progress(browser, path) == {
        "state": "done",
        "is_open": False,
        "done": 3,
        "total": 3,
        "words": "Đã xong 3 trong 3 giấy",
    }
    page = browser.get(path).text
    assert "không mang chữ ký số" in page
    assert f'href="{path}/print.pdf"' in page
    assert f'href="{path}"' in browser.get("/review/prints").text
    pdf = browser.get(f"{path}/print.pdf")
    assert (pdf.status_code, pdf.headers["Content-Type"]) == (200, "application/pdf")
    assert "attachment; filename=in-giay-xac-nhan-" in pdf.headers["Content-Disposition"]
    with world.app.app_context():
        job_id = int(path.rpartition("/")[2])
        assert hashlib.sha256(pdf.content).hexdigest() == job(job_id).file_hash
        file = print_jobs.file_of(user(approver), job_id)
        assert travellers(file, world.now) == list(NAMES) == holders(job_id)
    # a download that broke off goes on, if it is still the same file
    tag = pdf.headers["ETag"]
    rest = browser.get(f"{path}/print.pdf", headers={"Range": "bytes=1000-", "If-Range": tag})
    assert (rest.status_code, rest.content) == (206, pdf.content[1000:])
    other = browser.get(f"{path}/print.pdf", headers={"Range": "bytes=1000-", "If-Range": '"another"'})
    assert (other.status_code, other.content) == (200, pdf.content)
    verdicts.taken_back(world, certificates[0], "revoke")
    assert "1 giấy trong tệp này nay không còn hiệu lực" in browser.get(path).text


def test_ticked_ones_and_what_is_left_out(
    world: World, approver: Person, certificates: list[int], browser: Browser
) -> None:
    verdicts.taken_back(world, certificates[1], "suspend")
    browser.sign_in(world.clerk)
    fields = {"which": "ticked", "certificate": [str(number) for number in certificates[1:]]}
    asked = browser.submit("/office/certificates", fields, to="/office/prints")
    path = asked.headers["Location"]
    until(lambda: progress(browser, path)["state"] == "done")
    page = browser.get(path).text
    assert "Không in: 1 giấy" in page
    assert "1 đang tạm dừng" in page
    with world.app.app_context():
        assert f'href="/office/certificates/{certificates[1]}">{number_of(certificates[1])}</a>' in page
        assert holders(int(path.rpartition("/")[2])) == ["Trần Cúc"]


def test_what_cannot_be_asked_for(world: World, approver: Person, browser: Browser) -> None:
    issue(world, approver, "An")
    browser.sign_in(approver)
    form = browser.hidden("/review/certificates")
    for fields in (
        {"which": "ticked"},
        {"which": "ticked", "certificate": ["x", "-1", "9" * 30]},
        {"which": "all", "text": "không có ai"},
    ):
        refused = browser.post("/review/prints", data={**form, **fields})
        assert refused.status_code == 303, fields
        assert refused.headers["Location"].startswith("/review/certificates")
        assert "Không có giấy nào để in" in browser.get(refused.headers["Location"]).text
    assert browser.post("/review/prints", data={**form, "standing": "x"}).status_code == 422
    assert browser.post("/review/prints", data={"which": "all"}).status_code == 400  # no CSRF token
    assert browser.get("/review/prints").text.count("<tr>") == 0


def test_another_persons_job_is_not_found(
    world: World, approver: Person, certificates: list[int], browser: Browser
) -> None:
    with world.app.app_context():
        job_id = ask(world, world.clerk)
    browser.sign_in(approver)
    form = browser.hidden("/review/certificates")
    for page in ("", "/progress", "/print.pdf"):
        assert browser.get(f"/review/prints/{job_id}{page}").status_code == 404
    assert browser.post(f"/review/prints/{job_id}/cancel", data=form).status_code == 404
    assert browser.get(f"/office/prints/{job_id}").status_code == 403
    browser.cookies.clear()
    assert browser.get(f"/review/prints/{job_id}/print.pdf").status_code == 303


def test_cancelled_in_the_middle(
    world: World, approver: Person, certificates: list[int], browser: Browser
) -> None:
    browser.sign_in(approver)
    with world.app.app_context():
        job_id = ask_long(world, approver, certificates, LONG)
    path = f"/review/prints/{job_id}"
    form = browser.hidden(path)
    page = browser.get(path).text
    if "<progress" in page:  # it may be at its end before the page is asked for, on a fast machine
        assert f'action="{path}/cancel"' in page
        assert '<noscript><meta http-equiv="refresh"' in page
    cancelled = browser.post(f"{path}/cancel", data=form or browser.hidden("/review/certificates"))
    assert (cancelled.status_code, cancelled.headers["Location"]) == (303, path)
    assert "đã được hủy" in browser.get(path).text
    assert browser.get(f"{path}/print.pdf").status_code == 409
    folder = world.settings.prints / str(job_id)
    until(lambda: not folder.exists())
    assert browser.post(f"{path}/cancel", data=form).status_code == 303
    assert "nên không làm được việc này" in browser.get(path).text


def timer(world: World) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "certapp", "tasks", "run"],
        env=world.environment(),
        stdin=subprocess.DEVNULL,
    )


def test_killed_in_the_middle_it_goes_on_where_it_was(
    world: World, approver: Person, certificates: list[int]
) -> None:
    with world.app.app_context():
        job_id = ask_long(world, approver, certificates, LONG)
        with timer(world) as process:
            until(lambda: job(job_id).done >= 2 * print_making.BATCH)
            process.send_signal(signal.SIGKILL)
        left = job(job_id).done
        assert 0 < left < LONG, "it was at its end before it could be killed"
        kept = {part.start: part.sha256 for part in job(job_id).parts}
        folder = print_jobs.files().path(job_id).parent
        times = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.part")}
        with served(world) as address:  # the office is started again, and nobody does anything
            until(lambda: job(job_id).done > left)
            assert kept.items() <= {part.start: part.sha256 for part in job(job_id).parts}.items()
            again = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.part")}
            for start in kept:
                name = f"{start:06d}.part"
                assert again.get(name, times[name]) == times[name]  # not made anew
            until(lambda: job(job_id).state == PrintState.DONE)
            with Browser(address) as browser:
                path = f"/review/prints/{job_id}/print.pdf"
                size = int(browser.sign_in(approver).head(path).headers["Content-Length"])
        assert (job(job_id).pages, job(job_id).file_size) == (LONG, size)
        file = print_jobs.file_of(user(approver), job_id)
        shown = (0, left - 1, left, LONG - 1)
        assert travellers(file, world.now, *shown) == [NAMES[page % 3] for page in shown]


def test_two_timers_share_the_work_and_make_no_part_twice(
    world: World, approver: Person, certificates: list[int]
) -> None:
    with world.app.app_context():
        job_id = ask_long(world, approver, certificates, LONG)
        with timer(world) as one, timer(world) as other:
            until(lambda: job(job_id).state == PrintState.DONE)
            for process in (one, other):
                process.terminate()
        assert job(job_id).pages == LONG
        starts = [record.facts["start"] for record in advances(job_id)]
        assert starts == list(range(0, LONG, print_making.BATCH))


def advances(job_id: int) -> list[AuditRecord]:
    query = select(AuditRecord).where(
        AuditRecord.subject == "print_job",
        AuditRecord.subject_id == job_id,
        AuditRecord.verb == "print_advance",
    )
    return list(db.session.scalars(query.order_by(AuditRecord.id)))
