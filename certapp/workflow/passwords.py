"""Passwords: argon2id (RFC 9106), and the rule for a good enough one."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

MIN_LENGTH = 10
MAX_LENGTH = 200
_HASHER = PasswordHasher()  # argon2-cffi's defaults are RFC 9106's low-memory profile
_NOBODY = _HASHER.hash("no account has this password")


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _HASHER.hash(_normal(password))


def is_password(password_hash: str | None, password: str) -> bool:
    """Tell whether the password is right; takes as long when there is no account (None)."""
    try:
        _HASHER.verify(password_hash or _NOBODY, _normal(password))
    except VerifyMismatchError:
        return False
    return password_hash is not None


def fault(password: str, username: str) -> str | None:
    """Return the code of what is wrong with a new password, or None (NIST SP 800-63B §3.1.1)."""
    if len(password) < MIN_LENGTH:
        return "password_short"
    if len(password) > MAX_LENGTH:
        return "too_long"
    if username.lower() in password.lower():
        return "password_names_user"
    return None


def _normal(password: str) -> str:
    """The same Vietnamese password typed on two keyboards is one password."""
    return unicodedata.normalize("NFC", password[: MAX_LENGTH * 4])
