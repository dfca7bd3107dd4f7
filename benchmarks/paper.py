"""What one signed page costs, by part, as shares of the same page made the naive way in the same run.

Naive is what the libraries do unasked: `qrcode` tries all masks, every module is a rectangle, pyHanko signs
once in rehearsal to learn how much room the signature needs.
"""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

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
from qrcode import constants
from qrcode.main import QRCode
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from certapp.keystore.authority import self_sign
from certapp.keystore.signing import OpenKey
from certapp.paper import qr
from certapp.paper.fonts import Fonts
from certapp.paper.layout import compose, draw
from certapp.paper.seal import seal
from certapp.paper.sheet import Sheet
from certapp.paper.typeset import Code, Line, Rule

ROUNDS = 15
NOW = datetime(2021, 9, 16, 1, 15, 30, tzinfo=UTC)
FONTS = Path(__file__).parents[1] / "node_modules" / "@expo-google-fonts" / "tinos"
# Base32 of the longest realistic token, 480 bytes.
QR_TEXT = "HTTPS://GIAYXACNHAN.EXAMPLE/V/" + "NY2AXHH7WN5JRHFFITTLW6KQ" * 32
SHEET = Sheet(
    parent_lines=("ỦY BAN MTTQ VIỆT NAM",),
    body_lines=("HUYỆN BÁC ÁI", "BAN THƯỜNG TRỰC"),
    nation="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    motto="Độc lập - Tự do - Hạnh phúc",
    number_line="Số: 07/GXN-MTTQ-BTT",
    place_date="Bác Ái, ngày 16 tháng 9 năm 2021",
    title="GIẤY XÁC NHẬN",
    subject="Về việc đi lại của cán bộ, công chức có hộ khẩu thường trú ngoài huyện",
    opening="Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam huyện Bác Ái xác nhận người có tên sau đây:",
    rows=(
        ("Họ và tên:", "KATƠR THỊ MỸ HẠNH"),
        ("Chức vụ, đơn vị:", "Công chức Văn hóa - Xã hội, Ủy ban nhân dân xã Phước Bình"),
        ("Nơi thường trú:", "Phường Phước Mỹ, thành phố Phan Rang - Tháp Chàm, tỉnh Ninh Thuận"),
        ("Nơi đến:", "Xã Phước Bình; xã Phước Hòa, huyện Bác Ái"),
        ("Lý do:", "Đi làm việc hằng ngày tại cơ quan và hỗ trợ tổ giám sát Covid cộng đồng"),
        ("Thời gian:", "Từ ngày 17/9/2021 đến hết ngày 30/9/2021, từ 06 giờ 00 đến 18 giờ 30"),
    ),
    closing=("Đề nghị các chốt kiểm soát tạo điều kiện cho ông (bà) có tên trên đi lại.",),
    recipients_title="Nơi nhận:",
    recipients=("- Người được cấp giấy;", "- UBND xã Phước Bình;", "- Lưu: VT."),
    authority="TM. BAN THƯỜNG TRỰC",
    signer_office="PHÓ CHỦ TỊCH",
    signed_note="Ký điện tử bởi Nguyễn Văn Bền lúc 08:15:30 ngày 16/9/2021 (UTC+7)",
    signer_name="Nguyễn Văn Bền",
    scan_number="07/GXN-MTTQ-BTT",
    scan_validity="Có giá trị từ 17/9/2021 đến hết 30/9/2021",
    scan_help=("Quét mã QR để kiểm tra giấy.", "Scan the QR code to check this paper."),
    author="Ủy ban MTTQ Việt Nam huyện Bác Ái",
    made_at=NOW,
    qr_text=QR_TEXT,
)


def naive_qr() -> QRCode:
    code = QRCode(error_correction=constants.ERROR_CORRECT_M)
    code.add_data(QR_TEXT)
    code.make()
    return code


def naive_page(fonts: Fonts) -> bytes:
    """The same marks, and every dark module a rectangle of its own."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for mark in compose(SHEET, fonts).marks:
        match mark:
            case Line():
                canvas.setFont(mark.style.font.fontName, mark.style.size)
                canvas.drawString(mark.x, -mark.y, mark.text, wordSpace=mark.word_space)
            case Rule():
                canvas.line(mark.x, -mark.y, mark.x + mark.length, -mark.y)
            case Code():
                side = mark.side / mark.symbol.size
                for y, row in enumerate(mark.symbol.rows):
                    for x, dark in enumerate(row):
                        if dark:
                            canvas.rect(mark.x + x * side, -mark.y - y * side, side, side, stroke=0, fill=1)
    canvas.save()
    return file.getvalue()


def naive_seal(pdf: bytes, key: OpenKey) -> None:
    der = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = SimpleSigner(
        translate_pyca_cryptography_cert_to_asn1(key.certificate),
        translate_pyca_cryptography_key_to_asn1(serialization.load_der_private_key(der, None)),
        SimpleCertificateStore(),
    )
    meta = PdfSignatureMetadata(field_name="ChuKy", subfilter=SigSeedSubFilter.PADES, certify=True)
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer)


def fastest(deeds: Sequence[Callable[[], object]]) -> list[float]:
    """Seconds of each deed's fastest round; the deeds take turns, so that a busy machine slows all alike."""
    best = [float("inf")] * len(deeds)
    for _ in range(ROUNDS):
        for number, deed in enumerate(deeds):
            start = perf_counter()
            deed()
            best[number] = min(best[number], perf_counter() - start)
    return best


def main() -> None:
    fonts = Fonts.load(FONTS)
    key = self_sign(ec.generate_private_key(ec.SECP256R1()), office="Bác Ái", code="BACAI", now=NOW)
    pdf = draw(SHEET, fonts)
    symbol, page, sealing, plain_symbol, plain_page, plain_sealing = fastest(
        [
            lambda: qr.symbol(QR_TEXT),
            lambda: draw(SHEET, fonts),
            lambda: seal(pdf, key, [], NOW, "", "", page=0, box=(320, 190, 530, 220)),
            naive_qr,
            lambda: naive_page(fonts),
            lambda: naive_seal(pdf, key),
        ]
    )
    # Both pages have drawn up our symbol on the way.
    parts = {"qr": (symbol, plain_symbol), "page": (page - symbol, plain_page - symbol)}
    parts["seal"] = (sealing, plain_sealing)
    whole = sum(naive for _, naive in parts.values())
    total = sum(ours for ours, _ in parts.values())
    print(f"paper.signed_page: {total / whole:.2f} (of the naive signed page)")
    for name, (ours, naive) in parts.items():
        print(f"paper.{name}: {ours / whole:.2f} (of the naive signed page; naive {naive / whole:.2f})")


if __name__ == "__main__":
    main()
