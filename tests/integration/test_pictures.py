"""Pictures of signature and seal: only their owners put them up, only the owner's key carries a signature."""

import io

import pytest
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.paper.errors import PaperError
from certapp.paper.picture import Picture
from certapp.registry.audit import AuditRecord
from certapp.registry.database import db
from certapp.workflow import content, issue, pictures, scan, trial
from certapp.workflow.errors import Forbidden, Invalid, NotFound
from certapp.workflow.pictures import Kind
from tests.inks import file_of, seal, signature
from tests.printed import MM, read
from tests.world import Person, World, stored_application, stored_certificate, user


@pytest.fixture(scope="module")
def ink() -> bytes:
    return file_of(signature())


@pytest.fixture(scope="module")
def stamp() -> bytes:
    return file_of(seal())


def put(world: World, person: Person, kind: Kind, data: bytes, width_mm: int = 40) -> None:
    with world.app.app_context():
        pictures.put(user(person), kind, data, width_mm, world.now, is_cleared=True)


def own(world: World, person: Person, kind: Kind) -> Picture | None:
    with world.app.app_context():
        return pictures.own(user(person), kind)


def inks_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height, mm, of the pictures on the pages; the QR, at the left margin, is none."""
    return [
        (round(shape.width / MM), round(shape.height / MM))
        for shape in read(pdf).shapes
        if shape.kind == FPDF_PAGEOBJ_IMAGE and shape.left > 40 * MM
    ]


def paper(world: World, certificate_id: int) -> bytes:
    with world.app.app_context():
        return issue.paper_of(stored_certificate(certificate_id))


def test_a_paper_carries_its_signers_own_signature_and_the_seal(
    world: World, ink: bytes, stamp: bytes
) -> None:
    signer, colleague = world.approver(), world.approver()
    put(world, signer, Kind.SIGNATURE, ink)
    first = world.signed(signer, world.submitted(world.official()))
    height = round(40 * 320 / 1050)
    assert inks_of(paper(world, first)) == [(40, height)]
    put(world, world.clerk, Kind.SEAL, stamp, 36)
    both = world.signed(signer, world.submitted(world.official()))
    assert sorted(inks_of(paper(world, both))) == [(36, 36), (40, height)]
    other = world.signed(colleague, world.submitted(world.official()))
    assert inks_of(paper(world, other)) == [(36, 36)]  # nobody signs in another's hand
    for certificate_id in (first, both, other):
        with world.app.app_context():
            pdf = issue.paper_of(stored_certificate(certificate_id))
            assert scan.judge_upload(pdf, world.now).verdict.code is VerdictCode.VALID


def test_the_signature_is_of_the_keys_owner_whoever_the_record_names(world: World, ink: bytes) -> None:
    signer, colleague = world.approver(), world.approver()
    put(world, colleague, Kind.SIGNATURE, ink)
    certificate_id = world.signed(signer, world.submitted(world.official()))
    with world.app.app_context():
        key = stored_certificate(certificate_id).signer_key
        assert key.user_id == signer.id
        assert pictures.signature_of(key) is None


def test_a_preview_carries_neither(world: World, ink: bytes, stamp: bytes) -> None:
    signer = world.approver()
    put(world, signer, Kind.SIGNATURE, ink)
    put(world, world.clerk, Kind.SEAL, stamp)
    asked = world.submitted(world.official())
    with world.app.app_context():
        assert inks_of(trial.specimen(content.of(stored_application(asked)), world.now)) == []


def test_what_is_issued_stays_when_a_picture_goes(world: World, ink: bytes) -> None:
    signer = world.approver()
    put(world, signer, Kind.SIGNATURE, ink)
    old = world.signed(signer, world.submitted(world.official()))
    before = paper(world, old)
    with world.app.app_context():
        pictures.remove(user(signer), Kind.SIGNATURE, world.now)
    new = world.signed(signer, world.submitted(world.official()))
    assert inks_of(paper(world, new)) == []
    assert paper(world, old) == before
    assert own(world, signer, Kind.SIGNATURE) is None
    with world.app.app_context(), pytest.raises(NotFound):
        pictures.remove(user(signer), Kind.SIGNATURE, world.now)


def test_a_new_picture_takes_the_place_of_the_old(world: World, ink: bytes, stamp: bytes) -> None:
    signer = world.approver()
    put(world, signer, Kind.SIGNATURE, ink)
    put(world, signer, Kind.SIGNATURE, stamp, 25)
    found = own(world, signer, Kind.SIGNATURE)
    assert found is not None
    assert (found.width_mm, round(found.height_mm)) == (25, 25)
    assert Image.open(io.BytesIO(found.data)).mode == "RGBA"


def test_every_change_is_recorded_and_none_shows_the_picture(world: World, ink: bytes, stamp: bytes) -> None:
    signer = world.approver()
    put(world, signer, Kind.SIGNATURE, ink)
    put(world, world.clerk, Kind.SEAL, stamp)
    with world.app.app_context():
        pictures.remove(user(world.clerk), Kind.SEAL, world.now)
        verbs = ("put_signature_picture", "put_seal_picture", "remove_seal_picture")
        records = db.session.scalars(
            select(AuditRecord).where(AuditRecord.verb.in_(verbs)).order_by(AuditRecord.id)
        ).all()
        assert [(one.verb, one.actor_id, one.subject, one.subject_id) for one in records] == [
            (verbs[0], signer.id, "user", signer.id),
            (verbs[1], world.clerk.id, "office", world.office_id),
            (verbs[2], world.clerk.id, "office", world.office_id),
        ]
        assert [set(one.facts) for one in records] == [{"picture"}, {"picture"}, set()]


def test_who_may_not(world: World, ink: bytes) -> None:
    signer = world.approver()
    for person, kind in (
        (world.official(), Kind.SIGNATURE),
        (world.clerk, Kind.SIGNATURE),
        (signer, Kind.SEAL),
        (world.guard(), Kind.SEAL),
    ):
        with world.app.app_context():
            with pytest.raises(Forbidden):
                pictures.put(user(person), kind, ink, 40, world.now, is_cleared=True)
            with pytest.raises(Forbidden):
                pictures.own(user(person), kind)
            with pytest.raises(Forbidden):
                pictures.remove(user(person), kind, world.now)


@pytest.mark.parametrize(("width_mm", "fault"), [(14, "size_range"), (71, "size_range"), (-1, "size_range")])
def test_a_width_no_signature_has_is_refused(world: World, ink: bytes, width_mm: int, fault: str) -> None:
    signer = world.approver()
    with pytest.raises(Invalid) as refused:
        put(world, signer, Kind.SIGNATURE, ink, width_mm)
    assert refused.value.fields == {"width_mm": fault}
    assert own(world, signer, Kind.SIGNATURE) is None


def test_a_signature_that_would_be_too_high_is_refused(world: World, stamp: bytes) -> None:
    signer = world.approver()
    with pytest.raises(Invalid) as refused:
        put(world, signer, Kind.SIGNATURE, stamp, 40)
    assert refused.value.fields == {"width_mm": "size_height"}


def test_a_bad_upload_leaves_the_old_picture(world: World, ink: bytes) -> None:
    signer = world.approver()
    put(world, signer, Kind.SIGNATURE, ink)
    before = own(world, signer, Kind.SIGNATURE)
    with pytest.raises(PaperError):
        put(world, signer, Kind.SIGNATURE, b"GIF89a")
    assert own(world, signer, Kind.SIGNATURE) == before
