"""certapp.workflow.paper_settings and paper_preview: an office's own paper, changed whole and told of."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.workflow import issue, paper_preview, paper_settings, scan
from certapp.workflow.errors import Conflict, Forbidden, Invalid
from certapp.workflow.paper_settings import PaperSettings
from tests.neighbour import another_office
from tests.unit.workflow.test_reservation import interrupted
from tests.world import Person, World, stored_application, stored_certificate, user

STATE_BODY = {
    "parent_lines": ("ỦY BAN NHÂN DÂN", "HUYỆN BÁC ÁI"),
    "body_lines": ("ỦY BAN NHÂN DÂN", "XÃ PHƯỚC ĐẠI"),
    "number_form": "{number}/GXN-UBND",
    "authority_lines": ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"),
}

WIDE = "- ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM HUYỆN BÁC ÁI, TỈNH NINH"
LONG = "Đề nghị các chốt kiểm soát tạo điều kiện. " * 22
NO_ROOM = {"recipients": "too_long_for_page"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An office of these tests alone, for its paper changes."""
    return World(tmp_path_factory.mktemp("paper"))


@pytest.fixture(autouse=True)
def before(office: World) -> Iterator[PaperSettings]:
    """The settings, put back after each test."""
    with office.app.app_context():
        first = paper_settings.of(stored(office))
        yield first
        change(office, **{name: getattr(first, name) for name in PaperSettings.__slots__})


def stored(office: World) -> Office:
    db.session.rollback()
    return db.session.get_one(Office, office.office_id)


def clerk(office: World) -> User:
    return user(office.clerk)


def change(office: World, **changes: object) -> bool:
    row = stored(office)
    wanted = replace(paper_settings.of(row), **changes)  # type: ignore[arg-type]
    return paper_settings.change(clerk(office), wanted, paper_settings.version(row), office.now)


def records() -> list[AuditRecord]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditRecord).where(AuditRecord.verb == "change_paper")))


def text_of(certificate: Certificate) -> str:
    with pypdfium2.PdfDocument(issue.paper_of(certificate)) as document:
        return "\n".join(document[0].get_textpage().get_text_bounded().splitlines())


def test_a_change_is_stored_whole_with_old_and_new_in_the_audit_log(office: World) -> None:
    told = len(records())
    assert change(office, place="Phước Đại", footer=" Điện thoại  0259 ", wording={"title": "GIẤY ĐI ĐƯỜNG"})
    row = stored(office)
    assert (row.place, row.footer, row.wording) == (
        "Phước Đại",
        "Điện thoại 0259",
        {"title": "GIẤY ĐI ĐƯỜNG"},
    )
    [new] = records()[told:]
    assert (new.subject, new.subject_id, new.actor_id) == ("office", office.office_id, office.clerk.id)
    assert new.facts == {
        "changes": {
            "place": {"old": "Bác Ái", "new": "Phước Đại"},
            "footer": {"old": "", "new": "Điện thoại 0259"},
            "wording": {"old": {}, "new": {"title": "GIẤY ĐI ĐƯỜNG"}},
        }
    }


def test_nothing_other_is_no_change(office: World) -> None:
    told = len(records())
    assert not change(office, place=" Bác  Ái ")
    assert len(records()) == told


def test_a_state_bodys_paper(office: World) -> None:
    change(office, **STATE_BODY)
    text = text_of(stored_certificate(office.issued()))
    for line in ("XÃ PHƯỚC ĐẠI", "/GXN-UBND", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"):
        assert line in text


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"number_form": "GXN"}, {"number_form": "office_number_form"}),
        ({"number_form": "{number}/" + "X" * 30}, {"number_form": "office_number_form"}),
        ({"authority_lines": ("TM.", "KT.", "TL.")}, {"authority_lines": "too_many_lines"}),
        ({"body_lines": ()}, {"body_lines": "required"}),
        ({"footer": "x" * 151}, {"footer": "too_long"}),
        ({"recipients": ("村",)}, {"recipients": "glyph_missing"}),
        ({"wording": {"closing": "村"}}, {"closing": "glyph_missing"}),
        (
            {"place": "", "wording": {"title": "{{ x }}", "opening": "{{"}},
            {"place": "required", "title": "wording_field", "opening": "wording_braces"},
        ),
        ({"recipients": (WIDE,) * 6, "body_lines": (WIDE,) * 3, "parent_lines": (WIDE,) * 3}, NO_ROOM),
        ({"wording": {"opening": LONG[:600], "closing": LONG[:900]}}, {"closing": "too_long_for_page"}),
    ],
)
def test_what_breaks_a_rule_or_leaves_no_room_changes_nothing(
    office: World, changes: dict[str, object], found: dict[str, str]
) -> None:
    told, version = len(records()), paper_settings.version(stored(office))
    with pytest.raises(Invalid) as refused:
        change(office, **changes)
    assert refused.value.fields == found
    assert (len(records()), paper_settings.version(stored(office))) == (told, version)


