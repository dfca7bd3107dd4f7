"""certapp.workflow.passwords: the hash, and the rule for a good enough password."""

import unicodedata

import pytest

from certapp.workflow import passwords

GOOD = "một câu dài dễ nhớ 2026"


def test_the_right_password_and_no_other_is_right() -> None:
    found = passwords.hash_password(GOOD)
    assert found.startswith("$argon2id$")
    assert passwords.is_password(found, GOOD)
    assert not passwords.is_password(found, GOOD + " ")
    assert not passwords.is_password(found, "")


def test_the_same_password_has_another_hash_each_time() -> None:
    assert passwords.hash_password(GOOD) != passwords.hash_password(GOOD)


def test_nobody_has_the_password_of_no_account() -> None:
    assert not passwords.is_password(None, GOOD)
    assert not passwords.is_password(None, "no account has this password")


def test_a_password_is_the_same_composed_and_decomposed() -> None:
    decomposed = unicodedata.normalize("NFD", GOOD)
    assert decomposed != GOOD
    assert passwords.is_password(passwords.hash_password(GOOD), decomposed)


@pytest.mark.parametrize("text", ["\ud800", "a" * 100_000, "\x00", "𝔓" * 5000])
def test_whatever_is_typed_is_only_wrong(text: str) -> None:
    assert not passwords.is_password(passwords.hash_password(GOOD), text)


def test_a_hash_of_another_cost_is_outdated() -> None:
    assert not passwords.is_outdated(passwords.hash_password(GOOD))
    cheap = "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$WTCwQQhCCXUNw0dXVdGqk6/1cTzvOyFYbUMwPzDbKZs"
    assert passwords.is_outdated(cheap)


@pytest.mark.parametrize("password", [GOOD, "jx9j-66g2-x6un-fup8", "ba con trâu đen", "x" * 5 + "yzwvu" * 39])
def test_good_enough(password: str) -> None:
    assert passwords.fault(password, "vanthu") is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_short"),
        ("ngắn lắm", "password_short"),
        (unicodedata.normalize("NFD", "ệệệệệ"), "password_short"),  # 15 characters, but 5 letters
        ("abcde" * 41, "too_long"),
        ("toi la VanThu day", "password_names_user"),
        ("0123456789", "password_simple"),
        ("058188001234", "password_simple"),
        ("MatKhau@2026", "password_simple"),
        ("Mật Khẩu 2026!", "password_simple"),
        ("password1234", "password_simple"),
        ("aaaaaaaaaaaa", "password_simple"),
        ("----------", "password_simple"),
    ],
)
def test_not_good_enough(password: str, code: str) -> None:
    assert passwords.fault(password, "vanthu") == code


def test_new_passwords_are_good_and_differ() -> None:
    made = {passwords.new_password() for _ in range(100)}
    assert len(made) == 100
    assert {passwords.fault(each, "vanthu") for each in made} == {None}
    assert not set("01ilo") & set("".join(made))
