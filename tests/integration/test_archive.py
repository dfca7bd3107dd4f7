"""Time stamps at an office: had where they can be had, never waited for, added later, recorded and shown."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import select

from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate, SealLevel
from certapp.registry.database import db
from certapp.registry.papers import PaperStore
from certapp.workflow import archive, issue, overview, sealing
from tests.stamping import Stamping, stamping
from tests.world import Person, World, stored_certificate, user


@pytest.fixture
def authority() -> Iterator[Stamping]:
    with stamping() as running:
        yield running


@pytest.fixture
def stamped_world(tmp_path: Path, authority: Stamping) -> World:
    """An office that has named the authority."""
    roots = str(authority.root_file(tmp_path))
    return World(tmp_path, tsa_url=authority.url, tsa_roots=roots, tsa_seconds=60)


@pytest.fixture
def approver(stamped_world: World) -> Person:
    return stamped_world.approver()


def issued(world: World, approver: Person) -> int:
    return world.signed(approver, world.submitted(world.official()))


def audited(certificate_id: int, verb: str) -> AuditRecord:
    query = select(AuditRecord).where(
        AuditRecord.subject == "certificate",
        AuditRecord.subject_id == certificate_id,
        AuditRecord.verb == verb,
    )
    return db.session.scalars(query).one()


def signatures(certificate: Certificate) -> list[str]:
    reader = PdfFileReader(io.BytesIO(issue.paper_of(certificate)))
    return [signature.sig_object["/Type"] for signature in reader.embedded_signatures]


def run(world: World) -> int:
    return archive.due(lambda: world.now)


def test_a_paper_has_a_time_stamp_at_once_and_is_archived_in_the_background(
    stamped_world: World, approver: Person
) -> None:
    certificate_id = issued(stamped_world, approver)
    with stamped_world.app.app_context():
        certificate = stored_certificate(certificate_id)
        before, first = issue.paper_of(certificate), certificate.paper
        assert (certificate.seal_level, certificate.seal_fault) == (SealLevel.B_T, None)
        assert audited(certificate_id, "issue").facts == {"paper": first, "seal": "B-T"}
        assert run(stamped_world) == 1

        certificate = stored_certificate(certificate_id)
        assert certificate.seal_level == SealLevel.B_LTA
        assert signatures(certificate) == ["/Sig", "/DocTimeStamp"]
        assert issue.paper_of(certificate).startswith(before)
        assert audited(certificate_id, "archive").facts == {"paper": certificate.paper, "replaces": first}
        # the file that was handed out until then is still found by its hash
        assert PaperStore(stamped_world.settings.papers).get(first or "") == before
        assert run(stamped_world) == 0


def test_an_authority_that_fails_stops_nobody_and_is_told(
    stamped_world: World, approver: Person, authority: Stamping
) -> None:
    authority.fault = "refuses"
    ids = [issued(stamped_world, approver) for _ in range(3)]
    assert authority.stamps == 1  # the others did not wait for it
    clerk = stamped_world.clerk
    with stamped_world.app.app_context():
        papers = [stored_certificate(each) for each in ids]
        assert [paper.seal_level for paper in papers] == [SealLevel.B_B] * 3
        assert [paper.seal_fault for paper in papers] == ["tsa_refused", "tsa_paused", "tsa_paused"]
        assert audited(ids[0], "issue").facts["fault"] == "tsa_refused"
        assert overview.of(user(clerk), stamped_world.now, stamped_world.today).unstamped == 3

        assert run(stamped_world) == 0
        assert authority.stamps == 2  # nor is it asked once for each of them
        authority.fault = None
        assert run(stamped_world) == 3
        papers = [stored_certificate(each) for each in ids]
        assert [(paper.seal_level, paper.seal_fault) for paper in papers] == [(SealLevel.B_LTA, None)] * 3
        assert overview.of(user(clerk), stamped_world.now, stamped_world.today).unstamped == 0


def test_it_is_asked_again_after_a_pause(
    stamped_world: World, approver: Person, authority: Stamping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "PAUSE", 0.0)
    authority.fault = "refuses"
    first = issued(stamped_world, approver)
    authority.fault = None
    second = issued(stamped_world, approver)
    with stamped_world.app.app_context():
        levels = [stored_certificate(each).seal_level for each in (first, second)]
    assert levels == [SealLevel.B_B, SealLevel.B_T]


def test_of_two_that_archive_a_paper_at_once_the_first_stands(
    stamped_world: World, approver: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate_id = issued(stamped_world, approver)
    archived, counts = archive.archive.archived, []

    def overtaken(*given: object) -> bytes:
        monkeypatch.setattr(archive.archive, "archived", archived)
        counts.append(run(stamped_world))
        return archived(*given)

    monkeypatch.setattr(archive.archive, "archived", overtaken)
    with stamped_world.app.app_context():
        counts.append(run(stamped_world))
        assert counts == [1, 0]
        assert audited(certificate_id, "archive").facts["paper"] == stored_certificate(certificate_id).paper


def test_a_paper_that_cannot_be_archived_holds_up_no_other(stamped_world: World, approver: Person) -> None:
    lost, sound = (issued(stamped_world, approver) for _ in range(2))
    with stamped_world.app.app_context():
        paper = stored_certificate(lost).paper or ""
        (stamped_world.settings.papers / paper[:2] / f"{paper}.pdf").write_bytes(b"%PDF-1.7")
        assert run(stamped_world) == 1
        assert stored_certificate(lost).seal_fault == "paper_lost"
        assert stored_certificate(sound).seal_level == SealLevel.B_LTA
        assert run(stamped_world) == 0


def test_papers_from_before_are_archived_but_not_those_long_over(
    stamped_world: World, approver: Person, authority: Stamping
) -> None:
    certificate_id = issued(stamped_world, approver)
    with stamped_world.app.app_context():
        expires = stored_certificate(certificate_id).expires
        assert archive.due(lambda: expires + archive.AFTER + timedelta(seconds=1)) == 0
        assert archive.due(lambda: expires + archive.AFTER - timedelta(seconds=1)) == 1


def test_without_an_authority_nothing_is_asked(world: World) -> None:
    certificate_id = issued(world, world.approver())
    with world.app.app_context():
        certificate = stored_certificate(certificate_id)
        assert (certificate.seal_level, certificate.seal_fault) == (SealLevel.B_B, None)
        assert run(world) == 0
        assert overview.of(user(world.clerk), world.now, world.today).unstamped == 0