def test_who_did_not_see_the_latest_does_not_overwrite_it(office: World) -> None:
    seen, mine = paper_settings.version(stored(office)), paper_settings.of(stored(office))
    change(office, place="Phước Đại")
    with pytest.raises(Conflict, match="paper_changed"):
        paper_settings.change(clerk(office), replace(mine, footer="x"), seen, office.now)
    assert (stored(office).place, stored(office).footer) == ("Phước Đại", "")


def test_only_a_clerk_changes_and_only_the_own_office(office: World, before: PaperSettings) -> None:
    approver = office.approver(with_key=False)
    for verb in (
        lambda: paper_settings.change(user(approver), before, "", office.now),
        lambda: paper_preview.picture(user(approver), before, office.now),
    ):
        with pytest.raises(Forbidden):
            verb()
    other = another_office().id
    unchanged = paper_settings.version(db.session.get_one(Office, other))
    change(office, place="Phước Đại")
    assert paper_settings.version(db.session.get_one(Office, other)) == unchanged


def test_issued_papers_stay_and_new_ones_follow(office: World) -> None:
    old = office.issued()
    paper = issue.paper_of(stored_certificate(old))
    change(office, wording={"closing": "Cấp cho {{ họ_tên }}.\nĐoạn hai.", "scan_en": ""})
    assert issue.paper_of(stored_certificate(old)) == paper
    text = text_of(stored_certificate(office.issued()))
    assert "Cấp cho Nguyễn Thị Hồng Nhung." in text
    assert "Đoạn hai." in text
    assert "Scan the QR" not in text


def test_a_reserved_paper_keeps_number_and_token_and_only_its_words_follow(office: World) -> None:
    approver = office.approver()
    application_id = office.submitted(office.official())
    left = interrupted(office, approver, application_id)
    reserved = (left.id, left.number, left.protected, left.payload, left.reserved_at)
    change(office, **STATE_BODY, wording={"title": "GIẤY ĐI ĐƯỜNG"})
    made = signed(office, approver, application_id)
    assert (made.id, made.number, made.protected, made.payload, made.reserved_at) == reserved
    assert scan.judge(issue.qr_text_of(made), office.now).code == "VALID"
    text = text_of(made)
    assert f"Số: {reserved[1]}" in text
    assert "GXN-UBND" not in text
    assert "GIẤY ĐI ĐƯỜNG" in text


def signed(office: World, approver: Person, application_id: int) -> Certificate:
    version = stored_application(application_id).version
    return issue.sign(user(approver), application_id, version, approver.passphrase, office.now)


def test_the_preview_is_a_specimen_under_the_settings_not_yet_saved(
    office: World, before: PaperSettings
) -> None:
    now = office.now
    data = paper_preview.picture(clerk(office), before, now)
    shown = Image.open(io.BytesIO(data))
    assert (shown.format, shown.width) == ("PNG", paper_preview.WIDTH)
    assert zxingcpp.read_barcodes(shown) == []
    other = replace(before, wording={"title": "GIẤY ĐI ĐƯỜNG"})
    assert paper_preview.picture(clerk(office), other, now) != data
    assert stored(office).wording == {}


def test_the_preview_prints_the_word_specimen_and_no_signature(
    office: World, before: PaperSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.approver(with_key=False)
    drawn = []
    draw = paper_preview.draw
    monkeypatch.setattr(paper_preview, "draw", lambda sheet, fonts: drawn.append(sheet) or draw(sheet, fonts))
    paper_preview.picture(clerk(office), before, office.now)
    [sheet] = drawn
    assert (sheet.qr_text, sheet.specimen, sheet.signed_note) == (None, "BẢN XEM TRƯỚC", "")
    assert sheet.signer_name == "Nguyễn Văn Bền"


def test_every_field_has_an_example(office: World) -> None:
    examples = paper_preview.examples(clerk(office), office.now)
    assert [name for name, value in examples.items() if not value] == []
