"""Large bytes in a file of vectors, written as parts of which some are repeated.

`["d2845f", ["00", 65535], "ff"]` is `d2845f`, then `00` 65,535 times, then `ff`: any reader can do that.
"""

import re

Recipe = str | list[str | list[str | int]]

_LEAST = 64 * 1024  # bytes; what is shorter is written out
_RUN = re.compile(rb"(.)\1{63,}", re.DOTALL)


def written(data: bytes) -> Recipe:
    """Return the bytes as a file of vectors has them: hexadecimal, or parts."""
    if len(data) < _LEAST:
        return data.hex()
    parts: Recipe = []
    place = 0
    for run in _RUN.finditer(data):
        if run.start() > place:
            parts.append(data[place : run.start()].hex())
        parts.append([run[1].hex(), len(run[0])])
        place = run.end()
    return [*parts, data[place:].hex()]


def expanded(recipe: Recipe) -> bytes:
    """Return the bytes that were written so."""
    if isinstance(recipe, str):
        return bytes.fromhex(recipe)
    return b"".join(
        bytes.fromhex(part) if isinstance(part, str) else bytes.fromhex(str(part[0])) * int(part[1])
        for part in recipe
    )
