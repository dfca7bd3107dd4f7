"""Hardware tokens and HSMs through their PKCS#11 module: who may speak to it, when, and what it answers.

A module is one for the whole process, and so is who is logged in at a token: while one thread is, a second
one could sign without any PIN. So one use goes on at a time, from the PIN to its end, also of the processes
of this machine. The module is loaded once and initialised for each use: between two uses nobody is logged in,
no handle is left over, a token that was plugged in meanwhile is seen, and a process that forks hands nothing
on (docs/decisions/0011-pkcs11.md).
"""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pkcs11
from pkcs11 import TokenFlag
from pkcs11.exceptions import (
    DeviceError,
    DeviceRemoved,
    NoSuchKey,
    ObjectHandleInvalid,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    SessionClosed,
    SessionHandleInvalid,
    SlotIDInvalid,
    TokenNotPresent,
    TokenNotRecognised,
    UserAlreadyLoggedIn,
)

from certapp.keystore.errors import TokenError, WrongPin
from certapp.keystore.token_uri import TokenUri

if TYPE_CHECKING:
    from pkcs11._pkcs11 import lib

WAIT_SECONDS = 10.0  # for the use before; a signature with its page takes a fraction of a second
_LOOK_SECONDS = 0.005
MAX_PIN = 200
_WRONG_PIN = (PinIncorrect, PinInvalid, PinLenRange)
_GONE = (
    DeviceError,
    DeviceRemoved,
    ObjectHandleInvalid,
    SessionClosed,
    SessionHandleInvalid,
    SlotIDInvalid,
    TokenNotPresent,
    TokenNotRecognised,
)
_CODES: tuple[tuple[tuple[type[PKCS11Error], ...], str], ...] = (
    (_GONE, "token_absent"),
    ((PinLocked,), "token_locked"),
    ((NoSuchKey,), "token_key_missing"),
    ((UserAlreadyLoggedIn,), "token_busy"),  # by somebody's PIN, not by the one that was given
)
_in_use = threading.Lock()


@contextmanager
def session(module: str, uri: TokenUri, pin: str, *, writing: bool = False) -> Iterator[pkcs11.Session]:
    """Log in at a token for one use; at the end of the block nobody is logged in any more.

    :param module: path of the PKCS#11 module.
    :param uri: the token; a key in it is not looked at.
    :param writing: whether something will be stored in the token.
    :raises WrongPin: and the token may count it too.
    :raises TokenError: it is not there, locked, or busy; or became so within the block.
    """
    secret = _checked(pin)
    with _initialised(module) as library, answers():
        token = _find(library, uri)
        opened = _logged_in(token, secret, writing=writing)
        try:
            yield opened
        finally:
            with suppress(PKCS11Error):  # a token that is gone has forgotten who was logged in
                opened.close()


def tokens(module: str) -> list[TokenUri]:
    """Return the tokens that are plugged in and have a PIN, by label.

    :raises TokenError: `token_module`, `token_busy`.
    """
    with _initialised(module) as library:
        ready = TokenFlag.TOKEN_INITIALIZED | TokenFlag.USER_PIN_INITIALIZED
        found = [_uri(token) for token in _present(library) if token.flags & ready == ready]
    return sorted(found, key=str)


@contextmanager
def answers() -> Iterator[None]:
    """Turn what a module answers within the block into our own errors."""
    try:
        yield
    except PKCS11Error as error:
        for kinds, code in _CODES:
            if isinstance(error, kinds):
                raise TokenError(code) from error
        raise TokenError("token_failed", reason=type(error).__name__) from error


def _checked(pin: str) -> str:
    """Refuse without asking the token, which would count it, what cannot be a PIN."""
    try:
        pin.encode()
    except UnicodeEncodeError:
        raise WrongPin from None  # that error carries the text
    if not pin or len(pin) > MAX_PIN:
        raise WrongPin
    return pin


@contextmanager
def _initialised(module: str) -> Iterator["lib"]:
    with _alone(module):
        try:
            library = pkcs11.lib(module)  # loads once; initialises unless it is
        except PKCS11Error as error:
            raise TokenError("token_module") from error
        try:
            yield library
        finally:
            with suppress(PKCS11Error):
                library.finalize()


@contextmanager
def _alone(module: str) -> Iterator[None]:
    """Keep other threads, and other processes of this machine, from the module within the block."""
    until = time.monotonic() + WAIT_SECONDS
    if not _in_use.acquire(timeout=WAIT_SECONDS):
        raise TokenError("token_busy")
    try:
        with _opened(module) as file:
            while not _is_locked(file):
                if time.monotonic() > until:
                    raise TokenError("token_busy")
                time.sleep(_LOOK_SECONDS)
            yield
    finally:
        _in_use.release()


def _opened(module: str) -> BinaryIO:
    try:
        return Path(module).open("rb")
    except OSError as error:
        raise TokenError("token_module") from error


def _is_locked(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go when the file is closed
    except BlockingIOError:
        return False
    return True


def _present(library: "lib") -> Iterator[pkcs11.Token]:
    for slot in library.get_slots(token_present=True):
        with suppress(PKCS11Error, UnicodeDecodeError):  # one broken token must not hide the others
            yield slot.get_token()


def _find(library: "lib", uri: TokenUri) -> pkcs11.Token:
    for token in _present(library):
        if _uri(token) == uri.token:
            return token
    raise TokenError("token_absent")


def _uri(token: pkcs11.Token) -> TokenUri:
    return TokenUri(token.label, bytes(token.serial))


def _logged_in(token: pkcs11.Token, pin: str, *, writing: bool) -> pkcs11.Session:
    if token.flags & TokenFlag.USER_PIN_LOCKED:
        raise TokenError("token_locked")
    try:
        return token.open(rw=writing, user_pin=pin)
    except _WRONG_PIN as error:
        after = token.slot.get_token().flags
        if after & TokenFlag.USER_PIN_LOCKED:
            raise TokenError("token_locked") from error
        raise WrongPin(is_one_left=bool(after & TokenFlag.USER_PIN_FINAL_TRY)) from error
