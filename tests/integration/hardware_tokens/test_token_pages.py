"""A key in a hardware token over HTTP: made, certified, used, protected anew; its PIN stays nowhere."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from certapp.keystore.token_uri import TokenUri
from certapp.registry.application import Application
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.workflow import keys
from tests.browsing import Browser
from tests.serving import served
from tests.tokens import PIN, Reader
from tests.world import ROOT_PASSPHRASE, Person, World

WRONG, NEW = "mã-pin-sai-80351", "mã-pin-mới-97531"


@pytest.fixture
def token(reader: Reader) -> TokenUri:
    return reader.insert("Token của Bền")


@pytest.fixture
def address(world: World, token: TokenUri) -> Iterator[str]:
    """Where the office is served, with the token plugged in."""
    with served(world) as url:
        yield url


@pytest.fixture
def approver(world: World) -> Person:
    """An approver who has no key yet."""
    return world.approver(with_key=False)


@pytest.fixture
def browser(address: str, approver: Person) -> Iterator[Browser]:
    with Browser(address) as browser:
        yield browser.sign_in(approver)


def state(world: World, application_id: int) -> str:
    with world.app.app_context():
        return db.session.get_one(Application, application_id).state


def make(world: World, browser: Browser, token: TokenUri) -> None:
    """Make and certify a key in the token."""
    answer = browser.submit("/keys", {"token": str(token), "pin": PIN}, to="/keys/token")
    assert answer.status_code == 303
    with world.app.app_context():
        [row] = keys.requests(world.office_id)
        keys.certify(db.session.get_one(Office, world.office_id), row.id, ROOT_PASSPHRASE, world.now)


def test_the_way_to_a_key_in_a_token(
    world: World,
    reader: Reader,
    token: TokenUri,
    browser: Browser,
    capfd: pytest.CaptureFixture[str],
) -> None:
    page = browser.get("/keys").text
    assert f'value="{html.escape(str(token))}"' in page
    assert "Token của Bền" in page
    assert 'name="pin"' in page
    answers = [
        browser.submit("/keys", fields, to="/keys/token")
        for fields in (
            {"token": str(token), "pin": WRONG},
            {"token": str(token), "pin": ""},
            {"token": "pkcs11:token=x;serial=y", "pin": PIN},
            {"token": "", "pin": PIN},
            {},
        )
    ]
    assert [answer.status_code for answer in answers] == [422] * 5
    assert "Mã PIN không đúng" in answers[0].text
    assert "Chưa cắm thiết bị ký" in answers[2].text
    assert "Hãy chọn thiết bị ký" in answers[3].text
    make(world, browser, token)
    page = browser.get("/keys").text
    assert "Sẵn sàng ký" in page
    assert "Thiết bị Token của Bền" in page
    assert "Đổi mã PIN" in page

    application_id = world.submitted(world.official())
    path = f"/review/{application_id}"
    assert "Mã PIN của thiết bị ký" in browser.get(path).text
    wrong = browser.submit(path, {"passphrase": WRONG}, to=f"{path}/sign")
    assert (wrong.status_code, state(world, application_id)) == (422, "submitted")
    assert "Mã PIN không đúng" in wrong.text
    reader.pull(token)
    away = browser.submit(path, {"passphrase": PIN}, to=f"{path}/sign")
    assert (away.status_code, state(world, application_id)) == (503, "submitted")
    assert "Chưa cắm thiết bị ký" in away.text
    assert f'action="{path}/sign"' in away.text
    assert PIN not in away.text
    assert "Chưa thấy thiết bị ký nào" in browser.get("/keys").text
    reader.plug(token)
    signed = browser.submit(path, {"passphrase": PIN}, to=f"{path}/sign")
    assert (signed.status_code, signed.headers["Location"]) == (303, f"{path}/done")
    verdict = re.search(r'href="(/V/[A-Z2-7]+)"', browser.get(f"{path}/done").text)
    assert verdict is not None
    assert 'data-verdict="VALID"' in browser.get(verdict[1]).text

    change = {"old": PIN, "new": NEW, "new_again": NEW}
    assert browser.submit("/keys", {**change, "old": WRONG}, to="/keys/passphrase").status_code == 422
    assert browser.submit("/keys", change, to="/keys/passphrase").status_code == 303
    assert "Đã đổi mã PIN của thiết bị ký" in browser.get("/keys").text
    following = f"/review/{world.submitted(world.official())}"
    assert browser.submit(following, {"passphrase": PIN}, to=f"{following}/sign").status_code == 422
    assert browser.submit(following, {"passphrase": NEW}, to=f"{following}/sign").status_code == 303
    told = capfd.readouterr()
    assert not any(pin in told.out + told.err for pin in (PIN, WRONG, NEW))
    assert files_with(world.settings.instance.parent, PIN, WRONG, NEW) == []
    assert files_with(reader.folder, PIN, WRONG, NEW) == []


def test_guessing_a_pin_is_slowed(world: World, token: TokenUri, browser: Browser) -> None:
    fields = {"token": str(token), "pin": WRONG}
    tries = world.settings.sign_in_tries
    statuses = [browser.submit("/keys", fields, to="/keys/token").status_code for _ in range(tries + 1)]
    assert statuses == [422] * tries + [429]


def test_a_dropped_key_is_told_to_stay_in_its_token(token: TokenUri, browser: Browser) -> None:
    assert browser.submit("/keys", {"token": str(token), "pin": PIN}, to="/keys/token").status_code == 303
    page = browser.get("/keys").text
    assert "vẫn nằm trong thiết bị Token của Bền" in page
    drop = re.search(r'action="(/keys/\d+/withdraw)"', page)
    assert drop is not None
    assert browser.submit("/keys", {}, to=drop[1]).status_code == 303
    assert 'name="pin"' in browser.get("/keys").text


def files_with(folder: Path, *words: str) -> list[str]:
    """Return the files below a folder in which one of the words stands."""
    found = [file for file in folder.rglob("*") if file.is_file()]
    assert found
    return [file.name for file in found if any(word.encode() in file.read_bytes() for word in words)]
