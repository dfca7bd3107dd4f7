"""Several offices side by side: each vouches for its own papers and lists, and for nobody else's."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import KeyState, TrustList, TrustStore, Verdict, VerdictCode, verify
from certapp.credential.errors import ListError
from tests.example import (
    CLAIMS,
    ISSUER,
    NOW,
    URI,
    kid,
    private_key,
    signed_token,
    signed_trust_list,
    status_list,
    trust_list,
    trusted_key,
)

OURS = trust_list()
OTHER = "MTTQ-KHAC"
LISTS = {URI: status_list()}
V = VerdictCode


def root(name: str) -> ec.EllipticCurvePublicKey:
    return private_key(name).public_key()


def other_office(*keys: Any, version: int = 1) -> TrustList:
    return replace(trust_list(*keys, version=version), issuer=OTHER)


def store(*foreign: Any) -> TrustStore:
    """Our office's store, with a second office of these keys under a root of its own."""
    held = TrustStore().accept(signed_trust_list(OURS), root("root"))
    return held.accept(signed_trust_list(other_office(*foreign), by="other root"), root("other root"))


def judge(held: TrustStore, claims: Any = CLAIMS, lists: Any = LISTS, **signing: Any) -> Verdict:
    return verify(signed_token(claims, **signing), held, lists, NOW)


THEIRS = replace(CLAIMS, issuer=OTHER)
THEIR_LISTS = {URI: status_list(issuer=OTHER)}
SAME_KID = trusted_key("other approver", kid=kid("approver"))


def test_each_office_is_believed_about_its_own_papers() -> None:
    held = store(trusted_key("other approver"))
    assert set(held.lists) == {ISSUER, OTHER}
    assert judge(held).code is V.VALID
    theirs = judge(held, THEIRS, THEIR_LISTS, by="other approver")
    assert (theirs.code, theirs.claims) == (V.VALID, THEIRS)


def test_no_office_is_believed_about_anothers_papers() -> None:
    held = store(trusted_key("other approver"))
    for claims, by in ((CLAIMS, "other approver"), (THEIRS, "approver")):
        verdict = judge(held, claims, by=by)
        assert (verdict.code, verdict.reason, verdict.claims) == (V.UNKNOWN_SIGNER, "key_issuer", None)


def test_two_offices_with_one_kid_are_not_taken_for_one_another() -> None:
    held = store(SAME_KID)
    assert len(held.named(kid("approver"))) == 2
    ours = judge(held)
    assert ours.code is V.VALID
    assert ours.signer == OURS.keys[kid("approver")]
    theirs = judge(held, THEIRS, THEIR_LISTS, by="other approver", as_kid=kid("approver"))
    assert theirs.code is V.VALID
    assert theirs.signer == SAME_KID
    crossed = judge(held, by="other approver", as_kid=kid("approver"))
    assert (crossed.code, crossed.reason) == (V.UNKNOWN_SIGNER, "key_issuer")
    assert judge(held, by="stranger", as_kid=kid("approver")).code is V.FORGED


def test_an_office_that_lists_anothers_revoked_key_does_not_bring_it_back() -> None:
    held = TrustStore()
    for office, name in ((trust_list(trusted_key("approver", state=KeyState.REVOKED, since=NOW)), "root"),):
        held = held.accept(signed_trust_list(office), root(name))
    held = held.accept(
        signed_trust_list(other_office(trusted_key("approver")), by="other root"), root("other root")
    )
    assert judge(held).reason == "key_revoked"


def test_another_purpose_under_the_same_kid_is_passed_over() -> None:
    from certapp.credential import Purpose

    held = store(trusted_key("other approver", Purpose.STATUS_LIST, kid=kid("approver")))
    assert judge(held).code is V.VALID
    only = store(trusted_key("other status", Purpose.STATUS_LIST, kid=kid("status list")))
    assert judge(only, by="status list").reason == "key_purpose"


@pytest.mark.parametrize("issuer", [OTHER, ""])
def test_a_status_list_speaks_for_its_own_office_only(issuer: str) -> None:
    verdict = judge(store(trusted_key("other approver")), lists={URI: status_list(issuer=issuer)})
    assert (verdict.code, verdict.reason) == (V.STATUS_UNKNOWN, "list_foreign")
    revoked = {URI: status_list({5: 1}, issuer=issuer)}
    assert judge(store(trusted_key("other approver")), lists=revoked).code is V.STATUS_UNKNOWN


def test_a_newer_list_takes_the_place_of_the_older_and_never_the_other_way() -> None:
    held = store(trusted_key("other approver"))
    newer = trust_list(trusted_key("new approver"), version=OURS.version + 1)
    renewed = held.accept(signed_trust_list(newer), root("root"))
    assert renewed.lists[ISSUER].version == OURS.version + 1
    assert judge(renewed).reason == "key_unknown"
    assert judge(renewed, by="new approver").code is V.VALID
    assert judge(held).code is V.VALID  # the store before is as it was
    with pytest.raises(ListError) as refusal:
        renewed.accept(signed_trust_list(OURS), root("root"))
    assert refusal.value.code == "list_older"


def test_an_office_code_belongs_to_the_root_it_came_with_and_a_root_to_its_office() -> None:
    held = store(trusted_key("other approver"))
    taken = signed_trust_list(replace(OURS, version=99), by="third root")
    moved = signed_trust_list(replace(OURS, version=99, issuer="NEW"))
    for data, name in ((taken, "third root"), (moved, "root")):
        with pytest.raises(ListError) as refusal:
            held.accept(data, root(name))
        assert refusal.value.code == "list_foreign"
    with pytest.raises(ListError) as refusal:
        held.accept(signed_trust_list(OURS), root("other root"))
    assert refusal.value.code == "list_forged"
