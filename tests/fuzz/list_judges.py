"""The judges of status lists and trust lists: taken only as they were signed, and never an older one."""

import zlib

import cbor2

from certapp.credential import VerdictCode, statuslist, trustlist, verify
from certapp.credential.errors import ListError
from tests.example import NOW, URI, private_key
from tests.fuzz import genuine
from tests.fuzz.finding import require
from tests.fuzz.genuine import HELD, LISTS, MAY_OPEN, PROTECTED, SAYS, STATUS_PROTECTED, TRUSTED
from tests.fuzz.signed_body import signed, unframed
from tests.fuzz.token_judges import SKEW

_STATUS, _ROOT = private_key("status list"), private_key("root")
_ROOT_PUBLIC = _ROOT.public_key()


def status_list(data: bytes) -> str:
    """Judge a status list as it came."""
    opened, outcome = _open_status_list(data)
    require(opened is None or data in MAY_OPEN, "a status list that nobody signed")
    return outcome


def signed_status_list(body: bytes) -> str:
    """Judge a status list that is signed here by the right key, and a verdict with it."""
    protected, payload = unframed(body)
    opened, outcome = _open_status_list(signed(protected, payload, _STATUS))
    if opened is not None:
        found = cbor2.loads(payload)
        require(protected == STATUS_PROTECTED and found[2] == opened.uri == URI, "a list of another kind")
        require(zlib.decompress(found[65533]["lst"]) == opened.packed, "other entries than were signed")
        require(len(opened) <= statuslist.MAX_ENTRIES, "more entries than fit")
        verdict = verify(genuine.TOKENS[0], TRUSTED, {URI: opened}, NOW)
        fresh = opened.issued_at - SKEW <= NOW < opened.expires + SKEW
        good = fresh and len(opened) > 5 and opened.status(5) == 0
        require(verdict.code is not VerdictCode.VALID or good, "VALID against its list")
        outcome += f".{verdict.code}"
    return outcome


def _open_status_list(data: bytes) -> tuple[statuslist.StatusList | None, str]:
    try:
        opened = statuslist.open_signed(data, TRUSTED, uri=URI, held=HELD)
    except ListError as error:
        return None, refusal(error)
    require(opened.issued_at >= HELD.issued_at, "an older list taken")
    return opened, "opened"


def trust_list(data: bytes) -> str:
    """Judge a trust list as it came."""
    opened, outcome = _open_trust_list(data)
    require(opened is None or data in MAY_OPEN, "a trust list that nobody signed")
    return outcome


def signed_trust_list(body: bytes) -> str:
    """Judge a trust list that is signed here by the root, and a verdict under it."""
    protected, payload = unframed(body)
    opened, outcome = _open_trust_list(signed(protected, payload, _ROOT))
    if opened is not None:
        verdict = verify(genuine.TOKENS[0], opened, LISTS, NOW)
        require(
            verdict.claims is None or verdict.claims == SAYS[genuine.TOKENS[0]],
            "other claims than were signed",
        )
        entry = next((key for key in cbor2.loads(payload) if key[2] == PROTECTED[-8:]), None)
        point = TRUSTED.keys[PROTECTED[-8:]].public_key.public_numbers()
        good = entry is not None and (entry[-2], entry[-3]) == (point.x.to_bytes(32), point.y.to_bytes(32))
        require(verdict.code is not VerdictCode.VALID or good, "VALID under another key")
        outcome += f".{verdict.code}"
    return outcome


def _open_trust_list(data: bytes) -> tuple[trustlist.TrustList | None, str]:
    try:
        opened = trustlist.open_signed(data, _ROOT_PUBLIC, held=TRUSTED)
    except ListError as error:
        return None, refusal(error)
    age, held = (opened.version, opened.issued_at), (TRUSTED.version, TRUSTED.issued_at)
    require(age >= held, "an older list taken")
    return opened, "opened"


def refusal(error: ListError) -> str:
    """Return the code of a refusal, with its reason where it has one."""
    return ".".join([error.code, *(str(error.details[key]) for key in ("reason",) if key in error.details)])
