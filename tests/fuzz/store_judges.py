"""The judges of a store of several offices' lists: no office is believed about another one's papers."""

from certapp.credential import TrustStore, VerdictCode, verify
from certapp.credential.errors import ListError
from certapp.credential.trustlist import KeyState, TrustedKey
from tests.example import NOW, private_key
from tests.fuzz.finding import require
from tests.fuzz.list_judges import refusal
from tests.fuzz.offices import (
    HELD,
    MAY_TELL,
    PROTECTED,
    ROOTS,
    SIGNERS,
    STATUS_LISTS,
    STORE,
    URIS,
    entries,
)
from tests.fuzz.signed_body import signed, unframed
from tests.fuzz.token_judges import SKEW, outcome, require_due, require_genuine, require_told

_KEYS = [private_key(name) for name in SIGNERS]
_ROOT_KEYS = {office: private_key(name) for office, name in ROOTS.items()}
_LISTED = {
    (header, number): entries(header[-8:], name)
    for header in PROTECTED
    for number, name in enumerate(SIGNERS)
}
_PUBLIC = {office: key.public_key() for office, key in _ROOT_KEYS.items()}
_PROBES = {
    (says.issuer, made[8:16]): (made, says, verify(made, STORE, STATUS_LISTS, NOW))
    for made, says in MAY_TELL.items()
    if verify(made, STORE, STATUS_LISTS, NOW).claims is not None
}
"""A genuine token of each office under each kid, with what it says and its verdict."""


def token(data: bytes) -> str:
    """Judge a token as it came, under the store."""
    verdict = verify(data, STORE, STATUS_LISTS, NOW)
    require_genuine(verdict, data, MAY_TELL)
    return outcome(verdict)


def signed_token(body: bytes) -> str:
    """Judge a token that is signed here by the key which the first byte chooses, under the store."""
    signer = body[0] % len(SIGNERS) if body else 0
    protected, payload = unframed(body[1:])
    verdict = verify(signed(protected, payload, _KEYS[signer]), STORE, STATUS_LISTS, NOW)
    told = verdict.claims
    if told is not None:
        listed = _LISTED.get((protected, signer), {})
        require(told.issuer in listed, "told in the name of an office that does not know this key")
        require(verdict.signer == listed[told.issuer], "another office's key named as the signer")
        require_told(told, payload)
        _require_entitled(listed[told.issuer], told.issued_at)
        if verdict.code is VerdictCode.VALID:
            require_due(told, URIS[told.issuer])
    return outcome(verdict)


def _require_entitled(key: TrustedKey, at: int) -> None:
    require(key.state is not KeyState.REVOKED, "told under a revoked key")
    require(key.state is KeyState.ACTIVE or at <= key.since + SKEW, "told under a retired key")
    require(key.not_before - SKEW <= at <= key.expires + SKEW, "told under a key that was not in force")


def signed_list(body: bytes) -> str:
    """Judge a trust list that each root signs here in turn: whose place it takes in the store, if any."""
    protected, payload = unframed(body)
    outcomes = [_accepted(signed(protected, payload, key), office) for office, key in _ROOT_KEYS.items()]
    require(STORE.lists == HELD, "a store that was changed")
    return "-".join(sorted(set(outcomes)))


def _accepted(data: bytes, office: str) -> str:
    try:
        store = STORE.accept(data, _PUBLIC[office])
    except ListError as error:
        return refusal(error)
    lists = store.lists
    changed = [name for name in lists if lists[name] is not HELD.get(name)]
    require(len(changed) == 1 and set(lists) == {*HELD, *changed}, "another office's list put in or out")
    [name] = changed
    if office in HELD:
        require(name == office, "a list under the root of another office")
        age, held = [(each.version, each.issued_at) for each in (lists[name], HELD[name])]
        require(age >= held, "an older list taken")
    else:
        require(name not in HELD, "the place of another office taken")
    _require_own(store, name)
    return "opened"


def _require_own(store: TrustStore, changed: str) -> None:
    """A new list of one office changes nothing about the papers of the others."""
    for made, says, before in _PROBES.values():
        verdict = verify(made, store, STATUS_LISTS, NOW)
        require(verdict.claims is None or verdict.claims == says, "other claims than were signed")
        if says.issuer != changed:
            require(verdict == before, "a verdict changed by another office")
        elif verdict.claims is not None:
            require(verdict.signer in store.lists[changed].keys.values(), "a signer whom no list names")
