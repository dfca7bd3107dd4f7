"""Signatures and seals: a photograph gives its ink, and nothing else; any other upload is survived."""

import io
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from certapp.paper import picture_upload
from certapp.paper.errors import PaperError
from certapp.paper.picture_upload import read_ink
from tests.inks import BLUE, RED, file_of, seal, signature
from tests.integration.reading.test_reader import png_header


def drawn(data: bytes, *, is_cleared: bool = True) -> Image.Image:
    png, share = read_ink(data, is_cleared=is_cleared)
    picture = Image.open(io.BytesIO(png))
    assert (picture.format, picture.mode, picture.info) == ("PNG", "RGBA", {})
    assert max(picture.size) <= 432
    assert share == picture.height / picture.width
    return picture


def code_of(data: bytes, *, is_cleared: bool = True) -> str:
    with pytest.raises(PaperError) as refused:
        read_ink(data, is_cleared=is_cleared)
    return refused.value.code


def near(colour: tuple[int, ...], wanted: tuple[int, ...], tolerance: int = 40) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(colour, wanted, strict=True))


def test_a_photographed_signature_is_ink_on_nothing() -> None:
    picture = drawn(file_of(signature()))
    assert picture.width / picture.height == pytest.approx(1050 / 320, rel=0.05)  # cut close
    alpha = picture.getchannel("A")
    clear, full = alpha.histogram()[0], alpha.histogram()[255]
    assert clear > 0.7 * picture.width * picture.height  # no paper is left, not even in the shadow
    assert full > 0.02 * picture.width * picture.height
    assert near(picture.convert("RGB").getpixel((0, 0)), BLUE, 60)


