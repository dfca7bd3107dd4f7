"""`python -m tests.agree.run COUNT`: so many mutated tokens through both verifiers."""

import json
import sys
import time
from itertools import count

from tests.agree import cases
from tests.agree.comparison import compared


def main(enough: int) -> int:
    """Run, print the figures; returns the exit status: 1 with a disagreement."""
    started = time.monotonic()
    found = compared(((number, cases.inputs(number)) for number in count()), enough)
    seconds = time.monotonic() - started
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(found.counts.items()))
    print(f"mutated tokens  {len(found.tokens):,} distinct, in {seconds:.0f} s")
    print(f"mutated inputs  {found.counts.total():,}: {kinds}")
    for verdict, number in found.verdicts.most_common():
        print(f"  {number:>10,}  {verdict}")
    print(f"disagreements   {len(found.disagreements)}")
    for disagreement in found.disagreements[:10]:
        print(json.dumps(disagreement, ensure_ascii=True, indent=1))
    return 1 if found.disagreements else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
