"""The text of the QR: how it is written, and in what states it comes back from phones and scanners."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.credential import qrtext
from certapp.credential.errors import TokenError
from tests.example import BASE_URL, signed_token

TOKEN = signed_token()
TEXT = qrtext.encode(TOKEN, BASE_URL)
SHORT = "2KCE3IQB"
BARE = TEXT.partition("/V/")[2]
ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")  # ISO/IEC 18004, table 5


def test_the_text_fits_the_alphanumeric_mode() -> None:
    assert TEXT.startswith("HTTPS://GXN.EXAMPLE/V/2KCE")
    assert set(TEXT) <= ALPHANUMERIC


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=200))
def test_bytes_come_back_from_base32(data: bytes) -> None:
    text = qrtext.to_base32(data)
    assert text == base64.b32encode(data).decode().rstrip("=")
    assert qrtext.from_base32(text) == data


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ234567=018abz ", max_size=24))
def test_base32_is_as_strict_as_the_standard_decoder_and_has_one_text_for_the_bytes(text: str) -> None:
    try:
        data = qrtext.from_base32(text)
    except TokenError:
        return
    bare = text.rstrip("=")
    assert qrtext.to_base32(data) == bare
    assert base64.b32decode(bare + "=" * (-len(bare) % 8)) == data


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT.lower(), id="lower case"),
        pytest.param(TEXT.title(), id="mixed case"),
        pytest.param(TEXT.replace("HTTPS", "http"), id="without TLS"),
        pytest.param(f"  {TEXT}\r\n", id="blanks around it"),
        pytest.param("\n".join(TEXT[place : place + 60] for place in range(0, len(TEXT), 60)), id="wrapped"),
        pytest.param("\u200b".join(TEXT), id="zero-width spaces"),
        pytest.param("\ufeff" + TEXT, id="byte order mark"),
        pytest.param(TEXT.replace("/V/", "\u00a0/V/ "), id="no-break space"),
        pytest.param(TEXT + "?lang=en", id="query"),
        pytest.param(TEXT + "#top", id="fragment"),
        pytest.param(TEXT + "/", id="slash at the end"),
        pytest.param(TEXT + "======", id="padding"),
        pytest.param(BARE, id="token alone"),
        pytest.param("/v/" + BARE.lower(), id="path alone"),
        pytest.param(TEXT.replace("EXAMPLE", "EXAMPLE:8443"), id="port"),
        pytest.param(TEXT.replace("GXN.EXAMPLE", "[::1]:8000"), id="IPv6"),
    ],
)
def test_a_text_is_read_in_whatever_state_it_comes(text: str) -> None:
    assert qrtext.decode(text).token == TOKEN


def test_the_host_is_told_and_decides_nothing() -> None:
    assert qrtext.decode(TEXT).host == "gxn.example"
    assert qrtext.decode(TEXT.replace("GXN.EXAMPLE", "EVIL.EXAMPLE:81")).host == "evil.example:81"
    assert qrtext.decode(BARE).host is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_qr_text"),
        (" \n\t", "not_qr_text"),
        ("=", "not_qr_text"),
        ("HTTPS://GXN.EXAMPLE/V/", "not_qr_text"),
        ("HTTPS://GXN.EXAMPLE/W/" + SHORT, "not_qr_text"),
        ("HTTPS://GXN.EXAMPLE/V/V/" + SHORT, "not_qr_text"),
        ("FTP://GXN.EXAMPLE/V/" + SHORT, "not_qr_text"),
        ("HTTPS:///V/" + SHORT, "not_qr_text"),
        ("HTTPS://USER@GXN.EXAMPLE/V/" + SHORT, "not_qr_text"),
        ("HTTPS://EVIL.EXAMPLE/?/V/" + SHORT, "not_qr_text"),
        ("JAVASCRIPT:ALERT(1)/V/" + SHORT, "not_qr_text"),
        (SHORT + "0", "not_qr_text"),
        (SHORT + "1", "not_qr_text"),
        (SHORT + "8", "not_qr_text"),
        ("A=A", "not_qr_text"),
        ("A", "not_qr_text"),
        ("AB3", "not_qr_text"),
        ("ABCDEF", "not_qr_text"),
        ("AB", "not_qr_text"),
        (SHORT + "\x00", "not_qr_text"),
        (SHORT + "Đ", "text_not_ascii"),
        (SHORT.replace("C", "\u0421", 1), "text_not_ascii"),
        (SHORT + "\ud800", "text_not_ascii"),
        ("\uff21" * 8, "text_not_ascii"),
        ("K\u212a" * 4, "text_not_ascii"),
        ("A" * 4097, "text_too_long"),
        (" " * 5000, "text_too_long"),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_what_is_no_text_of_ours_is_refused(text: str, code: str) -> None:
    with pytest.raises(TokenError) as refusal:
        qrtext.decode(text)
    assert refusal.value.code == code


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=60) | st.builds("HTTPS://{}/V/{}".format, st.text(max_size=9), st.text(max_size=9)))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(TokenError):
        assert qrtext.decode(text).token
