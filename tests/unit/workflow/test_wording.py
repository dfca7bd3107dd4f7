"""certapp.workflow.wording: the token and the page say the same, the page in Vietnamese."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask_babel import force_locale

from certapp.credential import Claims, StatusRef
from certapp.paper.sheet import Sheet
from certapp.registry.office import Office, Unit
from certapp.workflow import wording, wording_templates
from certapp.workflow.content import Content
from certapp.workflow.errors import WorkflowError
from tests.world import FACTS, World

UNIT = Unit(name="Xã Phước Đại")
OFFICE = Office(
    code="MTTQ-BA",
    name="Ban Thường trực",
    parent_lines=["ỦY BAN MTTQ VIỆT NAM"],
    body_lines=["BAN THƯỜNG TRỰC"],
    place="Bác Ái",
    number_form="{number}/GXN-BTT",
    authority_lines=["TM. BAN THƯỜNG TRỰC"],
    recipients=["- Lưu: VT."],
    footer="",
    wording={},
    home_district="Huyện Bác Ái",
    home_province="Tỉnh Ninh Thuận",
    public_url="https://giay.example",
)
AT = datetime(2026, 2, 3, 17, 30, 5, tzinfo=UTC)  # the 4th in Vietnam
SIGNATURE = wording.Signature(
    name="Nguyễn Văn Bền", title="Phó Chủ tịch", qr_text="HTTPS://GIAY.EXAMPLE/V/ABC"
)


@pytest.fixture(autouse=True)
def context(office: World) -> Iterator[None]:
    """Catalogues need an application."""
    with office.app.app_context():
        yield


@pytest.fixture
def content(office: World) -> Content:
    return office.content(start_date=date(2026, 2, 4), end_date=date(2026, 2, 10))


def sheet(content: Content, signature: wording.Signature | None = SIGNATURE) -> Sheet:
    return wording.sheet(OFFICE, UNIT, content, number="07/GXN-BTT", at=AT, signature=signature)


def office_with(**changes: object) -> Office:
    facts = {name: getattr(OFFICE, name) for name in FACTS.__slots__}
    return Office(**{**facts, **changes})


def claims(content: Content) -> Claims:
    issue = wording.Issue(
        number="07/GXN-BTT", at=AT, cti=bytes(8), status=StatusRef(index=1, uri="https://giay.example/s/1")
    )
    return wording.claims(OFFICE, UNIT, content, issue)


def test_the_claims_span_whole_local_days(content: Content) -> None:
    said = claims(content)
    assert datetime.fromtimestamp(said.not_before, UTC) == datetime(2026, 2, 3, 17, tzinfo=UTC)
    assert said.expires - said.not_before == timedelta(days=7).total_seconds()
    assert said.issued_at == int(AT.timestamp())


def test_the_token_tells_no_more_than_the_check_needs(content: Content) -> None:
    travel = claims(content).travel
    assert (travel.birth_year, travel.id_last4) == (1988, "1234")
    assert travel.residence == "P. Mỹ Hải, TP. Phan Rang - Tháp Chàm, Ninh Thuận"
    told = repr(travel)
    for secret in ("058188001234", "16 Tháng 4", "27B"):
        assert secret not in told


def test_no_hours_are_the_whole_day(office: World) -> None:
    assert claims(office.content()).travel.hours == (300, 1140)
    assert claims(office.content(hours_from=None, hours_until=None)).travel.hours is None


def test_an_unfinished_application_has_no_claims(content: Content) -> None:
    with pytest.raises(ValueError, match="not a submitted application"):
        claims(Content(holder="An"))


def test_the_page_says_what_the_token_says_and_no_more(content: Content) -> None:
    page = "\n".join(sheet(content).texts())
    for told in (
        "Nguyễn Thị Hồng Nhung",
        "1988",
        "1234",
        "Công chức Văn phòng",
        "Xã Phước Đại",
        "Phường Mỹ Hải, thành phố Phan Rang - Tháp Chàm, tỉnh Ninh Thuận",
        "Đi làm việc tại cơ quan",
        "85B1-123.45",
        "Từ ngày 04/02/2026 đến hết ngày 10/02/2026",
        "Từ 05:00 đến 19:00 hằng ngày",
    ):
        assert told in page
    for secret in ("058188001234", "16 Tháng 4", "27B", "12/04"):
        assert secret not in page


def test_the_page_is_vietnamese_whatever_its_reader_speaks(content: Content) -> None:
    with force_locale("en"):
        page = sheet(content)
        assert dict(wording.facts(UNIT, content))["Full name:"] == content.holder
    assert page.title == "GIẤY XÁC NHẬN"
    assert page.rows[0] == ("Họ và tên:", content.holder)
    assert "ngoài huyện Bác Ái" in page.opening


def test_days_below_10_and_the_first_two_months_are_zero_padded(content: Content) -> None:
    """Decree 30/2020/NĐ-CP, Appendix I, II.4."""
    assert sheet(content).place_date == "Bác Ái, ngày 04 tháng 02 năm 2026"
    march = wording.sheet(OFFICE, UNIT, content, number="1", at=AT + timedelta(days=28), signature=None)
    assert march.place_date == "Bác Ái, ngày 04 tháng 3 năm 2026"


def test_the_signature_tells_who_and_when(content: Content) -> None:
    page = sheet(content)
    assert page.signed_note == "Ký điện tử bởi Nguyễn Văn Bền lúc 00:30:05 ngày 04/02/2026 (UTC+7)"
    assert (page.authority, page.signer_office, page.signer_name) == (
        ("TM. BAN THƯỜNG TRỰC",),
        "PHÓ CHỦ TỊCH",
        "Nguyễn Văn Bền",
    )


def test_a_specimen_carries_neither_signature_nor_code(content: Content) -> None:
    page = sheet(content, None)
    assert (page.qr_text, page.specimen) == (None, "BẢN XEM TRƯỚC")
    assert (page.signed_note, page.signer_office, page.signer_name) == ("", "", "")


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (None, None, "Cả ngày"),
        (300, 1140, "Từ 05:00 đến 19:00 hằng ngày"),
        (1320, 300, "Từ 22:00 đến 05:00 hôm sau"),
        (300, 1440, "Từ 05:00 đến 24:00 hằng ngày"),
    ],
)
def test_hours(office: World, start: int | None, end: int | None, text: str) -> None:
    rows = dict(wording.facts(UNIT, office.content(hours_from=start, hours_until=end)))
    assert rows["Giờ đi lại:"] == text


def test_a_page_without_a_vehicle_leaves_its_row_out(office: World) -> None:
    assert "Biển số xe:" not in dict(wording.facts(UNIT, office.content(plate=None)))


def test_numbers(office: World) -> None:
    assert wording.number_text(OFFICE, 7) == "07/GXN-BTT"
    assert wording.number_text(OFFICE, 123) == "123/GXN-BTT"
    assert wording.number_blank(OFFICE) == "……/GXN-BTT"


def test_every_field_of_the_wording_has_its_value(content: Content) -> None:
    values = wording.fields(OFFICE, UNIT, content, number="07/GXN-BTT", at=AT)
    assert list(values) == list(wording_templates.FIELDS)
    assert "" not in values.values()
    told = repr(values)
    for secret in ("058188001234", "16 Tháng 4", "27B", "12/04"):
        assert secret not in told


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Phó Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")),
        ("Chủ tịch", ("TM. ỦY BAN NHÂN DÂN",)),  # who does not deputise for anybody
    ],
)
def test_the_lines_of_a_state_body(content: Content, title: str, lines: tuple[str, ...]) -> None:
    """Decree 30/2020/NĐ-CP, Appendix I, II.7.a."""
    office = office_with(**{"authority_lines": ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]})
    signature = replace(SIGNATURE, title=title)
    page = wording.sheet(office, UNIT, content, number="1", at=AT, signature=signature)
    assert (page.authority, page.signer_office) == (lines, title.upper())


def test_the_offices_own_words_and_the_rest_by_default(content: Content) -> None:
    words = {"title": "GIẤY ĐI ĐƯỜNG", "closing": "Cấp cho {{ họ_tên }}.\nĐoạn hai.", "scan_en": ""}
    page = wording.sheet(
        office_with(**{"wording": words}), UNIT, content, number="1", at=AT, signature=SIGNATURE
    )
    assert page.title == "GIẤY ĐI ĐƯỜNG"
    assert page.subject == wording_templates.default("subject")
    assert page.closing == (f"Cấp cho {content.holder}.", "Đoạn hai.")
    assert page.scan_help == (wording_templates.default("scan_vi"),)


def test_a_wording_of_another_release_is_told(content: Content) -> None:
    office = office_with(**{"wording": {"opening": "{{ trường_cũ }}"}})
    with pytest.raises(WorkflowError, match="wording_unusable"):
        wording.sheet(office, UNIT, content, number="1", at=AT, signature=SIGNATURE)
