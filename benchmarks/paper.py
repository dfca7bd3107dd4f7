"""What one signed page costs, from claims to stored bytes, as a share of the same page made the naive way.

Both sign the claims, word the page, draw it, sign the PDF and write it to the disk that holds this folder.
Ours waits until the disk has it, as the store must (fsync of file and folder); the naive way does not. Naive
is what the libraries do unasked: `qrcode` tries all masks, every module is a rectangle, the faces keep their
hinting, pyHanko signs once in rehearsal to learn how much room the signature needs. Counted are the time of
the processor, so that a busy machine slows all alike, and the wait for the disk, each in its fastest round.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time

import flask_migrate
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1,
    translate_pyca_cryptography_key_to_asn1,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore
from qrcode.main import QRCode
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from certapp import create_app
from certapp.config import Settings
from certapp.credential import Purpose, StatusRef, cose, qrtext, token
from certapp.demo import world
from certapp.keystore.authority import certify, self_sign
from certapp.keystore.signing import OpenKey
from certapp.paper import qr
from certapp.paper.block import Blank, Line, Rule
from certapp.paper.drawn import Drawn
from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.pages import compose
from certapp.paper.seal import seal
from certapp.paper.sheet import Sheet
from certapp.registry.office import Unit
from certapp.registry.papers import PaperStore
from certapp.registry.people import Role
from certapp.workflow import offices, wording
from certapp.workflow.content import Content
from certapp.workflow.offices import OfficeFacts
from certapp.workflow.people import NewPerson
from certapp.workflow.trial import MAX_TOKEN_BYTES

ROUNDS = 25
MOST_BYTES = 35_000  # of a stored paper
ROOT = Path(__file__).parents[1]
NOW = datetime(2021, 9, 16, 1, 15, 30, tzinfo=UTC)
NAME = "Nguyễn Văn Bền"
NUMBER = "07/GXN-MTTQ-BTT"
ADDRESS = "https://giayxacnhan.example"
CONTENT = Content(
    holder="KATƠR THỊ MỸ HẠNH",
    birth_date=date(1987, 3, 2),
    id_number="058187004821",
    ward="Phường Phước Mỹ",
    district="Thành phố Phan Rang - Tháp Chàm",
    province="Tỉnh Ninh Thuận",
    position="Công chức Văn hóa - Xã hội",
    destinations=("Xã Phước Bình", "Xã Phước Hòa"),
    purpose="Đi làm việc hằng ngày tại cơ quan",
    plate="85-B1 123.45",
    start_date=date(2021, 9, 17),
    end_date=date(2021, 9, 30),
    hours_from=6 * 60,
    hours_until=18 * 60 + 30,
)


class Desk:
    """What both have at hand before the first page: an office, an open key, loaded faces, a folder."""

    def __init__(self, folder: Path) -> None:
        clerk = NewPerson(
            username="vanthu",
            name="Chamaléa Thị Hồng",
            title="Văn thư",
            roles=frozenset({Role.CLERK}),
            password="mot-mat-khau-2021",  # noqa: S106
        )
        facts = OfficeFacts(**world.OFFICE, public_url=ADDRESS)  # type: ignore[arg-type]
        self.office = offices.found(facts, clerk, "mật khẩu gốc của cơ quan", now=NOW - timedelta(days=30))
        self.unit = Unit(name="UBND xã Phước Bình")
        root = self_sign(ec.generate_private_key(ec.SECP256R1()), office="Bác Ái", code="BACAI", now=NOW)
        private = ec.generate_private_key(ec.SECP256R1())
        self.root = root.certificate
        self.key = OpenKey(
            certificate=certify(
                root, private.public_key(), purpose=Purpose.CERTIFICATE, name=NAME, office="Bác Ái", now=NOW
            ),
            private=private,
        )
        self.fonts = Fonts.load(Settings().fonts)
        self.store = PaperStore(folder / "papers")
        self.naive_file = folder / "naive.pdf"
        self.naive_signer = _naive_signer(self.key)
        for file in Settings().fonts.rglob("Tinos_[47]00*.ttf"):
            pdfmetrics.registerFont(TTFont(f"naive {file.stem}", str(file)))

    def worded(self) -> Sheet:
        """Return the page of a token signed for it."""
        issue = wording.Issue(
            number=NUMBER, at=NOW, cti=b"12345678", status=StatusRef(index=51_234, uri=f"{ADDRESS}/s/1")
        )
        claims = wording.claims(self.office, self.unit, CONTENT, issue)
        signed = token.prepare(claims, bytes(cose.KID_BYTES)).signed_by(self.key.sign)
        assert len(signed) <= MAX_TOKEN_BYTES
        signature = wording.Signature(
            name=NAME, title="Phó Chủ tịch", qr_text=qrtext.encode(signed, self.office.public_url)
        )
        return wording.sheet(self.office, self.unit, CONTENT, number=NUMBER, at=NOW, signature=signature)

    def sealed(self, drawn: Drawn) -> bytes:
        return seal(
            drawn.pdf,
            self.key,
            [self.root],
            NOW,
            "Giấy xác nhận",
            "Bác Ái",
            page=drawn.page,
            box=drawn.box,
        )

    def whole(self) -> None:
        self.store.put(self.sealed(draw(self.worded(), self.fonts)))

    def naive(self) -> None:
        sheet = self.worded()
        self.naive_file.write_bytes(self.naive_sealed(self.naive_page(sheet, naive_qr(sheet))))

    def naive_page(self, sheet: Sheet, code: QRCode) -> bytes:
        """The same marks, and every dark module a rectangle of its own."""
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=A4)
        for mark in compose(replace(sheet, qr_text=None, specimen=" "), self.fonts)[0].marks:
            match mark:
                case Line():
                    canvas.setFont(f"naive {mark.style.font.fontName}", mark.style.size)
                    canvas.drawString(mark.x, -mark.y, mark.text, wordSpace=mark.word_space)
                case Rule():
                    canvas.line(mark.x, -mark.y, mark.x + mark.length, -mark.y)
                case Blank():
                    side = mark.side / code.modules_count
                    for y, row in enumerate(code.modules):
                        for x, dark in enumerate(row):
                            if dark:
                                canvas.rect(
                                    mark.x + x * side, -mark.y - y * side, side, side, stroke=0, fill=1
                                )
        canvas.save()
        return file.getvalue()

    def naive_sealed(self, pdf: bytes) -> bytes:
        meta = PdfSignatureMetadata(field_name="ChuKy", subfilter=SigSeedSubFilter.PADES, certify=True)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        output: io.BytesIO = sign_pdf(writer, meta, self.naive_signer)
        return output.getvalue()


def _naive_signer(key: OpenKey) -> SimpleSigner:
    der = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(
        translate_pyca_cryptography_cert_to_asn1(key.certificate),
        translate_pyca_cryptography_key_to_asn1(serialization.load_der_private_key(der, None)),
        SimpleCertificateStore(),
    )


def naive_qr(sheet: Sheet) -> QRCode:
    """The QR text as `qrcode` draws it up by itself."""
    code = QRCode()
    code.add_data(sheet.qr_text)
    code.make()
    return code


def fastest(deeds: Sequence[Callable[[], object]]) -> list[float]:
    """Seconds of the processor in each deed's fastest round; the deeds take turns."""
    best = [float("inf")] * len(deeds)
    for _ in range(ROUNDS):
        for number, deed in enumerate(deeds):
            start = thread_time()
            deed()
            best[number] = min(best[number], thread_time() - start)
    return best


