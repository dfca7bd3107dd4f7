"""No passphrase, password or private key is anywhere but where it belongs: planted, used, and searched for.

The whole trip of a key and of an account goes over a served office that logs all it can, with right and wrong
secrets and provoked errors. Then everything it wrote, said, answered or showed to other programs is searched.
"""

import gc
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest

from certapp.keystore.signing import OpenKey
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.registry.signer_key import KeyPurpose
from certapp.workflow import keys
from tests.browsing import Browser
from tests.canaries import Search, processes_below, words_of
from tests.serving import served
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


@pytest.fixture
def trip(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[Trip]:
    """The whole trip, made once; the server runs until all is searched."""
    folder = tmp_path_factory.mktemp("canaries")
    world = World(folder / "office", pkcs11_module=reader.module)
    (folder / "loud").mkdir()
    (folder / "tmp").mkdir()
    measured = Path(__file__).parents[1] / "measured/sitecustomize.py"
    (folder / "loud/sitecustomize.py").write_text(LOUD.format(measured=str(measured)))
    environment = {**world.environment(), "PYTHONPATH": str(folder / "loud"), "TMPDIR": str(folder / "tmp")}
    with (folder / "log").open("w") as said, served(world, environment=environment, said=said) as address:
        made = Trip(world, address, folder, reader, environment)
        with made.opened:
            made.look()
            _key(made)
            _token(made)
            _account(made)
            _failures(made)
            _root(made)
            made.look()
        yield made


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


@pytest.fixture
def scalars(trip: Trip) -> dict[str, bytes]:
    """The private numbers of all keys of the office, by the name of their file."""
    secrets = {"status_list": [trip.world.settings.secret("status-key")], "root": [ROOT_PASSPHRASE, NEW_ROOT]}
    found = {}
    with trip.world.app.app_context():
        for row in keys.keys_of_office(trip.world.office_id):
            if row.token_uri:
                continue
            known = secrets.get(row.purpose, [PASSPHRASE, NEW_KEY])
            found[row.file_name] = next(filter(None, (_scalar(trip, row.file_name, each) for each in known)))
    return found


def _scalar(trip: Trip, name: str, passphrase: str) -> bytes | None:
    try:
        private = trip.world.key_folder.open_private(name, passphrase)
    except keys.pkcs8.WrongPassphrase:
        return None
    return private.private_numbers().private_value.to_bytes(32)


def _require_overheard(trip: Trip, scalars: dict[str, bytes]) -> None:
    """Were the log empty, or the pages, a search in them would prove nothing."""
    log = (trip.folder / "log").read_text()
    assert "INSERT INTO" in log
    assert "Traceback" in log
    assert "key_unreadable" in log
    assert len(trip.answers) > 60
    assert any(b"certapp_requests_total" in answer for answer in trip.answers)
    assert any(answer.startswith(b"500") for answer in trip.answers)
    assert any(b"granian" in words for words in trip.programs)
    assert sum(name.startswith("approver-") for name in scalars) == 2


def test_nothing_of_it_is_anywhere(trip: Trip, scalars: dict[str, bytes]) -> None:
    """One test, so that the trip is made once, however many processes share the tests."""
    _require_overheard(trip, scalars)
    search = Search({**PLANTED, "password_shown_once": trip.shown, **scalars})
    log = (trip.folder / "log").read_bytes()
    instance, keys_ = trip.world.settings.instance, trip.world.settings.keys
    assert {"certapp.db", "certapp.db-wal", "papers"} <= {file.name for file in instance.iterdir()}
    assert len(list(keys_.iterdir())) == 5  # two approvers', two roots, one for status lists
    found = {
        "log": search.data("log", log),
        "an address in the log": Search({"a passphrase in an address": IN_ADDRESS}).data("log", log),
        "instance": search.folder(instance),
        "keys, which are there only encrypted": search.folder(keys_),
        "answers": [each for answer in trip.answers for each in search.data("answer", answer)],
        "what other programs see": [each for seen in trip.programs for each in search.data("process", seen)],
        "temporary files": search.folder(trip.folder / "tmp"),
    }
    assert {place: secrets for place, secrets in found.items() if secrets} == {}


def test_a_key_is_open_only_for_the_moment_of_use(world: World) -> None:
    """Once it has signed, none is left but the one for status lists, whose secret the server holds anyway."""
    approver = world.approver()
    application = world.submitted(world.official())
    before = {id(key): key for key in _open_keys()}
    world.signed(approver, application)
    with world.app.app_context():
        status_keys = [
            keys.certificate_of(row).serial_number
            for row in keys.keys_of_office(world.office_id)
            if row.purpose == KeyPurpose.STATUS_LIST
        ]
    left = [key.certificate.serial_number for key in _open_keys() if id(key) not in before]
    assert set(left) <= set(status_keys)


def _open_keys() -> list[OpenKey]:
    gc.collect()
    return [thing for thing in gc.get_objects() if isinstance(thing, OpenKey)]
