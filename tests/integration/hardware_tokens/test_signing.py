"""Signing with a key in a hardware token, and a token that is pulled out half-way."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.keystore.token_uri import TokenUri
from certapp.registry.application import Application
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.workflow import archive, issue, keys, reservation, root_key, scan
from tests.integration.hardware_tokens.token_office import batch, give_key, pull_before, refused_signature
from tests.stamping import stamping
from tests.tokens import PIN, Reader
from tests.validating import needs_poppler, pdfsig, seal_of, time_stamp_of
from tests.world import Person, World, stored_certificate, user


def standing(world: World, application_ids: list[int]) -> list[str]:
    with world.app.app_context():
        return [db.session.get_one(Application, each).state for each in application_ids]


def certificates(application_id: int) -> list[Certificate]:
    db.session.rollback()
    query = select(Certificate).where(Certificate.application_id == application_id)
    return list(db.session.scalars(query.order_by(Certificate.id)))


def test_one_key_in_the_token_signs_the_qr_and_the_paper(world: World, approver: Person) -> None:
    certificate_id = world.signed(approver, world.submitted(world.official()))
    with world.app.app_context():
        made = db.session.get_one(Certificate, certificate_id)
        row = keys.active_key(user(approver))
        assert row is not None
        assert row.token_uri is not None
        assert scan.judge(issue.qr_text_of(made), world.now).code is VerdictCode.VALID
        examined = scan.judge_upload(issue.paper_of(made), world.now)
        assert examined.verdict.code is VerdictCode.VALID
        public = keys.certificate_of(row).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert [file.name for file in world.settings.keys.glob("approver-*")] == []


@needs_poppler
def test_the_seal_of_a_key_in_the_token_is_valid_at_every_level(
    tmp_path: Path, reader: Reader, token: TokenUri
) -> None:
    with stamping() as authority:
        roots = str(authority.root_file(tmp_path))
        world = World(
            tmp_path / "stamped", pkcs11_module=reader.module, tsa_url=authority.url, tsa_roots=roots
        )
        added = world.approver(with_key=False)
        approver = Person(id=added.id, username=added.username, passphrase=PIN)
        give_key(world, approver, token)
        stamped = world.signed(approver, world.submitted(world.official()))
        authority.fault = "refuses"
        plain = world.signed(approver, world.submitted(world.official()))
        with world.app.app_context():
            root = keys.certificate_of(root_key.find(world.office_id))
            papers = [issue.paper_of(stored_certificate(each)) for each in (plain, stamped)]
            authority.fault = None
            assert archive.due(lambda: world.now) == 2
            papers += [issue.paper_of(stored_certificate(each)) for each in (plain, stamped)]
    for paper in papers:
        assert seal_of(paper, root, authority.root).bottom_line
        said = pdfsig(paper, tmp_path)
        assert "Signature Validation: Signature is Valid." in said
        assert "- Total document signed" in said
    for paper in papers[2:]:
        stamp = time_stamp_of(paper, authority.root)
        assert (stamp.valid, stamp.intact, stamp.trusted) == (True, True, True)


@pytest.mark.parametrize(
    ("where", "name"),
    [(issue, "signed"), (issue, "_paper")],
    ids=["between reserving and signing", "between token and seal"],
)
def test_a_token_pulled_out_leaves_a_signing_to_go_on_with(
    world: World,
    reader: Reader,
    token: TokenUri,
    approver: Person,
    monkeypatch: pytest.MonkeyPatch,
    where: object,
    name: str,
) -> None:
    [application_id] = batch(world, 1)
    pull_before(monkeypatch, where, name, lambda: reader.pull(token))
    assert refused_signature(world, approver, application_id) == "token_absent"
    with world.app.app_context():
        [left] = certificates(application_id)
        assert (left.state, left.token, left.paper, left.issued_at) == ("reserved", None, None, None)
        assert reservation.may_continue(user(approver), left)
        before = (left.id, left.sequence, left.cti, left.payload, left.status_index)
    assert standing(world, [application_id]) == ["signing"]
    assert list(world.settings.papers.glob("**/*.pdf")) == []
    assert refused_signature(world, approver, application_id) == "token_absent"
    reader.plug(token)
    world.signed(approver, application_id)
    with world.app.app_context():
        [made] = certificates(application_id)
        assert (made.id, made.sequence, made.cti, made.payload, made.status_index) == before
        assert scan.judge(issue.qr_text_of(made), world.now).code is VerdictCode.VALID
    assert standing(world, [application_id]) == ["issued"]


def test_a_token_pulled_out_within_a_batch(
    world: World, reader: Reader, token: TokenUri, approver: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is signed, one half-way, the others are not begun; with the token back all get the next numbers."""
    wanted = batch(world, 4)
    world.signed(approver, wanted[0])
    pull_before(monkeypatch, issue, "signed", lambda: reader.pull(token))
    assert [refused_signature(world, approver, each) for each in wanted[1:]] == ["token_absent"] * 3
    assert standing(world, wanted) == ["issued", "signing", "submitted", "submitted"]
    reader.plug(token)
    for each in wanted[1:]:
        world.signed(approver, each)
    assert standing(world, wanted) == ["issued"] * 4
    with world.app.app_context():
        made = [certificate for each in wanted for certificate in certificates(each)]
        assert [(one.sequence, one.state) for one in made] == [(n, "valid") for n in (1, 2, 3, 4)]
        verdicts = {scan.judge(issue.qr_text_of(one), world.now).code for one in made}
    assert verdicts == {VerdictCode.VALID}


def test_a_token_pulled_out_between_two_certificates(
    world: World, reader: Reader, token: TokenUri, approver: Person
) -> None:
    wanted = batch(world, 2)
    world.signed(approver, wanted[0])
    reader.pull(token)
    assert refused_signature(world, approver, wanted[1]) == "token_absent"
    with world.app.app_context():
        assert certificates(wanted[1]) == []
    assert standing(world, wanted) == ["issued", "submitted"]
    reader.plug(token)
    world.signed(approver, wanted[1])
    assert standing(world, wanted) == ["issued", "issued"]


def test_a_lost_token_does_not_hold_its_number_for_ever(
    world: World, reader: Reader, token: TokenUri, approver: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    [application_id] = batch(world, 1)
    pull_before(monkeypatch, issue, "signed", lambda: reader.pull(token))
    assert refused_signature(world, approver, application_id) == "token_absent"
    give_key(world, approver, None)  # in a file, under a passphrase that is as long as the PIN
    assert refused_signature(world, approver, application_id) == "reserved_for_other_key"
    with world.app.app_context():
        version = db.session.get_one(Application, application_id).version
        reservation.release(user(approver), application_id, version, world.now)
    world.signed(approver, application_id)
    with world.app.app_context():
        assert [(one.sequence, one.state) for one in certificates(application_id)] == [
            (1, "void"),
            (2, "valid"),
        ]
