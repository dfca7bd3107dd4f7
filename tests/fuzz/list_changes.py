"""Changes to a status list that the judge will sign: its entries, and what they unpack to."""

import zlib
from functools import cache
from random import Random

from tests.fuzz import shapes
from tests.fuzz.message_changes import frayed, to_be_signed, tree
from tests.fuzz.signed_body import framed, unframed


@cache
def _inflated() -> tuple[bytes, ...]:
    """Compressed lists around the limit of 2^20 entries, and far over it."""
    sizes = [0, 1, 7, 8] + [2**17 * bits + more for bits in (1, 2, 4, 8) for more in (-1, 0, 1)]
    bomb = zlib.compressobj(9)  # 32 MiB in 32 KiB, made without holding them
    pieces = [bomb.compress(bytes(2**16)) for _ in range(2**9)]
    return (*(zlib.compress(bytes(size), 9) for size in sizes), b"".join([*pieces, bomb.flush()]))


def status_list(body: bytes, rng: Random) -> bytes:
    """Change a status list that will be signed; among other things by what its entries unpack to."""
    protected, payload = unframed(body)
    found = tree(payload)
    if rng.random() < 0.5 or not isinstance(found, dict) or not isinstance(found.get(65533), dict):
        return to_be_signed(body, rng)
    packed = zlib.compress(rng.randbytes(rng.choice((1, 8, 64))), 9)
    given = found[65533].get("lst")
    cut = frayed(given, rng) if isinstance(given, bytes) else b""
    found[65533] |= {"lst": rng.choice((rng.choice(_inflated()), packed, packed + b"x", packed[:-1], cut))}
    found[65533]["bits"] = rng.choice((1, 2, 2, 4, 8, 0, 3))
    return framed(protected, shapes.write(found, rng))
