"""Python's verifier and the JavaScript one on the same inputs."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.agree import cases, world

ROOT = Path(__file__).parent.parent.parent
NODE = [str(ROOT / ".ci" / "node"), "--import", str(ROOT / "tests" / "node" / "vendor.mjs")]
TOKENS = frozenset("TSQNO")  # the kinds that carry a token
_BATCH = 1000


@dataclass
class Comparison:
    """What came of it.

    :param counts: inputs by kind; `tokens`, the distinct ones that carry a token.
    :param verdicts: how often each code and reason was told, by both.
    :param disagreements: the case and both answers.
    """

    counts: Counter[str] = field(default_factory=Counter)
    tokens: set[int] = field(default_factory=set)
    verdicts: Counter[str] = field(default_factory=Counter)
    disagreements: list[dict[str, Any]] = field(default_factory=list)


def compared(inputs: Iterable[tuple[int | None, bytes]], enough: int) -> Comparison:
    """Give mutated inputs to both until so many distinct ones that carry a token were judged.

    :param inputs: each with the number that `cases.case_of` takes.
    """
    found, coming = Comparison(), iter(inputs)
    judge = subprocess.Popen(
        [*NODE, str(ROOT / "tests" / "node" / "judge.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    with judge:
        assert judge.stdin is not None
        assert judge.stdout is not None
        judge.stdin.write(json.dumps(world.handed_over()) + "\n")
        while len(found.tokens) < enough and (batch := _batch(coming)):
            judge.stdin.writelines(json.dumps(case) + "\n" for case in batch)
            judge.stdin.write("\n")
            judge.stdin.flush()
            ours = [cases.answer(case) for case in batch]  # while the other one reckons
            for case, answer in zip(batch, ours, strict=True):
                _note(found, case, answer, json.loads(judge.stdout.readline()))
        judge.stdin.close()
    if judge.returncode != 0:
        raise RuntimeError(f"the JavaScript verifier ended with status {judge.returncode}")
    return found


def _batch(inputs: Iterator[tuple[int | None, bytes]]) -> list[dict[str, Any]]:
    taken = zip(range(_BATCH), inputs, strict=False)
    return [cases.case_of(data, number) for _, (number, data) in taken if data[:1]]


def _note(found: Comparison, case: dict[str, Any], ours: Any, theirs: Any) -> None:
    found.counts[case["kind"]] += 1
    if case["kind"] in TOKENS:
        found.tokens.add(hash((case["kind"], case["data"])))
        found.verdicts[f"{ours['code']}.{ours['reason']}"] += 1
    if ours != theirs:
        found.disagreements.append({"case": case, "python": ours, "javascript": theirs})
