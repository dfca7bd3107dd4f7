"""Several offices whose trust lists one verifier holds; two of them are up to no good.

Beside the office of `genuine` stand one that has taken the kids of its keys for keys of its own, and one that
lists a key of its as an own one, under the same kid.
"""

from dataclasses import replace

from certapp.credential import (
    Claims,
    Purpose,
    StatusList,
    StatusRef,
    TrustedKey,
    TrustList,
    TrustStore,
    codec,
    statuslist,
    token,
)
from tests.example import (
    CLAIMS,
    ISSUER,
    URI,
    kid,
    private_key,
    signed_trust_list,
    status_list,
    trusted_key,
)
from tests.fuzz import genuine
from tests.fuzz.genuine import SAYS, TRUSTED, twin
from tests.fuzz.signed_body import signed

TWIN, COPY, NEWCOMER = "UBND-NS", "MTTQ-TN", "UBND-TB"
ROOTS = {ISSUER: "root", TWIN: "root of the twin", COPY: "root of the copy", NEWCOMER: "a new root"}
"""The name of each office's root key; the newcomer's list is held by nobody yet."""


def _as(entry: TrustedKey, kid_of: str) -> TrustedKey:
    return replace(entry, kid=kid(kid_of))


TRUST_LISTS = {
    ISSUER: TRUSTED,
    TWIN: replace(
        TRUSTED,
        issuer=TWIN,
        keys={
            entry.kid: entry
            for entry in (
                _as(trusted_key("clerk of the twin"), "approver"),
                _as(trusted_key("another clerk of the twin"), "status list"),
                _as(trusted_key("clerk of the twin"), "revoked approver"),
                trusted_key("list of the twin", Purpose.STATUS_LIST),
            )
        },
    ),
    COPY: replace(TRUSTED, issuer=COPY, keys={kid("approver"): trusted_key("approver")}),
    NEWCOMER: replace(
        TRUSTED,
        issuer=NEWCOMER,
        keys={
            kid("approver"): trusted_key("approver"),
            kid("newcomer"): trusted_key("newcomer"),
        },
    ),
}
SIGNED_LISTS = {office: signed_trust_list(held, by=ROOTS[office]) for office, held in TRUST_LISTS.items()}


def _store() -> TrustStore:
    store = TrustStore()
    for office in (ISSUER, TWIN, COPY):
        store = store.accept(SIGNED_LISTS[office], private_key(ROOTS[office]).public_key())
    return store


STORE = _store()
HELD: dict[str, TrustList] = dict(STORE.lists)
URIS = {ISSUER: URI, TWIN: "https://ns.example/s/1", COPY: "https://tn.example/s/1"}
STATUS_LISTS: dict[str, StatusList] = {
    uri: replace(status_list(), uri=uri, issuer=office, packed=statuslist.pack({9: 1, 12: 2}, 32))
    for office, uri in URIS.items()
}

SIGNERS = ("approver", "clerk of the twin", "another clerk of the twin", "revoked approver", "a stranger")
"""Names of the keys with which the judge signs: an input says which."""
PROTECTED = [
    codec.encode({1: -7, 4: kid(name)}) for name in ("approver", "status list", "revoked approver", "nobody")
]
CLAIMS_OF = {office: replace(CLAIMS, issuer=office, status=StatusRef(5, uri)) for office, uri in URIS.items()}


def entries(kid_: bytes, signer: str) -> dict[str, TrustedKey]:
    """Return what each office's list says of this key under this kid, where it may sign certificates."""
    point = private_key(signer).public_key().public_numbers()
    found = {office: held.keys[kid_] for office, held in HELD.items() if kid_ in held.keys}
    return {
        office: entry
        for office, entry in found.items()
        if entry.public_key.public_numbers() == point and entry.purpose is Purpose.CERTIFICATE
    }


def _token(claims: Claims, signer: str, kid_of: str) -> bytes:
    prepared = token.prepare(claims, kid(kid_of))
    return signed(prepared.protected, prepared.payload, private_key(signer))


_AT_ANOTHERS_LIST = replace(CLAIMS, status=StatusRef(5, URIS[TWIN]))
_MORE = {
    _token(claims, signer, kid_of): claims
    for claims, signer, kid_of in (
        (CLAIMS_OF[TWIN], "clerk of the twin", "approver"),
        (CLAIMS_OF[TWIN], "another clerk of the twin", "status list"),
        (CLAIMS_OF[COPY], "approver", "approver"),
        (_AT_ANOTHERS_LIST, "approver", "approver"),
    )
}
"""Genuine tokens of the other offices, and one of ours whose status stands in another office's list."""
MAY_TELL = SAYS | {form: says for made, says in _MORE.items() for form in (made, twin(made))}
"""Every byte string that may be told as genuine under the store, with the only claims it may tell."""

_PRETENDED = [  # in the name of an office that has not made them
    _token(CLAIMS, "clerk of the twin", "approver"),
    _token(CLAIMS_OF[TWIN], "approver", "approver"),
    _token(CLAIMS_OF[COPY], "clerk of the twin", "approver"),
]
TOKENS = [*genuine.TOKENS, *_MORE, *_PRETENDED]
PAYLOADS = [token.parse(made).payload for made in (*_MORE, *_PRETENDED)]
