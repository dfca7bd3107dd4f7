"""certapp.workflow.trust_store: papers of another office, before and after its root was imported."""

from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import Purpose, TrustedKey, VerdictCode, claims, qrtext, token, trustlist
from certapp.keystore import authority
from certapp.keystore.signing import OpenKey, fingerprint
from certapp.registry.checks import Direction
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.workflow import apply, foreign_lists, foreign_offices, scan
from tests.world import World

CODE, NAME = "MTTQ-NINHSON", "Ủy ban MTTQ Việt Nam huyện Ninh Sơn"


def test_an_imported_office_is_known_until_it_is_forgotten(world: World) -> None:
    then = world.now - timedelta(days=30)
    private = ec.generate_private_key(ec.SECP256R1())
    root = authority.self_sign(ec.generate_private_key(ec.SECP256R1()), office=NAME, code=CODE, now=then)
    certificate = authority.certify(
        root, private.public_key(), purpose=Purpose.CERTIFICATE, name="Lê Văn Tám", office=NAME, now=then
    )
    key = OpenKey(certificate=certificate, private=private)
    validity = (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    start, end = (int(moment.timestamp()) for moment in validity)
    listed = TrustedKey(key.kid, Purpose.CERTIFICATE, private.public_key(), start, end, "Lê Văn Tám")
    signed = trustlist.prepare(CODE, 1, int(then.timestamp()), [listed], root.kid).signed_by(root.sign)
    genuine = qrtext.decode(world.qr_text(world.issued())).token
    said = replace(claims.from_bytes(token.parse(genuine).payload), issuer=CODE)
    text = qrtext.encode(token.prepare(said, key.kid).signed_by(key.sign), "https://ninhson.example")

    person = world.guard()
    with world.app.app_context():
        office = db.session.get_one(Office, world.office_id)
        assert scan.judge(text, world.now).code is VerdictCode.UNKNOWN_SIGNER
        foreign_offices.import_root(office, root.certificate, fingerprint(root.certificate), world.now)
        foreign_lists.import_trust_list(office, signed, world.now)
        verdict = scan.judge(text, world.now)
        # The claims name a status list of this office, which says nothing about another office's papers.
        assert (verdict.code, verdict.reason) == (VerdictCode.STATUS_UNKNOWN, "list_foreign")
        assert verdict.claims == said
        # A cti is its office's to choose: the same one at another office is another certificate.
        guard = db.session.get_one(User, person.id)
        check = scan.record_check(guard, apply.new_form_id(), text, Direction.IN, "", world.now)
        assert check.certificate_id is None
        office = db.session.get_one(Office, world.office_id)
        foreign_offices.forget(office, CODE, world.now)
        assert scan.judge(text, world.now).code is VerdictCode.UNKNOWN_SIGNER
