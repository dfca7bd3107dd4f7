"""certapp.keystore.pkcs11 against SoftHSM2: one use of a token at a time, and what a module answers."""

import contextlib
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pkcs11 as library
import pytest
from cryptography import x509

from certapp.keystore import pkcs11, token_key
from certapp.keystore.errors import TokenError, WrongPassphrase, WrongPin
from certapp.keystore.token_uri import TokenUri
from tests.integration.hardware_tokens.token_office import enter, refusal
from tests.patience import PATIENCE
from tests.tokens import MODULE, PIN, Reader


def test_tokens_are_listed_as_they_come_and_go(reader: Reader) -> None:
    assert pkcs11.tokens(MODULE) == []
    one, two = reader.insert("Một"), reader.insert("Hai")
    assert set(pkcs11.tokens(MODULE)) == {one, two}
    reader.pull(one)
    assert pkcs11.tokens(MODULE) == [two]
    reader.plug(one)
    assert set(pkcs11.tokens(MODULE)) == {one, two}


@pytest.mark.parametrize("module", ["", "/nowhere/libnone.so", __file__])
@pytest.mark.usefixtures("reader")
def test_without_a_module_that_loads_there_is_no_token(module: str) -> None:
    assert refusal(lambda: pkcs11.tokens(module)).code == "token_module"


@pytest.mark.parametrize("pin", ["sai", "", "x" * 201, "\ud800", PIN + " "])
def test_a_wrong_pin_opens_nothing(token: TokenUri, pin: str) -> None:
    refused = refusal(lambda: enter(token, pin))
    assert isinstance(refused, WrongPin)
    assert isinstance(refused, WrongPassphrase)
    assert refused.code == "pin_wrong"
    assert pin not in "".join(map(str, refused.args)) or not pin
    enter(token, PIN)


def test_between_two_uses_nothing_is_open(token: TokenUri) -> None:
    """A module that is not initialised has no session; python-pkcs11 leaves one open at every wrong PIN."""
    for pin in ("sai", PIN):
        with contextlib.suppress(WrongPin):
            enter(token, pin)
        assert library._loaded[MODULE].initialized is False


def test_a_wrong_pin_opens_nothing_while_the_right_one_is_in_use(token: TokenUri) -> None:
    """Who is logged in is one for the process: without a turn each, any PIN would do meanwhile."""
    inside, leave = threading.Event(), threading.Event()

    def use() -> None:
        with pkcs11.session(MODULE, token, PIN):
            inside.set()
            assert leave.wait(PATIENCE)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(use)
        assert inside.wait(PATIENCE)
        second = pool.submit(enter, token, "sai")
        leave.set()
        first.result()
        assert isinstance(second.exception(), WrongPin)


def test_who_waits_too_long_for_a_token_in_use_is_told(
    token: TokenUri, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pkcs11.session(MODULE, token, PIN), monkeypatch.context() as patch:
        patch.setattr(pkcs11, "WAIT_SECONDS", 0.01)
        assert refusal(lambda: enter(token, PIN)).code == "token_busy"
    enter(token, PIN)


def test_many_threads_sign_in_turn(
    made: tuple[TokenUri, x509.Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    uri, certificate = made
    monkeypatch.setattr(pkcs11, "WAIT_SECONDS", PATIENCE)  # the last of eight may wait long where all is slow

    def sign(number: int) -> bytes:
        with closing(token_key.open_key(MODULE, uri, PIN, certificate)) as key:
            return key.sign(str(number).encode())

    with ThreadPoolExecutor(8) as pool:
        assert [len(signature) for signature in pool.map(sign, range(40))] == [64] * 40


@pytest.mark.parametrize(
    ("answer", "code", "reason"),
    [
        (library.PinLocked, "token_locked", None),
        (library.DeviceRemoved, "token_absent", None),
        (library.TokenNotPresent, "token_absent", None),
        (library.UserAlreadyLoggedIn, "token_busy", None),
        (library.GeneralError, "token_failed", "GeneralError"),
    ],
)
def test_what_a_module_answers_in_our_words(answer: type[Exception], code: str, reason: str | None) -> None:
    """Answers of real hardware that SoftHSM2 never gives: it locks no PIN and is no device."""
    with pytest.raises(TokenError) as refused, pkcs11.answers():
        raise answer
    assert refused.value.code == code
    assert refused.value.details.get("reason") == reason


class CountingToken:
    """A token that counts wrong PINs and locks itself, as hardware does and SoftHSM2 does not."""

    def __init__(self, tries: int) -> None:
        self.tries, self.asked, self.slot = tries, 0, self

    def get_token(self) -> "CountingToken":
        return self

    @property
    def flags(self) -> library.TokenFlag:
        if self.tries == 0:
            return library.TokenFlag.USER_PIN_LOCKED
        return (
            library.TokenFlag.USER_PIN_FINAL_TRY if self.tries == 1 else library.TokenFlag.USER_PIN_COUNT_LOW
        )

    def open(self, *, rw: bool, user_pin: str) -> None:
        self.asked += 1
        self.tries -= 1
        raise library.PinIncorrect


def test_the_owner_is_told_before_the_token_locks_itself() -> None:
    token = CountingToken(3)
    codes = [refusal(lambda: pkcs11._logged_in(token, "sai", writing=False)).code for _ in range(5)]
    assert codes == ["pin_wrong", "pin_wrong_last", "token_locked", "token_locked", "token_locked"]
    assert token.asked == 3  # what is locked is not asked


def test_two_processes_take_turns_and_a_forked_one_begins_anew(
    made: tuple[TokenUri, x509.Certificate],
) -> None:
    """A process of its own: it uses the token, forks, and both go on using it at once."""
    uri, _ = made
    program = (
        "import os, sys\n"
        "from certapp.keystore import pkcs11\n"
        "from certapp.keystore.token_uri import TokenUri\n"
        "uri, pin = TokenUri.parse(sys.argv[1]), sys.stdin.read()\n"
        f"pkcs11.WAIT_SECONDS = {PATIENCE}\n"
        "def use():\n"
        "    with pkcs11.session(sys.argv[2], uri, pin) as opened:\n"
        "        return len(list(opened.get_objects()))\n"
        "assert use() == 2\n"
        "child = os.fork()\n"
        "assert [use() for _ in range(20)] == [2] * 20\n"
        "if child:\n"
        "    assert os.waitpid(child, 0)[1] == 0\n"
    )
    subprocess.run([sys.executable, "-c", program, str(uri), MODULE], input=PIN, text=True, check=True)
