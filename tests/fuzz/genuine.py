"""What the fuzzer starts from: genuine tokens, texts and lists, and the world they are judged in."""

from dataclasses import replace

from certapp.credential import Claims, StatusRef, Travel, codec, qrtext, token
from tests.example import (
    BASE_URL,
    CLAIMS,
    DAY,
    NOW,
    ORDER,
    URI,
    kid,
    signed_status_list,
    signed_token,
    signed_trust_list,
    status_list,
    trust_list,
)

TRUSTED = trust_list()
HELD = status_list()
LISTS = {URI: HELD}
PROTECTED = codec.encode({1: -7, 4: kid("approver")})
STATUS_PROTECTED = codec.encode({1: -7, 4: kid("status list"), 16: "application/statuslist+cwt"})

SHORTEST = Travel("1", "A", 1900, "0000", "B", "C", "D", ("E",), "F")
LONGEST = Travel(
    number="123456/GXN-MTTQ-BTT",
    holder="Nguyễn Phước Quý Thị Tường Vi Hồng Ngọc",
    birth_year=2008,
    id_last4="9999",
    unit="Ủy ban nhân dân thị trấn Phước Đại",
    position="Phó Chủ tịch Ủy ban nhân dân",
    residence="Phường Đô Vinh, Phan Rang - Tháp Chàm, Ninh Thuận",
    destinations=("Xã Phước Đại", "Xã Phước Thắng", "Xã Phước Tiến"),
    purpose="Đi làm việc tại cơ quan và trở về nơi cư trú",
    plate="85B1-123.45",
    hours=(0, 1440),
)


def twin(signed: bytes) -> bytes:
    """The other signature that ECDSA allows over the same bytes: (r, n - s)."""
    return signed[:-32] + (ORDER - int.from_bytes(signed[-32:])).to_bytes(32)


_PAPERS: tuple[tuple[Claims, str], ...] = (
    (CLAIMS, "approver"),
    (replace(CLAIMS, travel=SHORTEST), "approver"),
    (replace(CLAIMS, travel=LONGEST), "approver"),
    (replace(CLAIMS, status=StatusRef(9, URI)), "approver"),
    (replace(CLAIMS, status=StatusRef(12, URI)), "approver"),
    (replace(CLAIMS, status=StatusRef(31, URI + "0")), "approver"),
    (replace(CLAIMS, not_before=NOW + DAY), "approver"),
    (replace(CLAIMS, issued_at=NOW - 9 * DAY, not_before=NOW - 9 * DAY, expires=NOW - DAY), "approver"),
    (CLAIMS, "retired approver"),
    (replace(CLAIMS, issued_at=NOW - 3 * DAY), "retired approver"),
    (CLAIMS, "revoked approver"),
    (CLAIMS, "status list"),
    (CLAIMS, "a stranger"),
)
_TOKENS = [(signed_token(paper, by=by), paper) for paper, by in _PAPERS]

TOKENS = [signed for signed, _ in _TOKENS]
SAYS = {form: paper for signed, paper in _TOKENS for form in (signed, twin(signed))}
"""Every byte string that may be told as genuine, with the only claims it may tell."""

TEXTS = [qrtext.encode(signed, BASE_URL) for signed in TOKENS]
PAYLOADS = [token.parse(signed).payload for signed in TOKENS]

STATUS_LISTS = [
    signed_status_list(HELD),
    signed_status_list(status_list({0: 1}, issued_at=NOW - DAY)),
    signed_status_list(replace(HELD, bits=1, packed=b"\x01\x80")),
    signed_status_list(replace(HELD, bits=8, packed=bytes(range(64)))),
]
TRUST_LISTS = [signed_trust_list(TRUSTED), signed_trust_list(trust_list(version=2))]
MAY_OPEN = frozenset(form for signed in STATUS_LISTS + TRUST_LISTS for form in (signed, twin(signed)))
