"""The phone's verifier in Node: its own tests with all vectors, and some mutated tokens beside Python's."""

import subprocess
from itertools import count

from certapp.credential import VerdictCode
from tests.agree import cases, edges
from tests.agree.comparison import NODE, ROOT, compared
from tests.fuzz import corpus_files
from tests.patience import PATIENCE


def test_the_tests_of_the_scripts_pass() -> None:
    files = sorted((ROOT / "tests" / "node").glob("*.test.mjs"))
    assert len(files) >= 2
    run = subprocess.run(
        [*NODE, "--test", "--test-reporter=tap", *map(str, files)],
        capture_output=True,
        text=True,
        timeout=10 * PATIENCE,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "\n# fail 0\n" in run.stdout
    assert "\n# skipped 0\n" in run.stdout


def test_both_verifiers_say_the_same_of_mutated_tokens() -> None:
    found = compared(((number, cases.inputs(number)) for number in count()), 2000)
    assert found.disagreements == []
    assert len(found.tokens) >= 2000
    assert {verdict.partition(".")[0] for verdict in found.verdicts} == set(VerdictCode)


def test_both_verifiers_say_the_same_of_what_the_fuzzer_found_worth_keeping() -> None:
    inputs = [file.read_bytes() for file in sorted(corpus_files.FOLDER.iterdir())]
    found = compared(enumerate(inputs), len(inputs))
    assert found.disagreements == []
    assert found.counts.total() > 50


def test_both_verifiers_say_the_same_where_their_languages_differ() -> None:
    found = compared(((None, data) for data in edges.INPUTS), len(edges.INPUTS))
    assert found.disagreements == []
    assert {"VALID.genuine", "STATUS_UNKNOWN.list_index", "UNREADABLE.text_too_long"} < set(found.verdicts)
