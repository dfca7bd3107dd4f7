"""Cases about records as offices write them, from the shortest to the longest that is still realistic."""

from collections.abc import Iterator

from certapp.credential import Claims, StatusRef, Travel
from tests.example import CLAIMS, signed_token
from tests.vectors.case import Case, case, changed


def _claims(travel: Travel, *, issuer: str, index: int, uri: str) -> Claims:
    return changed(
        issuer=issuer,
        status=StatusRef(index, uri),
        **{name: getattr(travel, name) for name in Travel.__slots__},
    )


RECORDS = {
    "shortest": _claims(
        Travel(
            number="01/GXN",
            holder="Lê An",
            birth_year=1990,
            id_last4="0001",
            unit="Xã An",
            position="Y sĩ",
            residence="Xã Bố",
            destinations=("Xã An",),
            purpose="Trực",
        ),
        issuer="BA",
        index=0,
        uri="https://gxn.vn/s/1",
    ),
    "median": CLAIMS,
    "longest": _claims(
        Travel(
            number="99999/GXN-MTTQ-BTT",
            holder="Công Tằng Tôn Nữ Thị Hương Quỳnh",
            birth_year=1988,
            id_last4="5678",
            unit="UBND xã Phước Thành",
            position="Công chức Văn hóa - Xã hội",
            residence="P. Phước Mỹ, Phan Rang - Tháp Chàm, Ninh Thuận",
            destinations=("Xã Phước Thành", "Xã Phước Bình"),
            purpose="Đi làm việc ở cơ quan",
            plate="85B1-123.45",
            hours=(5 * 60, 19 * 60),
        ),
        issuer="MTTQ-BA",
        index=99_999,
        uri="https://gxn.example/s/999",
    ),
}


def records() -> Iterator[Case]:
    """Yield these records; only the median one is of the office and list that the other cases have."""
    yield case("the median record", signed_token(RECORDS["median"]), "VALID", "genuine")
    shortest, longest = signed_token(RECORDS["shortest"]), signed_token(RECORDS["longest"])
    yield case("the shortest record", shortest, "UNKNOWN_SIGNER", "key_issuer")
    yield case("the longest record", longest, "STATUS_UNKNOWN", "list_missing")
