"""Passwords: argon2id (RFC 9106), and the rule for a good enough one."""

import re
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from certapp.workflow.texts import bare, composed

MIN_LENGTH = 10
MAX_LENGTH = 200
_HASHER = PasswordHasher()  # argon2-cffi's defaults are RFC 9106's low-memory profile
_NOBODY = _HASHER.hash("no account has this password")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no characters that are mistaken for another

# What is tried first: these with digits or signs around them, as in `MatKhau@123`.
_COMMON = frozenset(
    (
        "", "abc", "abcd", "admin", "administrator", "anhyeuem", "changeme", "emyeuanh", "iloveyou",
        "letmein", "matkhau", "matkhaumoi", "matkhaucuatoi", "pass", "password", "qwerty", "qwertyuiop",
        "vanthu", "vietnam", "welcome", "yeuem", "xinchao",
    )
)  # fmt: skip


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


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made at another cost than today's, and should be made again."""
    return _HASHER.check_needs_rehash(password_hash)


def new_password() -> str:
    """Return a random password that can be read out and typed: 16 characters, about 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def fault(password: str, username: str) -> str | None:
    """Return the code of what is wrong with a new password, or None (NIST SP 800-63B §3.1.1)."""
    password = composed(password)
    if len(password) < MIN_LENGTH:
        return "password_short"
    if len(password) > MAX_LENGTH:
        return "too_long"
    if username and username.lower() in password.lower():
        return "password_names_user"
    if re.sub(r"[\W\d_]+", "", bare(password)) in _COMMON or len(set(password)) < 5:
        return "password_simple"
    return None


def _normal(password: str) -> bytes:
    """The same Vietnamese password typed on two keyboards is one password."""
    # No password is longer than MAX_LENGTH composed; decomposed each letter is three characters at most.
    return unicodedata.normalize("NFC", password[: MAX_LENGTH * 4]).encode("utf-8", "surrogatepass")
