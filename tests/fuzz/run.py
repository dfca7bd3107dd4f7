"""`python -m tests.fuzz.run SECONDS FOLDER`: fuzz so long, then say what was done; fails on a finding."""

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from tests.fuzz import corpus_files, mutation, watched
from tests.fuzz.judge import TOKENS
from tests.fuzz.watched import What

LONGEST = 40_000  # bytes of an input: past every limit of a token and of a QR text, and room for a bomb
_STATE = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)/(\S+).* rss: (\d+)Mb")


def main(seconds: int, folder: Path) -> int:
    """Run, print the figures; returns the exit status."""
    corpus, findings, report = folder / "corpus", folder / "findings", folder / "report.json"
    shutil.rmtree(folder, ignore_errors=True)
    corpus.mkdir(parents=True)
    findings.mkdir()
    for number, seed in enumerate(mutation.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    command = [sys.executable, "-m", "tests.fuzz.target", str(report), str(corpus)]
    command += [str(corpus_files.FOLDER)] if corpus_files.FOLDER.is_dir() else []
    command += [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-artifact_prefix={findings}/"]
    command += ["-timeout=10", "-rss_limit_mb=512", "-detect_leaks=0"]
    log = folder / "log"
    end = watched.run(command, log, findings)
    words = log.read_text(errors="replace")
    if report.exists() and (states := _STATE.findall(words)):
        _print(json.loads(report.read_text()), states[-1])
    if end.what in (What.FINDING, What.FAILURE):
        print(words[-3000:])
    print(
        {
            What.DONE: f"no finding; the corpus of this run is in {corpus}",
            What.INTERRUPTED: f"interrupted; no finding until then; the corpus so far is in {corpus}",
            What.FINDING: f"\nA FINDING. The input is in {findings}, the whole log in {log}.",
            What.FAILURE: f"\nThe fuzzer ended with status {end.status} and left no input. The log: {log}.",
        }[end.what]
    )
    return end.exit_status


def _print(seen: dict[str, Any], state: tuple[str, ...]) -> None:
    seconds = seen["seconds"]
    edges, features, inputs, size, megabytes = state
    tokens = sum(seen["mutated"].get(kind, 0) for kind in TOKENS)
    print(
        f"executions      {seen['inputs']:,} in {seconds} s, {seen['inputs'] // max(seconds, 1):,} a second"
    )
    print(f"mutated tokens  {tokens:,}, {seen['distinct_tokens']:,} of them distinct")
    print(f"mutated inputs  {_counts(seen['mutated'])}")
    print(f"coverage        {edges} edges, {features} features of certapp/credential/")
    print(f"corpus          {inputs} inputs, {size}")
    print(f"slowest input   {seen['slowest_ms']} ms; {seen['slow_at_first']} over 50 ms at first sight")
    print(f"most memory     {seen['most_kib'] / 1024:.2f} MiB for one input of {seen['traced']:,} traced")
    print(f"whole process   {megabytes} MiB")
    for outcome, count in seen["outcomes"].items():
        print(f"  {count:>10,}  {outcome}")


def _counts(kinds: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items()))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
