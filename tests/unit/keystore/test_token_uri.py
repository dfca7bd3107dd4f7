"""certapp.keystore.token_uri: the address of a token and of a key in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.keystore.errors import KeyStoreError
from certapp.keystore.token_uri import TokenUri


def test_it_is_written_as_rfc_7512_says() -> None:
    uri = TokenUri("Bền; 1/2", b"00 ab", "approver-1")
    assert str(uri) == "pkcs11:token=B%E1%BB%81n%3B%201%2F2;serial=00%20ab;object=approver-1;type=private"
    assert str(uri.token) == "pkcs11:token=B%E1%BB%81n%3B%201%2F2;serial=00%20ab"


@given(
    st.text(max_size=30),
    st.binary(max_size=16),
    st.none() | st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True),
)
def test_what_is_written_is_read_again(label: str, serial: bytes, key: str | None) -> None:
    try:
        label.encode()
    except UnicodeEncodeError:
        return
    uri = TokenUri(label, serial, key)
    if len(str(uri)) <= 500:
        assert TokenUri.parse(str(uri)) == uri


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pkcs11:",
        "pkcs11:token=a",
        "http:token=a;serial=b",
        "pkcs11:serial=b;token=a",
        "pkcs11:token=%61;serial=b",
        "pkcs11:token=%FF;serial=b",
        "pkcs11:token=a;serial=b;object=c",
        "pkcs11:token=a;serial=b;module-path=%2Ftmp%2Fevil.so",
        "pkcs11:token=a;serial=b?pin-value=1234",
        "pkcs11:token=a;serial=b?module-path=evil.so",
        "pkcs11:token=\ud800;serial=b",
        f"pkcs11:token={'a' * 500};serial=b",
    ],
)
def test_what_we_do_not_write_is_refused(text: str) -> None:
    """No other spelling, so that one token is one subject; above all no module and no PIN from outside."""
    with pytest.raises(KeyStoreError) as refused:
        TokenUri.parse(text)
    assert refused.value.code == "token_uri"
