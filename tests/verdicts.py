"""A paper for each of the nine verdicts, as an office really comes to have them."""

from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import Claims, StatusRef, VerdictCode, claims, qrtext, token
from certapp.credential.cose import Sign1
from certapp.keystore.signing import sign_raw
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import keys, revoke
from tests.world import Person, World

ADDRESS = "http://127.0.0.1:8000"  # the test office's public_url
REASON = "Người được cấp đã chuyển công tác"


def qr_texts(world: World) -> dict[VerdictCode, str]:
    """Return the QR text of a paper of each verdict, by the verdict it gets now."""
    approver = world.approver()
    good = issue(world, approver)
    return {
        VerdictCode.VALID: world.qr_text(good),
        VerdictCode.NOT_YET_VALID: world.qr_text(not_yet_valid(world, approver)),
        VerdictCode.EXPIRED: expired(world, approver, good),
        VerdictCode.REVOKED: world.qr_text(taken_back(world, issue(world, approver), "revoke")),
        VerdictCode.SUSPENDED: world.qr_text(taken_back(world, issue(world, approver), "suspend")),
        VerdictCode.UNKNOWN_SIGNER: of_a_stranger(world, good),
        VerdictCode.FORGED: forged(world, good),
        VerdictCode.UNREADABLE: qrtext.encode(b"not a token", ADDRESS),
        VerdictCode.STATUS_UNKNOWN: on_a_list_nobody_has(world, approver, good),
    }


def issue(world: World, approver: Person, **changes: object) -> int:
    """Issue a certificate to a new official; returns its id."""
    return world.signed(approver, world.submitted(world.official(), **changes))


def not_yet_valid(world: World, approver: Person) -> int:
    """Issue one for next week; returns its id."""
    first = world.today + timedelta(days=7)
    return issue(world, approver, start_date=first, end_date=first + timedelta(days=2))


def taken_back(world: World, certificate_id: int, verb: str) -> int:
    """Revoke, suspend or reinstate a certificate as the clerk; returns its id."""
    with world.app.app_context():
        clerk = db.session.get_one(User, world.clerk.id)
        getattr(revoke, verb)(clerk, certificate_id, REASON, world.now)
    return certificate_id


def expired(world: World, approver: Person, certificate_id: int) -> str:
    """Return the QR text of a genuine token whose days are over."""
    said = _said(world, certificate_id)
    month = 30 * 24 * 3600
    past = replace(
        said,
        issued_at=said.issued_at - month,
        not_before=said.not_before - month,
        expires=said.expires - month,
    )
    return signed_by(world, approver, past)


def on_a_list_nobody_has(world: World, approver: Person, certificate_id: int) -> str:
    """Return the QR text of a genuine token whose status list the office does not publish."""
    said = _said(world, certificate_id)
    return signed_by(world, approver, replace(said, status=StatusRef(said.status.index, f"{ADDRESS}/s/9999")))


def of_a_stranger(world: World, certificate_id: int) -> str:
    """Return the QR text of the same claims, signed by a key the office does not know."""
    key = ec.generate_private_key(ec.SECP256R1())
    prepared = token.prepare(_said(world, certificate_id), b"\x01" * 8)
    return qrtext.encode(prepared.signed_by(lambda message: sign_raw(key, message)), ADDRESS)


def forged(world: World, certificate_id: int) -> str:
    """Return the QR text of a certificate with another name in it and the old signature."""
    parsed, said = _token(world, certificate_id), _said(world, certificate_id)
    other = replace(said, travel=replace(said.travel, holder="Lê Văn Giả"))
    return qrtext.encode(token.prepare(other, parsed.kid).with_signature(parsed.signature), ADDRESS)


def signed_by(world: World, approver: Person, said: Claims) -> str:
    """Return the QR text of any claims, signed with the approver's own key."""
    with world.app.app_context():
        actor = db.session.get_one(User, approver.id)
        _, key = keys.open_own(actor, approver.passphrase, world.now)
    return qrtext.encode(token.prepare(said, key.kid).signed_by(key.sign), ADDRESS)


def _said(world: World, certificate_id: int) -> Claims:
    return claims.from_bytes(_token(world, certificate_id).payload)


def _token(world: World, certificate_id: int) -> Sign1:
    with world.app.app_context():
        stored = db.session.get_one(Certificate, certificate_id).token
    assert stored is not None
    return token.parse(stored)
