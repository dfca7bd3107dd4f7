"""The trip of a key and of an account, over a served office that logs all it can, with canaries for secrets.

Right and wrong secrets, provoked errors, and every answer and every program noted on the way.
"""

import os
import re
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import keys
from tests.browsing import Browser
from tests.canaries import processes_below, words_of
from tests.phones import BUNDLE, CHECKS, ENROL
from tests.tokens import Reader
from tests.world import PASSPHRASE, PASSWORD, ROOT_PASSPHRASE, Person, World

KEY = "Chim vàng anh hót trên cây đa làng Đoài"
NEW_KEY = "Cá rô đồng nhảy ngược dòng mưa rào"
WRONG_KEY = "Ếch xanh ngồi đáy giếng nhìn trời xa"
AGAIN = "Trâu đen uống nước đục ở bến đò ngang"
WRONG_ROOT = "Mèo mun rình chuột nhắt dưới gầm chạn bếp"
NEW_ROOT = "Ngỗng trời bay qua đèo Ngoạn Mục mùa sương"
PIN = "739105264817"
TOKEN_PIN = "mã-pin-2468-chim-sẻ"
NEW_TOKEN_PIN = "mã-pin-9753-bồ-câu"
WRONG_TOKEN_PIN = "mã-pin-8035-cú-mèo"
NEW_PASSWORD = "Gà trống gáy canh ba ở xóm Núi"
WRONG_PASSWORD = "Vịt bầu lạch bạch ngoài ao sen cạn"
WITHOUT_FORM = "Dê núi leo vách đá tai mèo một mình"
IN_ADDRESS = "Cò trắng bay lả bay la qua đồng lúa chín"
AT_FAILURE = "Hươu sao lạc đàn giữa rừng thông vắng"
PLANTED = dict(  # noqa: C408 - a name that comes twice is an error here, and silence in a literal
    root_passphrase=ROOT_PASSPHRASE,
    wrong_root_passphrase=WRONG_ROOT,
    new_root_passphrase=NEW_ROOT,
    key_passphrase=KEY,
    new_key_passphrase=NEW_KEY,
    wrong_key_passphrase=WRONG_KEY,
    passphrase_typed_otherwise=AGAIN,
    passphrase_of_another_key=PASSPHRASE,
    passphrase_at_a_failure=AT_FAILURE,
    pin=PIN,
    token_pin=TOKEN_PIN,
    new_token_pin=NEW_TOKEN_PIN,
    wrong_token_pin=WRONG_TOKEN_PIN,
    password=PASSWORD,
    new_password=NEW_PASSWORD,
    wrong_password=WRONG_PASSWORD,
    password_without_a_form=WITHOUT_FORM,
)
LOUD = """
import logging, runpy
logging.basicConfig(level=logging.DEBUG)
for name in ("sqlalchemy.engine", "sqlalchemy.pool", "certapp", "_granian", "granian", "werkzeug"):
    logging.getLogger(name).setLevel(logging.DEBUG)
runpy.run_path({measured!r})
"""


@dataclass
class Trip:
    """A served office, and what was heard of it."""

    world: World
    address: str
    folder: Path
    reader: Reader
    environment: dict[str, str]
    answers: list[bytes] = field(default_factory=list)
    programs: list[bytes] = field(default_factory=list)
    opened: ExitStack = field(default_factory=ExitStack)
    shown: str = ""  # the password that an administrator is shown, once
    joining_code: str = ""  # by which a phone joined
    scanner_token: str = ""  # by which it is known since

    def browser(self) -> Browser:
        """A browser whose answers are kept."""
        browser = self.opened.enter_context(Browser(self.address))
        browser.event_hooks = {"response": [self._keep]}
        return browser

    def terminal(self, *arguments: str, given: str = "") -> int:
        """Run a command as a process; returns its exit status."""
        command = [sys.executable, "-m", "flask", "--app", "certapp", *arguments]
        self.programs.append("\0".join(command).encode())
        done = subprocess.run(command, env=self.environment, input=given.encode(), capture_output=True)
        self.answers += [done.stdout, done.stderr]
        return done.returncode

    def look(self) -> None:
        """Note what other programs can see of the server's processes."""
        self.programs += map(words_of, processes_below(os.getpid()))

    def _keep(self, answer: httpx.Response) -> None:
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers.multi_items())
        self.answers.append(f"{answer.status_code}\n{head}\n\n".encode() + answer.read())