def wait(write: Callable[[], object]) -> float:
    """Seconds that the fastest round of a write waits for the disk."""
    best = float("inf")
    for _ in range(8 * ROUNDS):
        start, worked = perf_counter(), thread_time()
        write()
        best = min(best, (perf_counter() - start) - (thread_time() - worked))
    return best


def compare(desk: Desk) -> None:
    """Measure the whole and its parts, and print each as a share of the whole naive page."""
    sheet = desk.worded()
    drawn, code = draw(sheet, desk.fonts), naive_qr(sheet)
    naive_pdf = desk.naive_page(sheet, code)
    paper, naive_paper = desk.sealed(drawn), desk.naive_sealed(naive_pdf)
    store, write = partial(desk.store.put, paper), partial(desk.naive_file.write_bytes, naive_paper)
    deeds = {
        "words": (desk.worded, desk.worded),
        "qr": (partial(qr.symbol, sheet.qr_text), partial(naive_qr, sheet)),
        "page": (partial(draw, sheet, desk.fonts), partial(desk.naive_page, sheet, code)),
        "seal": (partial(desk.sealed, drawn), partial(desk.naive_sealed, naive_pdf)),
        "store": (store, write),
        "signed_page": (desk.whole, desk.naive),
    }
    ours = dict(zip(deeds, fastest([own for own, _ in deeds.values()]), strict=True))
    naive = dict(zip(deeds, fastest([other for _, other in deeds.values()]), strict=True))
    ours["page"] -= ours["qr"]  # draw() draws up the symbol on the way
    for name in ("store", "signed_page"):
        ours[name] += wait(store)
        naive[name] += wait(write)
    whole = naive["signed_page"]
    share = ours["signed_page"] / whole
    print(f"paper.signed_page: {share:.2f} (of the naive page, from claims to stored bytes)")
    for name in ("words", "qr", "page", "seal", "store"):
        print(f"paper.{name}: {ours[name] / whole:.2f} (of the naive page; naive {naive[name] / whole:.2f})")
    print(f"paper.file: {len(paper) / MOST_BYTES:.2f} (of {MOST_BYTES} bytes)")


def main() -> None:
    with TemporaryDirectory(dir=ROOT, prefix=".bench-") as name:
        folder = Path(name)
        settings = replace(Settings(), instance=folder / "instance", keys=folder / "keys")
        settings.instance.mkdir()
        with create_app(settings).app_context():
            flask_migrate.upgrade()
            compare(Desk(folder))


if __name__ == "__main__":
    main()
