"""certapp.workflow.issue: what a signature makes, and what refuses to be signed."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from sqlalchemy import select

from certapp.credential import VerdictCode, token
from certapp.credential.errors import CertappError
from certapp.keystore.errors import WrongPassphrase
from certapp.registry.certificate import Certificate
from certapp.registry.database import transaction
from certapp.registry.people import User
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import issue, keys, progress, scan, status_lists, trust_list
from certapp.workflow.errors import Conflict, Forbidden, NotFound, Throttled
from tests.world import Person, World, stored_application, user


def sign(person: Person, application_id: int, office: World, **changes: object) -> Certificate:
    given = {
        "version": stored_application(application_id).version,
        "passphrase": person.passphrase,
        "now": office.now,
    }
    given |= changes
    return issue.sign(user(person), application_id, **given)  # type: ignore[arg-type]


def refusal(verb: Callable[[], object]) -> CertappError:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value


def is_untouched(application_id: int) -> bool:
    application = stored_application(application_id)
    return (application.state, application.version, application.certificates) == ("submitted", 2, [])


def verbs(application_id: int) -> list[str]:
    return [record.verb for record in progress.timeline(stored_application(application_id))][2:]


def test_a_signature_makes_a_certificate_that_checkpoints_pass(office: World, approver: Person) -> None:
    application_id = office.submitted(office.official())
    now = office.now
    certificate = sign(approver, application_id, office, now=now)
    assert (certificate.state, certificate.approver_id) == ("valid", approver.id)
    assert (certificate.issued_at, certificate.reserved_at) == (now, now)
    assert certificate.application.state == "issued"
    assert verbs(application_id) == ["reserve", "issue"]
    verdict = scan.judge(issue.qr_text_of(certificate), office.now)
    assert verdict.code is VerdictCode.VALID
    assert verdict.claims is not None
    assert verdict.claims.cti == certificate.cti
    assert verdict.claims.travel.number == certificate.number
    assert verdict.signer is not None
    assert verdict.signer.name == "Nguyễn Văn Bền"


def test_the_stored_token_is_the_reserved_bytes_signed(office: World, approver: Person) -> None:
    certificate = sign(approver, office.submitted(office.official()), office)
    assert certificate.token is not None
    parsed = token.parse(certificate.token)
    assert (parsed.protected, parsed.payload) == (certificate.protected, certificate.payload)


def test_token_and_paper_are_signed_by_the_same_key(office: World, approver: Person) -> None:
    certificate = sign(approver, office.submitted(office.official()), office)
    assert certificate.token is not None
    key = keys.active_key(user(approver))
    assert key is not None
    own = keys.certificate_of(key)
    assert token.parse(certificate.token).kid == key.kid
    [signature] = PdfFileReader(io.BytesIO(issue.paper_of(certificate))).embedded_signatures
    assert signature.signer_cert.dump() == own.public_bytes(Encoding.DER)
    root = x509.load_pem_x509_certificate(trust_list.root_certificate(office.office_id).encode())
    anchor = asn1_x509.Certificate.load(root.public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[anchor], moment=office.now, allow_fetching=False)
    assert validate_pdf_signature(signature, context).bottom_line


def test_the_paper_carries_the_token(office: World, approver: Person) -> None:
    certificate = sign(approver, office.submitted(office.official()), office)
    examined = scan.judge_upload(issue.paper_of(certificate), office.now)
    assert examined.text == issue.qr_text_of(certificate)
    assert examined.verdict.code is VerdictCode.VALID


def test_numbers_run_without_a_gap_and_entries_at_random(office: World, approver: Person) -> None:
    made = [sign(approver, office.submitted(office.official()), office) for _ in range(3)]
    numbers = [certificate.sequence for certificate in made]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert made[0].number == f"{numbers[0]:02d}/GXN-MTTQ-BTT"
    entries = [certificate.status_index for certificate in made]
    assert len(set(entries)) == 3
    assert entries != list(range(entries[0], entries[0] + 3))


def test_a_wrong_passphrase_changes_nothing_and_is_slowed(office: World, approver: Person) -> None:
    application_id = office.submitted(office.official())
    for _ in range(office.settings.sign_in_tries):
        assert isinstance(
            refusal(lambda: sign(approver, application_id, office, passphrase="wrong")), WrongPassphrase
        )
    for passphrase in ("wrong", approver.passphrase):
        refused = refusal(lambda each=passphrase: sign(approver, application_id, office, passphrase=each))
        assert isinstance(refused, Throttled)
    assert is_untouched(application_id)
    after = office.now + timedelta(seconds=office.settings.sign_in_pause)
    assert keys.open_own(user(approver), approver.passphrase, after)


def test_nobody_signs_their_own(office: World, approver: Person) -> None:
    own = office.submitted(approver)
    refused = refusal(lambda: sign(approver, own, office))
    assert (type(refused), refused.code) == (Forbidden, "own_application")
    assert is_untouched(own)


def test_nobody_signs_outside_their_units(office: World, approver: Person) -> None:
    elsewhere = office.submitted(office.official(), unit_id=office.unit(f"Xã khác {approver.id}"))
    assert isinstance(refusal(lambda: sign(approver, elsewhere, office)), NotFound)
    assert is_untouched(elsewhere)
    official = office.official()
    assert isinstance(refusal(lambda: sign(official, elsewhere, office)), Forbidden)


def test_what_was_changed_meanwhile_is_not_signed(office: World, approver: Person) -> None:
    application_id = office.submitted(office.official())
    refused = refusal(lambda: sign(approver, application_id, office, version=1))
    assert (type(refused), refused.code) == (Conflict, "application_changed")
    assert is_untouched(application_id)


def test_what_is_signed_is_not_signed_again(office: World, approver: Person) -> None:
    application_id = office.submitted(office.official())
    sign(approver, application_id, office)
    refused = refusal(lambda: sign(approver, application_id, office))
    assert (refused.code, refused.details) == ("application_state", {"state": "issued"})
    assert len(stored_application(application_id).certificates) == 1


def test_what_is_over_is_not_signed(world: World) -> None:
    with world.app.app_context():
        application_id, approver = world.submitted(world.official()), world.approver()
        last, late = world.now + timedelta(days=6), world.now + timedelta(days=8)
        assert refusal(lambda: sign(approver, application_id, world, now=late)).code == "dates_passed"
        assert is_untouched(application_id)
        assert sign(approver, application_id, world, now=last).state == "valid"


def test_without_a_certified_key_nothing_is_signed(office: World, approver: Person) -> None:
    application_id = office.submitted(office.official())
    without = office.approver(with_key=False)
    assert refusal(lambda: sign(without, application_id, office)).code == "key_none"
    keys.request(user(without), without.passphrase, office.now)
    assert refusal(lambda: sign(without, application_id, office)).code == "key_none"
    assert is_untouched(application_id)


def test_a_key_whose_certificate_has_ended_signs_nothing(office: World) -> None:
    with office.app.app_context():
        old = office.approver(with_key=False)
        office.give_key(old, at=office.now - timedelta(days=2 * 365))
        application_id = office.submitted(office.official())
        assert refusal(lambda: sign(old, application_id, office)).code == "key_expired"
        assert is_untouched(application_id)


def test_an_expired_status_list_is_renewed_by_the_signature(world: World) -> None:
    """As on the first morning after a holiday, before the timer has run."""
    with world.app.app_context():
        application_id = world.submitted(world.official(), start_date=world.today + timedelta(days=3))
        later = world.now + timedelta(days=2)
        assert sign(world.approver(), application_id, world, now=later).state == "valid"


def test_a_clock_that_went_back_signs_nothing(world: World) -> None:
    with world.app.app_context():
        status_lists.refresh(world.now + timedelta(days=1))
        application_id, approver = world.submitted(world.official()), world.approver()
        assert refusal(lambda: sign(approver, application_id, world)).code == "clock_behind"
        assert is_untouched(application_id)


def test_what_cannot_be_printed_is_void_and_waits_again(world: World) -> None:
    """The name on the paper is the one that was certified; this one has a letter that Tinos lacks."""
    with world.app.app_context():
        application_id = world.submitted(world.official())
        first = world.approver(with_key=False)
        with transaction() as session:
            session.get_one(User, first.id).title = "Phó Chủ tịch 主"
        world.give_key(first)
        refused = refusal(lambda: sign(first, application_id, world))
        assert refused.code == "glyph_missing"
        application = stored_application(application_id)
        assert (application.state, [each.state for each in application.certificates]) == (
            "submitted",
            ["void"],
        )
        assert verbs(application_id) == ["reserve", "void"]
        second = sign(world.approver(), application_id, world)
        assert (second.state, second.sequence) == ("valid", 2)


def test_what_fails_our_own_check_is_void(world: World) -> None:
    with world.app.app_context():
        application_id, approver = world.submitted(world.official()), world.approver()
        status_lists.refresh(world.now)
        with transaction() as session:
            record = session.scalars(select(StatusListRecord)).one()
            record.signed = record.signed[:-1] + bytes([record.signed[-1] ^ 1])
        refused = refusal(lambda: sign(approver, application_id, world))
        assert (refused.code, refused.details) == ("self_check_failed", {"reason": "list_missing"})
        assert stored_application(application_id).state == "submitted"
        assert sign(approver, application_id, world).sequence == 2  # the list was signed anew with the void


def test_a_certificate_that_was_never_issued_has_no_paper_and_no_text() -> None:
    reserved = Certificate(state="reserved")
    for verb in (issue.paper_of, issue.qr_text_of, issue.verdict_path_of):
        assert refusal(lambda verb=verb: verb(reserved)).code == "certificate_state"
