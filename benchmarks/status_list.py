"""What the status lists of a million certificates weigh, 1 % revoked at random, over their entropy."""

import math
import zlib
from random import Random
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric import ec

from certapp.config import Settings
from certapp.credential import Status, StatusList, statuslist
from certapp.keystore.signing import sign_raw

CERTIFICATES = 1_000_000
REVOKED = 10_000
FULL = 0.9  # of a list; then the next is opened
NOW = 1795568400  # unix seconds


def entropy() -> float:
    """Return what tells the revoked ones at the least, bytes."""
    share = REVOKED / CERTIFICATES
    return CERTIFICATES * -(share * math.log2(share) + (1 - share) * math.log2(1 - share)) / 8


def measure(capacity: int, suspended: float) -> None:
    """Print the size of all lists of this capacity.

    :param suspended: share of those taken back that are suspended only.
    """
    random, key = Random(capacity), ec.generate_private_key(ec.SECP256R1())  # noqa: S311 - the same each run
    lists = math.ceil(CERTIFICATES / (capacity * FULL))
    packed_size = signed_size = largest = 0
    seconds = 0.0
    for number in range(lists):
        count = REVOKED * (number + 1) // lists - REVOKED * number // lists
        statuses = {
            index: Status.SUSPENDED if random.random() < suspended else Status.INVALID
            for index in random.sample(range(capacity), count)
        }
        begun = perf_counter()
        content = StatusList(
            uri=f"https://giayxacnhan.example/s/{number}",
            bits=2,
            packed=statuslist.pack(statuses, capacity),
            issued_at=NOW,
            expires=NOW + 43200,
            ttl=300,
        )
        signed = statuslist.prepare(content, bytes(8)).signed_by(lambda message: sign_raw(key, message))
        seconds += perf_counter() - begun
        packed_size += len(zlib.compress(content.packed, 9))
        signed_size += len(signed)
        largest = max(largest, len(signed))
    print(
        f"{lists:2} lists of {capacity:7} entries, {suspended:3.0%} suspended: "
        f"zlib {packed_size:6} bytes = {packed_size / entropy():.2f} of the entropy, "
        f"signed {signed_size:6} bytes = {signed_size / entropy():.2f}, largest {largest:6}, "
        f"{1000 * seconds / lists:.1f} ms to sign one"
    )


def main() -> None:
    """Print one line a case."""
    print(f"entropy {entropy():.0f} bytes")
    for capacity in (Settings().status_capacity, statuslist.MAX_ENTRIES):
        for suspended in (0.0, 0.1):
            measure(capacity, suspended)


if __name__ == "__main__":
    main()
