"""How small the lists of a million certificates are: at most three times what they must be."""

import math
from random import Random

import pytest

from certapp.config import Settings
from certapp.credential import Status, statuslist
from tests.example import signed_status_list, status_list

CERTIFICATES = 1_000_000
REVOKED = 10_000
FULL = 0.9  # of a list; then the next is opened


def entropy() -> float:
    """What tells the revoked ones of a million at the least, bytes: H(1 %) bits each."""
    share = REVOKED / CERTIFICATES
    bits = -share * math.log2(share) - (1 - share) * math.log2(1 - share)
    return CERTIFICATES * bits / 8


@pytest.mark.parametrize("capacity", [Settings().status_capacity, statuslist.MAX_ENTRIES])
def test_all_lists_of_a_million_certificates(capacity: int) -> None:
    random, lists = Random(4), math.ceil(CERTIFICATES / (capacity * FULL))
    size = 0
    for number in range(lists):
        count = REVOKED * (number + 1) // lists - REVOKED * number // lists
        revoked = dict.fromkeys(random.sample(range(capacity), count), Status.INVALID)
        size += len(signed_status_list(status_list(packed=statuslist.pack(revoked, capacity))))
    assert 10_000 < entropy() < 10_200
    assert size <= 3 * entropy()