def test_a_seal_keeps_its_shape_and_colour() -> None:
    picture = drawn(file_of(seal()))
    assert picture.width / picture.height == pytest.approx(1, abs=0.01)
    middle = picture.getpixel((picture.width // 2, picture.height // 2))
    assert near(middle[:3], RED)
    assert middle[3] == 255
    assert picture.getpixel((picture.width // 4, picture.height // 2))[3] == 0  # between star and ring
    assert len(read_ink(file_of(seal()), is_cleared=True)[0]) < 16_000  # it is in every paper


def test_a_transparent_picture_keeps_its_colours() -> None:
    picture = Image.new("RGBA", (400, 200), (1, 2, 3, 0))
    picture.paste((10, 20, 200, 255), (50, 50, 200, 150))
    picture.paste((200, 20, 10, 255), (200, 50, 350, 150))
    kept = drawn(file_of(picture, "PNG"), is_cleared=False)
    assert kept.size == (300, 100)
    assert near(kept.getpixel((20, 50)), (10, 20, 200, 255), 2)
    assert near(kept.getpixel((280, 50)), (200, 20, 10, 255), 2)


def test_nothing_is_left_behind_what_is_transparent() -> None:
    picture = Image.effect_noise((300, 300), 90).convert("RGBA")
    picture.putalpha(0)
    picture.paste((0, 0, 200, 255), (0, 0, 150, 10))
    picture.paste((0, 0, 200, 255), (290, 290, 300, 300))
    kept = drawn(file_of(picture, "PNG"), is_cleared=False)
    assert {kept.getpixel((x, 150)) for x in range(300)} == {(0, 0, 0, 0)}


def test_a_phone_held_upright_gives_an_upright_picture() -> None:
    turned = signature().rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to the right
    exif[0x010E] = "Ninh Thuận, 11.7N 108.9E"
    data = file_of(turned, "JPEG", exif=exif)
    assert b"Ninh Thu" in data
    png, share = read_ink(data, is_cleared=True)
    assert share < 0.6
    assert b"Ninh Thu" not in png


def test_a_picture_that_is_something_else_too_comes_out_as_a_picture() -> None:
    script = b"<script>alert(1)</script>PK\x03\x04"
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", script.decode("latin-1"))
    for data in (
        file_of(seal(), "PNG", pnginfo=info) + script,
        file_of(seal(), "JPEG", comment=script) + script,
    ):
        png, _ = read_ink(data, is_cleared=True)
        assert b"script" in data
        assert b"script" not in png
        assert png.endswith(b"IEND\xaeB`\x82")


def test_only_the_first_picture_of_an_animation_is_seen() -> None:
    data = file_of(seal(), "WEBP", save_all=True, append_images=[signature().resize((1000, 1000))] * 3)
    assert near(drawn(data).convert("RGB").getpixel((0, 0)), RED)


@pytest.mark.parametrize(("width", "height"), [(8000, 5001), (60_000, 60_000), (30_001, 1)])
def test_a_picture_too_large_is_refused_by_its_header(width: int, height: int) -> None:
    assert code_of(png_header(width, height)) == "picture_too_large"


def test_a_small_file_of_many_pixels_is_survived() -> None:
    """36 million white pixels in 120 KB, twice that much when they are transparent."""
    assert code_of(file_of(Image.new("L", (6000, 6000), 255), "PNG")) == "picture_empty"
    assert code_of(file_of(Image.new("RGBA", (6000, 6000)), "PNG"), is_cleared=False) == "picture_empty"


def test_too_many_bytes_are_refused_before_anything_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_upload, "_DECODER", None)
    assert code_of(bytes(picture_upload.MAX_BYTES + 1)) == "upload_too_large"


@pytest.mark.parametrize("is_cleared", [True, False])
def test_what_shows_too_little_is_refused(is_cleared: bool) -> None:
    assert code_of(file_of(Image.new("RGBA", (300, 300), (0, 0, 0, 0)), "PNG"), is_cleared=is_cleared) == (
        "picture_empty"
    )
    dot = Image.new("RGBA", (300, 300))
    dot.paste((0, 0, 150, 255), (100, 100, 200, 150))
    assert code_of(file_of(dot, "PNG"), is_cleared=is_cleared) == "picture_too_small"


def test_blank_paper_has_no_ink() -> None:
    assert code_of(file_of(Image.effect_noise((800, 500), 6), "JPEG")) == "picture_empty"


def broken_files() -> dict[str, bytes]:
    small = signature().resize((320, 180))
    png, jpeg, webp = (file_of(small, kind) for kind in ("PNG", "JPEG", "WEBP"))
    return {
        "nothing": b"",
        "text": "chữ ký".encode(),
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        "gif": file_of(small, "GIF"),
        "tiff": file_of(small, "TIFF"),
        "pdf": file_of(small, "PDF"),
        "zip": b"PK\x03\x04" + bytes(200),
        "half a png": png[: len(png) // 2],
        "half a jpeg": jpeg[:300],
        "half a webp": webp[: len(webp) // 2],
        "header only": png_header(100, 100),
    }


BROKEN = broken_files()


@pytest.mark.parametrize("name", BROKEN)
def test_broken_and_foreign_files_are_refused(name: str, caplog: pytest.LogCaptureFixture) -> None:
    assert code_of(BROKEN[name]) == "upload_unreadable"
    assert not caplog.records


def test_a_decoder_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_upload, "SECONDS", 0.001)
    assert code_of(file_of(seal())) == "upload_unreadable"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\n",
        b"[1]\n",
        b'{"width": 2, "height": 2}\n' + bytes(15),
        b'{"width": 9000, "height": 9000}\n' + bytes(9),
        b'{"width": 0, "height": 9}\n',
        b'{"width": "x", "height": 9}\n',
        b'{"height": 9}\n',
        b'{"error": "internal"}\n',
    ],
)
def test_a_decoder_that_was_taken_over_gets_nothing_else_through(
    answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    liar = tmp_path / "liar.py"
    liar.write_text(f"import sys\nsys.stdin.buffer.read()\nsys.stdout.buffer.write({answer!r})")
    monkeypatch.setattr(picture_upload, "_DECODER", liar)
    assert code_of(file_of(seal())) == "upload_unreadable"


def test_uploads_wait_for_their_turn_and_then_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_upload, "PATIENCE", 0.001)
    with picture_upload._turn:
        assert code_of(file_of(seal())) == "reader_busy"
    assert read_ink(file_of(seal()), is_cleared=True)
