"""Uploads: our page is read from a PDF, a scan or a photograph; whatever else comes is survived."""

import io
import random
import signal
import struct
import subprocess
import sys
import zlib
from datetime import UTC, datetime

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from certapp.keystore.signing import OpenKey
from certapp.paper import qr, reader
from certapp.paper.errors import PaperError
from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.reader import read_qr_texts
from certapp.paper.seal import seal
from certapp.paper.sheet import Sheet
from tests.unit.paper.signer import BOX

ISSUED = datetime(2021, 9, 16, 1, 15, 30, tzinfo=UTC)


def code_of(data: bytes) -> str:
    with pytest.raises(PaperError) as refused:
        read_qr_texts(data)
    return refused.value.code


def file_of(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def scanned(pdf: bytes, dpi: int = 150) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil()


@pytest.fixture(scope="module")
def scan(long: Sheet, fonts: Fonts) -> Image.Image:
    """The page with the densest symbol, as a scanner at 150 dpi gives it."""
    return scanned(draw(long, fonts).pdf)


@pytest.fixture(scope="module")
def photograph(long: Sheet, fonts: Fonts) -> Image.Image:
    """A hand-held photograph: turned, in perspective, on a table, in uneven light, blurred, with noise."""
    sheet = scanned(draw(long, fonts).pdf, dpi=200)
    turned = sheet.rotate(11, expand=True, fillcolor=(90, 70, 50), resample=Image.Resampling.BILINEAR)
    width, height = turned.size
    tilted = turned.transform(
        turned.size,
        Image.Transform.PERSPECTIVE,
        (1.04, 0.05, -0.04 * width, 0.02, 1.06, -0.03 * height, 0.04 / width, 0.05 / height),
        Image.Resampling.BILINEAR,
    )
    shadow = Image.linear_gradient("L").resize(tilted.size).point(lambda shade: 130 + shade // 3)
    dimmed = Image.composite(tilted, Image.new("RGB", tilted.size), shadow)
    noise = Image.effect_noise(tilted.size, 40).convert("RGB")
    return Image.blend(dimmed, noise, 0.12).filter(ImageFilter.BoxBlur(1))


def test_a_printed_page_is_read_from_its_pdf(sheet: Sheet, fonts: Fonts) -> None:
    pdf = draw(sheet, fonts).pdf
    if sheet.qr_text is None:
        assert code_of(pdf) == "upload_no_qr"
    else:
        assert read_qr_texts(pdf) == [sheet.qr_text]


def test_a_sealed_page_is_read(page: bytes, qr_text: str, key: OpenKey) -> None:
    assert read_qr_texts(seal(page, key, [], ISSUED, "", "", page=0, box=BOX)) == [qr_text]


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_scan_is_read_either_way_up(scan: Image.Image, long: Sheet, angle: int) -> None:
    assert read_qr_texts(file_of(scan.rotate(angle, expand=True), "PNG")) == [long.qr_text]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_read(photograph: Image.Image, long: Sheet, kind: str) -> None:
    assert read_qr_texts(file_of(photograph, kind, quality=60)) == [long.qr_text]


def test_a_creased_and_stained_symbol_is_read(long: Sheet) -> None:
    """Level M mends 15 % of the code words; this hides about a tenth of them."""
    hurt = Image.open(io.BytesIO(qr.png(long.qr_text or "", 3))).convert("RGB")
    middle = hurt.width // 2
    hurt.paste((120, 60, 30), (middle - 35, middle - 35, middle + 35, middle + 35))
    hurt.paste((255, 255, 255), (0, hurt.height // 3, hurt.width, hurt.height // 3 + 4))
    assert read_qr_texts(file_of(hurt, "JPEG", quality=50)) == [long.qr_text]


def test_a_transparent_background_is_paper(qr_text: str) -> None:
    code = Image.open(io.BytesIO(qr.png(qr_text, 4))).convert("L")
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=code.point(lambda shade: 255 - shade))
    assert read_qr_texts(file_of(clear, "PNG")) == [qr_text]


def test_all_texts_are_returned_once(qr_text: str) -> None:
    codes = [Image.open(io.BytesIO(qr.png(text, 4))) for text in (qr_text, "SECOND", qr_text)]
    picture = Image.new("L", (sum(code.width for code in codes), codes[0].height), 255)
    x = 0
    for code in codes:
        picture.paste(code, (x, 0))
        x += code.width
    assert sorted(read_qr_texts(file_of(picture, "PNG"))) == sorted([qr_text, "SECOND"])


def test_a_file_of_more_pages_is_no_paper(qr_text: str) -> None:
    code, blank = Image.open(io.BytesIO(qr.png(qr_text, 4))).convert("L"), Image.new("L", (500, 500), 255)

    def book(before: int) -> bytes:
        pages = [blank] * before + [code]
        return file_of(pages[0], "PDF", save_all=True, append_images=pages[1:])

    assert read_qr_texts(book(2)) == [qr_text]
    assert code_of(book(3)) == "pdf_pages"


# --- what must not hurt


def pdf_of(content: bytes, *more: bytes, box: bytes = b"0 0 595 842", resources: bytes = b"") -> bytes:
    """A PDF of one page with this content stream; objects after the fourth in `more`."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R/Resources<<%b>>>>" % (box, resources),
        stream(content),
        *more,
    ]
    file = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, entries)
    return file + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(file))


def stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%b>>stream\n%b\nendstream" % (len(packed), entries, packed)


def png_header(width: int, height: int) -> bytes:
    """A PNG that is only a header claiming a size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + header + struct.pack(">I", zlib.crc32(header)) + b"\0\0\0\0IDAT"


@pytest.mark.parametrize(("width", "height"), [(8000, 5001), (60_000, 60_000), (30_001, 1)])
def test_a_picture_too_large_is_refused_by_its_header(width: int, height: int) -> None:
    assert code_of(png_header(width, height)) == "picture_too_large"


def test_too_many_bytes_are_refused_before_anything_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_DECODER", None)
    assert code_of(bytes(reader.MAX_BYTES + 1)) == "upload_too_large"


def test_a_picture_without_a_code(scan: Image.Image) -> None:
    assert code_of(file_of(Image.effect_noise((900, 900), 90), "PNG")) == "upload_no_qr"
    assert code_of(file_of(scan.crop((0, 0, scan.width, scan.height // 2)), "JPEG")) == "upload_no_qr"


def broken_files() -> dict[str, bytes]:
    small = Image.effect_noise((64, 64), 90)
    png, jpeg, webp = (file_of(small, kind) for kind in ("PNG", "JPEG", "WEBP"))
    return {
        "nothing": b"",
        "text": "Giấy xác nhận".encode(),
        "zip": b"PK\x03\x04" + bytes(200),
        "gif": file_of(small, "GIF"),
        "half a png": png[: len(png) // 2],
        "half a jpeg": jpeg[:300],
        "half a webp": webp[: len(webp) // 2],
        "header only": png_header(100, 100),
        "not quite a pdf": b"%PDF-1.7\n" + random.Random(7).randbytes(2000),
    }


BROKEN = broken_files()


@pytest.mark.parametrize("name", BROKEN)
def test_broken_and_foreign_files_are_refused(name: str, caplog: pytest.LogCaptureFixture) -> None:
    assert code_of(BROKEN[name]) == "upload_unreadable"
    assert not caplog.records  # everyday mistakes; only a decoder that died is worth a line


@pytest.mark.parametrize("box", [b"0 0 1000000 1000000", b"0 0 1 10000000", b"0 0 0 0", b"9 9 1 1"])
def test_odd_pages_are_rendered_small(box: bytes) -> None:
    assert code_of(pdf_of(b"0 0 m", box=box)) == "upload_no_qr"


def test_a_form_that_draws_itself_is_survived() -> None:
    form = stream(b"/I Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I 5 0 R>>>>")
    assert code_of(pdf_of(b"/I Do", form, resources=b"/XObject<</I 5 0 R>>")) == "upload_no_qr"


@pytest.mark.parametrize(
    ("deed", "end"),
    [
        ("bytearray(decoder.MEMORY_BYTES)", 1),  # MemoryError
        ("[number for number in iter(int, 1)]", -signal.SIGKILL),
    ],
)
def test_the_decoder_ends_at_its_limits(deed: str, end: int) -> None:
    program = (
        "from certapp.paper import decoder\n"
        "decoder.CPU_SECONDS = 1\n"
        f"decoder.read = lambda data: {deed}\n"
        "decoder.main()"
    )
    ended = subprocess.run([sys.executable, "-c", program], input=b"", capture_output=True, check=False)
    assert ended.returncode == end
    assert ended.stdout == b""


def test_a_decoder_that_takes_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch, page: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reader, "SECONDS", 0.001)
    assert code_of(page) == "upload_unreadable"
    assert "TimeoutExpired" in caplog.text


def test_uploads_wait_for_their_turn_and_then_are_told(monkeypatch: pytest.MonkeyPatch, page: bytes) -> None:
    monkeypatch.setattr(reader, "PATIENCE", 0.001)
    with reader._turns, reader._turns:
        assert code_of(page) == "reader_busy"
    assert read_qr_texts(page)