def whole(trip: Trip) -> None:
    """Go the whole way."""
    trip.look()
    _key(trip)
    _token(trip)
    _account(trip)
    _scanner(trip)
    _failures(trip)
    _root(trip)
    trip.look()


def _key(trip: Trip) -> None:
    """A key made, certified, used, protected anew and used again; each with what is wrong first."""
    world = trip.world
    person = replace(world.approver(with_key=False), passphrase=KEY)
    browser = trip.browser().sign_in(person)
    for first, second in ((KEY, AGAIN), (KEY[:7], KEY[:7]), (KEY * 9, KEY * 9), (KEY, KEY)):
        answer = browser.submit("/keys", {"passphrase": first, "again": second})
    assert answer.status_code == 303
    root, wrong = trip.folder / "root", trip.folder / "wrong"
    root.write_text(ROOT_PASSPHRASE + "\n")
    wrong.write_text(WRONG_ROOT + "\n")
    assert trip.terminal("keys", "certify", "--yes", "--root-passphrase-file", str(wrong)) != 0
    assert trip.terminal("keys", "certify", "--yes", given=WRONG_ROOT + "\n") != 0
    assert trip.terminal("keys", "certify", "--yes", "--root-passphrase-file", str(root)) == 0
    assert trip.terminal("keys", "list") == 0
    root.unlink()
    wrong.unlink()
    _sign(trip, browser, (WRONG_KEY, PIN), KEY)
    for old, new in ((WRONG_KEY, NEW_KEY), (KEY, "ngắn"), (KEY, NEW_KEY)):
        fields = {"old": old, "new": new, "new_again": new}
        answer = browser.submit("/keys", fields, to="/keys/passphrase")
    assert answer.status_code == 303
    _sign(trip, browser, (KEY,), NEW_KEY)


def _sign(trip: Trip, browser: Browser, wrong: tuple[str, ...], right: str) -> None:
    path = f"/review/{trip.world.submitted(trip.world.official())}"
    for passphrase in wrong:
        assert browser.submit(path, {"passphrase": passphrase}, to=f"{path}/sign").status_code == 422
    assert browser.submit(path, {"passphrase": right}, to=f"{path}/sign").status_code == 303
    done = browser.get(f"{path}/done").text
    for address in re.findall(r'(?:href|src)="(/(?:V|review/certificates)/[^"]+)"', done):
        assert browser.get(address).status_code == 200


def _token(trip: Trip) -> None:
    """A key in a hardware token, whose PIN stands in place of a passphrase."""
    uri = str(trip.reader.insert("Token", TOKEN_PIN))
    browser = trip.browser().sign_in(trip.world.approver(with_key=False))
    for pin, status in ((WRONG_TOKEN_PIN, 422), (TOKEN_PIN, 303)):
        answer = browser.submit("/keys", {"token": uri, "pin": pin}, to="/keys/token")
        assert answer.status_code == status
    root = trip.folder / "root"
    root.write_text(ROOT_PASSPHRASE)
    assert trip.terminal("keys", "certify", "--yes", "--root-passphrase-file", str(root)) == 0
    root.unlink()
    _sign(trip, browser, (WRONG_TOKEN_PIN,), TOKEN_PIN)
    for old, status in ((WRONG_TOKEN_PIN, 422), (TOKEN_PIN, 303)):
        fields = {"old": old, "new": NEW_TOKEN_PIN, "new_again": NEW_TOKEN_PIN}
        assert browser.submit("/keys", fields, to="/keys/passphrase").status_code == status


def _root(trip: Trip) -> None:
    """Another root; and at the same terminal a key in a token, and its PIN."""
    root, new = trip.folder / "root", trip.folder / "new"
    new.write_text(NEW_ROOT)
    files = ("--root-passphrase-file", str(root), "--new-passphrase-file", str(new))
    for passphrase, status in ((WRONG_ROOT, 1), (ROOT_PASSPHRASE, 0)):
        root.write_text(passphrase)
        assert trip.terminal("keys", "rotate-root", "--yes", *files) == status
    root.unlink()
    new.unlink()
    trip.reader.insert("Token 2", TOKEN_PIN)
    username = trip.world.approver(with_key=False).username
    for pin, status in ((WRONG_TOKEN_PIN, 1), (TOKEN_PIN, 0)):
        given = pin + "\n"
        assert trip.terminal("keys", "create", username, "--token", "Token 2", given=given) == status
    assert trip.terminal("keys", "certify", "--yes", given=NEW_ROOT + "\n") == 0
    for pin, status in ((WRONG_TOKEN_PIN, 1), (TOKEN_PIN, 0)):
        given = f"{pin}\n{NEW_TOKEN_PIN}\n{NEW_TOKEN_PIN}\n"
        assert trip.terminal("keys", "passphrase", username, given=given) == status


