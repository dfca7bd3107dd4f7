"""certapp.keystore.pkcs11 and token_key against SoftHSM2: keys that never leave their token."""

import contextlib
import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pkcs11 as library
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from certapp.credential import Purpose
from certapp.credential.errors import CertappError
from certapp.keystore import authority, pkcs11, token_key
from certapp.keystore.errors import TokenError, WrongPassphrase, WrongPin
from certapp.keystore.token_uri import TokenUri
from tests.patience import PATIENCE
from tests.tokens import MODULE, PIN, Reader

NAME = "approver-0123456789ab"
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


@pytest.fixture
def token(reader: Reader) -> TokenUri:
    return reader.insert("Nguyễn Văn Bền")


def certified(public: ec.EllipticCurvePublicKey) -> x509.Certificate:
    root = authority.self_sign(
        ec.generate_private_key(ec.SECP256R1()), office="Cơ quan", code="TEST", now=NOW
    )
    return authority.certify(root, public, purpose=Purpose.CERTIFICATE, name="Bền", office="Cơ quan", now=NOW)


@pytest.fixture
def made(token: TokenUri) -> tuple[TokenUri, x509.Certificate]:
    """A key in the token: where it is, and its certificate."""
    uri = TokenUri(token.label, token.serial, NAME)
    with token_key.new_key(MODULE, uri, PIN) as public:
        pass
    return uri, certified(public)


def refusal(verb: Callable[[], object]) -> CertappError:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value


def enter(uri: TokenUri, pin: str) -> None:
    with pkcs11.session(MODULE, uri, pin):
        pass


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


def test_the_private_key_cannot_leave_its_token(made: tuple[TokenUri, x509.Certificate]) -> None:
    uri, _ = made
    with pkcs11.session(MODULE, uri, PIN) as opened:
        private = opened.get_key(library.ObjectClass.PRIVATE_KEY, label=NAME)
        kept = library.Attribute
        assert [private[name] for name in (kept.TOKEN, kept.PRIVATE, kept.SENSITIVE)] == [True] * 3
        assert [private[name] for name in (kept.ALWAYS_SENSITIVE, kept.NEVER_EXTRACTABLE)] == [True] * 2
        assert private[kept.EXTRACTABLE] is False
        assert [private[name] for name in (kept.DECRYPT, kept.UNWRAP, kept.DERIVE)] == [False] * 3
        assert private[kept.ID] == NAME.encode()
        with pytest.raises(library.AttributeSensitive):
            private[kept.VALUE]


def test_it_signs_es256(made: tuple[TokenUri, x509.Certificate]) -> None:
    uri, certificate = made
    with closing(token_key.open_key(MODULE, uri, PIN, certificate)) as key:
        signatures = [key.sign(b"text"), key.sign(b"text"), key.sign(b"x" * 100_000)]
    assert key.kid == hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()[:8]
    public = certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    for signature, message in zip(signatures, (b"text", b"text", b"x" * 100_000), strict=True):
        r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
        public.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))


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


def test_a_forgotten_key_is_let_go(made: tuple[TokenUri, x509.Certificate]) -> None:
    uri, certificate = made
    assert token_key.open_key(MODULE, uri, PIN, certificate).sign(b"text")
    enter(uri, PIN)


def test_a_token_pulled_out_while_its_key_is_open(
    reader: Reader, made: tuple[TokenUri, x509.Certificate]
) -> None:
    uri, certificate = made
    with closing(token_key.open_key(MODULE, uri, PIN, certificate)) as key:
        reader.pull(uri.token)
        assert refusal(lambda: key.sign(b"text")).code == "token_absent"
    assert refusal(lambda: token_key.open_key(MODULE, uri, PIN, certificate)).code == "token_absent"
    reader.plug(uri.token)
    with closing(token_key.open_key(MODULE, uri, PIN, certificate)) as key:
        assert key.sign(b"text")


def test_another_token_or_another_key_is_not_taken_for_it(
    reader: Reader, made: tuple[TokenUri, x509.Certificate]
) -> None:
    uri, certificate = made
    twin = reader.insert("Nguyễn Văn Bền 2")
    elsewhere = TokenUri(twin.label, twin.serial, NAME)
    assert (
        refusal(lambda: token_key.open_key(MODULE, elsewhere, PIN, certificate)).code == "token_key_missing"
    )
    with token_key.new_key(MODULE, elsewhere, PIN):
        pass
    assert refusal(lambda: token_key.open_key(MODULE, elsewhere, PIN, certificate)).code == "key_mismatch"
    unknown = TokenUri(uri.label, b"other", NAME)
    assert refusal(lambda: token_key.open_key(MODULE, unknown, PIN, certificate)).code == "token_absent"


def test_a_key_is_unmade_when_what_follows_fails(token: TokenUri) -> None:
    uri = TokenUri(token.label, token.serial, NAME)
    with pytest.raises(ZeroDivisionError), token_key.new_key(MODULE, uri, PIN):
        raise ZeroDivisionError
    with pkcs11.session(MODULE, uri, PIN) as opened:
        assert list(opened.get_objects()) == []


def test_a_name_is_given_once_a_token(made: tuple[TokenUri, x509.Certificate]) -> None:
    uri, certificate = made

    def again() -> None:
        with token_key.new_key(MODULE, uri, PIN):
            pass

    assert refusal(again).code == "key_exists"
    token_key.open_key(MODULE, uri, PIN, certificate).close()


def test_another_pin(made: tuple[TokenUri, x509.Certificate]) -> None:
    uri, certificate = made
    with closing(token_key.open_key(MODULE, uri, PIN, certificate)) as key:
        for refused in ("", "1", "x" * 300, "bí\nmật"):
            assert refusal(lambda refused=refused: key.change_pin(PIN, refused)).code == "pin_refused"
        key.change_pin(PIN, "mã khác 97531")
    assert isinstance(refusal(lambda: enter(uri, PIN)), WrongPin)
    enter(uri, "mã khác 97531")


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
