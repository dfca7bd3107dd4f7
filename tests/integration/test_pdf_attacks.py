"""Whatever is done to a paper's PDF, no file of it is valid, and the server answers meanwhile."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from certapp.credential import VerdictCode
from certapp.paper.errors import PaperError
from certapp.workflow import pdf_check, scan
from certapp.workflow.pdf_check import QrPart, SignaturePart, TextPart
from tests.patience import PATIENCE
from tests.pdf import acting, after_signing, disagreeing, hostile, shadow
from tests.pdf.kit import Kit, kit_of
from tests.world import World

FORGED = VerdictCode.FORGED
REFUSED = {
    "upload_unreadable",
    "upload_no_qr",
    "picture_too_large",
    "pdf_mixed",
    "pdf_encrypted",
    "pdf_pages",
    "pdf_active",
    "pdf_objects",
}


@pytest.fixture(scope="module")
def kit(office: World) -> Kit:
    """A paper with all that an attacker may have."""
    return kit_of(office)


def outcome(office: World, data: bytes) -> tuple[str, pdf_check.Parts | None]:
    """Return the verdict as `CODE/reason` and the parts, or the code of the refusal and nothing."""
    with office.app.app_context():
        try:
            found = scan.judge_upload(data, office.now)
        except PaperError as error:
            return error.code, None
    return f"{found.verdict.code}/{found.verdict.reason}", found.parts


@pytest.mark.parametrize("name", after_signing.ATTACKS)
def test_what_is_done_after_signing_is_seen(name: str, office: World, kit: Kit) -> None:
    said, parts = outcome(office, after_signing.ATTACKS[name](kit))
    if parts is None:
        assert said in REFUSED
    else:
        assert said in ("FORGED/pdf_changed", "FORGED/pdf_signature", "FORGED/pdf_signatures")
        assert parts.qr is QrPart.GENUINE


@pytest.mark.parametrize("name", shadow.ATTACKS)
def test_a_shadow_is_seen_as_a_change(name: str, office: World, kit: Kit) -> None:
    said, parts = outcome(office, shadow.ATTACKS[name](kit))
    assert said == ("upload_no_qr" if parts is None else "FORGED/pdf_changed")


@pytest.mark.parametrize("name", disagreeing.ATTACKS)
def test_parts_that_do_not_belong_together_are_told_apart(name: str, office: World, kit: Kit) -> None:
    said, parts = outcome(office, disagreeing.ATTACKS[name](kit))
    assert parts is not None
    if parts.qr is QrPart.SEVERAL:
        assert said == "FORGED/pdf_codes"
    elif parts.signature is SignaturePart.OTHER_KEY:
        assert said == "FORGED/pdf_other_key"
    else:
        assert said == "FORGED/pdf_text"
        assert parts.signature in (SignaturePart.AGREES, SignaturePart.ABSENT)
        assert parts.text in (TextPart.DIFFERS, TextPart.HIDDEN, TextPart.ABSENT)
        assert (parts.text is TextPart.HIDDEN) == (name in HIDING)


HIDING = {name for name in disagreeing.ATTACKS if name.startswith(("hidden", "below"))} | {
    # what was there is below the patch, and the new text stands at the end of the page's
    *("another_name_unsigned", "another_name_signed", "another_birth_year", "another_plate"),
}


@pytest.mark.parametrize("name", acting.ATTACKS)
def test_a_paper_that_does_something_is_refused(name: str, office: World, kit: Kit) -> None:
    assert outcome(office, acting.ATTACKS[name](kit)) == ("pdf_active", None)


@pytest.mark.parametrize("name", hostile.ATTACKS)
def test_a_file_that_hurts_is_refused(name: str, office: World, kit: Kit) -> None:
    said, parts = outcome(office, hostile.ATTACKS[name](kit))
    assert said in REFUSED if parts is None else said == "FORGED/pdf_signature"


def test_a_page_pasted_beside_a_foreign_one_names_what_differs(office: World, kit: Kit) -> None:
    _, parts = outcome(office, disagreeing.foreign_page_signed(kit))
    assert parts is not None
    differences = {one.fact: (one.token, one.page) for one in parts.differences}
    assert differences["holder"] == ("Nguyễn Thị Hồng Nhung", "Katơr Thị Mỹ Hạnh")


def test_the_server_answers_while_files_burn(address: str, kit: Kit) -> None:
    bombs = [hostile.endless_drawing(kit), hostile.form_that_draws_itself(kit), hostile.nested_bomb(kit)] * 4

    def send(data: bytes) -> int:
        return httpx.post(f"{address}/check", files={"file": ("a.pdf", data)}, timeout=PATIENCE).status_code

    with ThreadPoolExecutor(len(bombs)) as crowd:
        sent = [crowd.submit(send, bomb) for bomb in bombs]
        while not all(each.done() for each in sent):
            answer = httpx.post(f"{address}/api/v1/verify", json={"qr": kit.qr_text}, timeout=PATIENCE)
            assert answer.json()["verdict"] == "VALID"
    assert {each.result() for each in sent} <= {422, 503}
    good = httpx.post(f"{address}/check", files={"file": ("a.pdf", kit.paper)}, timeout=PATIENCE)
    assert 'data-verdict="VALID"' in good.text
