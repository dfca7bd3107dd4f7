"""Papers to print, and print jobs made to their end."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pypdfium2
import zxingcpp
from sqlalchemy import insert, select

from certapp.credential import VerdictCode
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.print_job import PrintedPaper, PrintJob, PrintState
from certapp.workflow import print_making, printing, scan
from tests.world import Person, World, user


def issue(world: World, approver: Person, *holders: str, unit_id: int | None = None) -> list[int]:
    """Issue a certificate to each holder; returns their ids."""
    unit_id = unit_id or world.unit_id
    official = [world.official(unit_id) for _ in holders]
    return [
        world.signed(approver, world.submitted(who, unit_id=unit_id, holder=holder))
        for who, holder in zip(official, holders, strict=True)
    ]


def make(world: World, *, steps: int = 1000, worker: str = "") -> int:
    """Do steps of print jobs until there are no more, inside the context of the office; returns how many."""
    worker = worker or str(uuid.uuid4())
    for step in range(steps):
        if not print_making.advance(worker, lambda: world.now):
            return step
    return steps


def job(job_id: int) -> PrintJob:
    """Return a print job as it is now, inside the context of its office."""
    db.session.rollback()
    return db.session.get_one(PrintJob, job_id)


def holders(job_id: int) -> list[str]:
    """Return who is in the print file, in its order, as the register has it."""
    db.session.rollback()
    query = select(PrintedPaper).where(PrintedPaper.job_id == job_id).order_by(PrintedPaper.position)
    papers = db.session.scalars(query.where(PrintedPaper.left_out.is_(None))).all()
    return [str(paper.certificate.application.holder) for paper in papers]


def ask_long(world: World, who: Person, certificates: Sequence[int], total: int) -> int:
    """Ask for the same certificates again and again, `total` in all: a long job, soon prepared."""
    now, owner = world.now, user(who)
    with transaction() as session:
        found = PrintJob(
            office_id=owner.office_id,
            owner_id=who.id,
            state=PrintState.WAITING,
            total=total,
            requested_at=now,
            advanced_at=now,
        )
        session.add(found)
        session.flush()
        of_position = (certificates[position % len(certificates)] for position in range(total))
        rows = [
            {"job_id": found.id, "position": position, "certificate_id": certificate_id}
            for position, certificate_id in enumerate(of_position)
        ]
        session.execute(insert(PrintedPaper), rows)
        return found.id


def qr_texts(path: Path, *pages: int) -> list[str]:
    """Read the QR of every page of a file, or of these pages."""
    document = pypdfium2.PdfDocument(path)
    found = []
    for page in pages or range(len(document)):
        picture = document[page].render(scale=200 / 72).to_pil()
        found += [
            code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        ]
    document.close()
    return found


def travellers(path: Path, now: datetime, *pages: int) -> list[str]:
    """Return whom the QR codes of a file name; every one of them must be VALID now."""
    names = []
    for text in qr_texts(path, *pages):
        verdict = scan.judge(text, now)
        assert verdict.code is VerdictCode.VALID, (verdict.code, verdict.reason, text)
        assert verdict.claims is not None
        names.append(verdict.claims.travel.holder)
    return names


def ask(world: World, who: Person, *ticked: int, at: datetime | None = None) -> int:
    """Ask for a print file of these certificates, or of all; returns the job's id."""
    return printing.request(user(who), at or world.now, ticked=ticked or None)


def number_of(certificate_id: int) -> str:
    """Return the number of a certificate."""
    return db.session.get_one(Certificate, certificate_id).number
