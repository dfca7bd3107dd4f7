"""What a print file of many papers costs in memory, time and bytes: `python benchmarks/printing.py [PAGES]`.

The papers are issued as by an office, so that every one has its own name, number and QR; a few are printed
again and again. Each way works in a process of its own, whose largest memory (VmHWM of proc(5)) is compared
with what it held before. Naive is what a PDF library does unasked: every paper's page is put into one
document, which is saved at the end.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

PAGES = 500
PAPERS = 60  # more than one part holds, so that no part has a paper twice
NAMES = [
    "Ánh",
    "Bền",
    "Cúc",
    "Duyên",
    "Đào",
    "Hạnh",
    "Khuê",
    "Lộc",
    "Mỹ",
    "Ngọc",
    "Quỳnh",
    "Sơn",
    "Thủy",
    "Yến",
]
MIB = 1024  # KiB


@dataclass(frozen=True)
class Cost:
    """MiB over the idle process, seconds, bytes of the file."""

    memory: float
    seconds: float
    size: int


def memory(name: str) -> float:
    """Return VmRSS or VmHWM of this process, MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / MIB for line in lines if line.startswith(name + ":"))


def prepare(folder: Path, pages: int) -> None:
    """Make an office with a print job of so many pages."""
    from certapp.keystore import pkcs8
    from tests.printing import ask_long
    from tests.world import World

    pkcs8.SCRYPT_COST = 2  # only here: the passphrase is asked for at every signature
    world = World(folder)
    approver, official = world.approver(), world.official()
    made = []
    for number in range(PAPERS):
        name, purpose = f"Nguyễn Thị {NAMES[number % len(NAMES)]}", f"Đi làm việc, lần thứ {number}"
        made.append(world.signed(approver, world.submitted(official, holder=name, purpose=purpose)))
    with world.app.app_context():
        ask_long(world, approver, made, pages)


def ours(folder: Path) -> Cost:
    """Do the job as the timer does."""
    from datetime import UTC, datetime

    from certapp import create_app
    from certapp.config import Settings
    from certapp.registry.database import db
    from certapp.registry.print_job import PrintJob, PrintState
    from certapp.workflow import print_making

    app = create_app(Settings(instance=folder / "instance", keys=folder / "keys"))
    with app.app_context():
        db.session.query(PrintJob).one()  # as the timer looks for jobs: the driver is loaded
        db.session.rollback()
        idle, start = memory("VmRSS"), perf_counter()
        while print_making.advance("benchmark", lambda: datetime.now(UTC)):
            pass
        seconds = perf_counter() - start
        job = db.session.query(PrintJob).one()
        assert job.state == PrintState.DONE, job.fault
        return Cost(memory("VmHWM") - idle, seconds, job.file_size or 0)


def naive(folder: Path) -> Cost:
    """Merge the same files with pypdfium2, the fastest of the libraries that were tried."""
    import pypdfium2

    pages = int(sys.argv[3])
    found = sorted((folder / "instance" / "papers").glob("*/*.pdf"))
    idle, start = memory("VmRSS"), perf_counter()
    out = pypdfium2.PdfDocument.new()
    for number in range(pages):
        paper = pypdfium2.PdfDocument(found[number % len(found)].read_bytes())
        out.import_pages(paper)
        paper.close()
    merged = folder / "naive.pdf"
    out.save(merged)
    return Cost(memory("VmHWM") - idle, perf_counter() - start, merged.stat().st_size)


def in_a_process(way: str, folder: Path, pages: int) -> Cost:
    """Run one way in a process of its own."""
    command = [sys.executable, __file__, way, str(folder), str(pages)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this file
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Print one ratio a line."""
    if len(sys.argv) == 4:
        cost = {"ours": ours, "naive": naive}[sys.argv[1]](Path(sys.argv[2]))
        print(json.dumps(vars(cost)))
        return
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, pages)
        papers = [path.stat().st_size for path in (folder / "instance" / "papers").glob("*/*.pdf")]
        mine, plain = in_a_process("ours", folder, pages), in_a_process("naive", folder, pages)
    whole = sum(papers) / len(papers) * pages
    print(
        f"printing.memory: {mine.memory / plain.memory:.2f} (of a naive merge of {pages} pages; "
        f"{mine.memory:.0f} MiB over the idle process, naive {plain.memory:.0f} MiB)"
    )
    print(
        f"printing.time: {mine.seconds / plain.seconds:.2f} (of the naive merge; "
        f"{1000 * mine.seconds / pages:.1f} ms a page, naive {1000 * plain.seconds / pages:.1f} ms)"
    )
    print(
        f"printing.size: {mine.size / whole:.2f} (of the signed files together; "
        f"{mine.size / pages / 1000:.1f} KB a page, naive {plain.size / pages / 1000:.1f} KB)"
    )


if __name__ == "__main__":
    main()
