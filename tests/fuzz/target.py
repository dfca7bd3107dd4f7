"""The process that fuzzes; run.py starts it: `python -m tests.fuzz.target REPORT [libFuzzer arguments]`."""

import gc
import json
import resource
import sys
import time
import tracemalloc
from collections import Counter
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["certapp.credential"]):
    from certapp import credential  # noqa: F401 - instrumented here, before anybody else imports it

from tests.fuzz import mutation
from tests.fuzz.finding import Finding
from tests.fuzz.judge import KINDS, TOKENS, judge

MILLISECONDS = 50
KIBIBYTES = 16 * 1024
_SAMPLED = 512  # of so many inputs, the memory of one is traced
_NOTICED = 1024  # KiB by which an input lets the process grow before its memory is traced
_REMEMBERED = 2**27  # a bit for each of so many hashes, of which 3 million tokens share 1 %
_TRIES = 3  # to mutate into what has not been met: a mutation costs a third of a verdict
_SECOND = 10**9  # nanoseconds between two reports: libFuzzer ends the process without a word to Python


class Measured:
    """Judges inputs, and how long each takes and how much memory."""

    def __init__(self, file: Path) -> None:
        self._file, self._started, self._reported = file, time.monotonic(), 0
        self.inputs, self.distinct_tokens = 0, 0
        self._met = bytearray(_REMEMBERED // 8)
        self.outcomes: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.slowest_ms = 0.0
        self.slow_at_first = 0
        self.most_kib = 0.0
        self.traced = 0
        self._genuine = frozenset(mutation.seeds())

    def __call__(self, data: bytes) -> None:
        """Judge one input.

        :raises Finding: it was judged wrongly, or it took too long or too much.
        """
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter_ns()
        outcome = judge(data)
        taken = (time.perf_counter_ns() - start) / 1e6
        self.inputs += 1
        self.outcomes[outcome] += 1
        if data not in self._genuine:
            kind = KINDS[data[:1]][0] if data[:1] in KINDS else "token"
            self.kinds[kind] += 1
            if kind in TOKENS:
                self._meet(data)
        if taken > self.slowest_ms:
            self._time(data, taken)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        if grown > _NOTICED or self.inputs % _SAMPLED == 0:
            self._trace(data)
        if start - self._reported > _SECOND:
            self._reported = start
            self._report()

    def mutated(self, data: bytes, most: int, number: int) -> bytes:
        """Mutate an input, as libFuzzer asks, into one that this run has not met, if that can be had."""
        for more in range(_TRIES):
            made = mutation.mutated(data, most, number + more)
            if not self._is_met(hash(made)):
                break
        return made

    def _meet(self, data: bytes) -> None:
        place = hash(data) % _REMEMBERED
        self.distinct_tokens += not self._is_met(place)
        self._met[place >> 3] |= 1 << (place & 7)

    def _is_met(self, number: int) -> bool:
        place = number % _REMEMBERED
        return bool(self._met[place >> 3] & 1 << (place & 7))

    def _time(self, data: bytes, taken: float) -> None:
        """Time anew what seemed slow, by the time it computes: on the wall, others may have been at work."""
        self.slow_at_first += taken > MILLISECONDS
        gc.disable()
        try:
            for _ in range(3):
                start = time.thread_time_ns()
                judge(data)
                taken = min(taken, (time.thread_time_ns() - start) / 1e6)
        finally:
            gc.enable()
        self.slowest_ms = max(self.slowest_ms, taken)
        if taken > MILLISECONDS:
            raise Finding(f"{taken:.0f} ms for one input")

    def _trace(self, data: bytes) -> None:
        tracemalloc.start()
        try:
            judge(data)
            peak = tracemalloc.get_traced_memory()[1] / 1024
        finally:
            tracemalloc.stop()
        self.traced += 1
        self.most_kib = max(self.most_kib, peak)
        if peak > KIBIBYTES:
            raise Finding(f"{peak / 1024:.0f} MiB for one input")

    def _report(self) -> None:
        seen = {
            "seconds": round(time.monotonic() - self._started),
            "inputs": self.inputs,
            "mutated": self.kinds,
            "distinct_tokens": self.distinct_tokens,
            "outcomes": dict(sorted(self.outcomes.items())),
            "slowest_ms": round(self.slowest_ms, 2),
            "slow_at_first": self.slow_at_first,
            "most_kib": round(self.most_kib),
            "traced": self.traced,
            "process_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        }
        written = self._file.with_suffix(".new")
        written.write_text(json.dumps(seen, indent=1))
        written.replace(self._file)


def main() -> None:
    """Fuzz until libFuzzer's arguments say to stop; a finding ends it at once."""
    measured = Measured(Path(sys.argv[1]))
    atheris.Setup([sys.argv[0], *sys.argv[2:]], measured, custom_mutator=measured.mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