def _account(trip: Trip) -> None:
    """A password mistyped, used, changed; and one that the administrator gives."""
    person = trip.world.official()
    browser = trip.browser()
    for password, status in ((WRONG_PASSWORD, 403), (PIN, 403), (person.password, 303)):
        fields = {"username": person.username, "password": password}
        assert browser.submit("/sign-in", fields).status_code == status
    for old, new, status in ((WRONG_PASSWORD, NEW_PASSWORD, 422), (person.password, NEW_PASSWORD, 303)):
        fields = {"old": old, "new": new, "repeat": new}
        assert browser.submit("/account", fields, to="/account/password").status_code == status
    clerk = trip.browser().sign_in(trip.world.clerk)
    given = clerk.submit(f"/office/people/{person.id}", {}, to=f"/office/people/{person.id}/password")
    trip.answers.pop()  # the one answer that shows it, to the one who has to hand it over
    shown = re.search(r"\b(?:[a-z2-9]{4}-){3}[a-z2-9]{4}\b", given.text)
    assert shown, given.status_code
    trip.shown = shown[0]
    trip.browser().sign_in(Person(id=person.id, username=person.username, password=trip.shown))


def _scanner(trip: Trip) -> None:
    """A phone joins, in vain once more, takes the lists, hands over what cannot be read, and is removed."""
    post = trip.world.checkpoint()
    clerk = trip.browser().sign_in(trip.world.clerk)
    offered = clerk.submit("/office/scanners", {"checkpoint_id": str(post), "label": "Máy thử"})
    trip.answers.pop()  # the one answer that shows the code
    code = re.search(r"#join=([A-Z2-7]{26})\.", offered.text)
    assert code, offered.status_code
    trip.joining_code = code[1]
    phone = trip.browser()
    joined = phone.post(ENROL, json={"code": trip.joining_code})
    trip.answers.pop()  # the one answer that tells the token
    trip.scanner_token = joined.json()["token"]
    assert phone.post(ENROL, json={"code": trip.joining_code}).status_code == 403
    assert phone.post(ENROL, json={"code": trip.joining_code, "more": 1}).status_code == 400
    phone.headers["Authorization"] = f"Bearer {trip.scanner_token}"
    assert phone.get(BUNDLE).status_code == 200
    assert phone.post(CHECKS, json={"sent_at": 1, "checks": []}).status_code == 200
    assert phone.post(CHECKS, content="{").status_code == 400
    assert phone.get("/nowhere").status_code == 404
    assert clerk.get("/office/scanners").status_code == 200
    assert clerk.submit("/office/scanners/1/remove", {}).status_code == 303
    assert phone.get(BUNDLE).status_code == 401


def _failures(trip: Trip) -> None:
    """Secrets where nobody expects them, and a server that fails with one in its hands."""
    world = trip.world
    person = world.approver()
    browser = trip.browser().sign_in(person)
    path = f"/review/{world.submitted(world.official())}"
    stray = {"passphrase": WITHOUT_FORM, "password": WITHOUT_FORM, "old": WITHOUT_FORM, "new": WITHOUT_FORM}
    for place in (f"{path}/sign", "/keys", "/keys/passphrase", "/sign-in", "/account/password", "/nowhere"):
        assert browser.post(place, data=stray).status_code in (400, 404)
        assert browser.put(place, json=stray).status_code in (400, 404, 405)
    assert browser.post("/api/v1/verify", json=stray).status_code == 400
    assert browser.post("/keys", data={"passphrase": WITHOUT_FORM * 2_000}).status_code in (400, 413)
    assert browser.get(f"{path}/sign", params={"passphrase": IN_ADDRESS}).status_code < 500
    with world.app.app_context():
        row = keys.active_key(db.session.get_one(User, person.id))
        assert row is not None
        file = world.settings.keys / f"{row.file_name}.pem"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    failed = browser.submit(path, {"passphrase": AT_FAILURE}, to=f"{path}/sign")
    assert failed.status_code == 500
    file.write_bytes(whole)
    assert browser.get("/metrics").status_code == 200
