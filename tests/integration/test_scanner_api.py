"""Phones of the checkpoints over HTTP: how they join, what they take along, and what is nobody's business."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import statuslist, trustlist
from certapp.registry.audit import AuditRecord
from certapp.registry.database import db, transaction
from certapp.registry.scanner import Scanner
from certapp.workflow import scanners
from tests.integration.test_api import validator
from tests.patience import PATIENCE
from tests.phones import BUNDLE, CHECKS, ENROL, Phone, offered
from tests.world import World, user


@pytest.fixture
def phone(office: World, address: str) -> Iterator[Phone]:
    with closing(Phone(office, address)) as phone:
        yield phone


@pytest.fixture
def anybody(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_phone_joins_by_what_the_qr_says(office: World, anybody: httpx.Client) -> None:
    scanner_id, code, pin = offered(office)
    answer = anybody.post(ENROL, json={"code": code, "app": "2026.11"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json()
    validator(anybody.get("/api/v1/openapi.json").json(), "ScannerJoined").validate(body)
    root = bytes_of(body["root"])
    assert len(root) == 65
    assert base64.b32encode(hashlib.sha256(root).digest()[:16]).decode().rstrip("=") == pin
    assert body["office"]["code"] == "MTTQ-TEST"
    with office.app.app_context():
        scanner = db.session.get_one(Scanner, scanner_id)
        assert (scanner.public_id, scanner.app) == (body["scanner"], "2026.11")
        assert scanner.checkpoint_id == body["checkpoint"]["id"]
        assert scanner.code_hash is None
        assert scanner.token_hash == hashlib.sha256(body["token"].encode()).hexdigest()
        verbs = db.session.query(AuditRecord.verb).filter_by(subject="scanner", subject_id=scanner_id)
        assert [verb for (verb,) in verbs.order_by(AuditRecord.id)] == ["offer_scanner", "enrol_scanner"]


def test_every_code_that_is_no_good_is_refused_in_the_same_words(
    office: World, anybody: httpx.Client
) -> None:
    _, used, _ = offered(office)
    assert anybody.post(ENROL, json={"code": used.lower()}).status_code == 200
    late, expired, _ = offered(office)
    withdrawn, taken_back, _ = offered(office)
    with office.app.app_context():
        scanners.remove(user(office.clerk), withdrawn, office.now)
        with transaction() as session:
            session.get_one(Scanner, late).code_expires = office.now
    answers = [
        anybody.post(ENROL, json={"code": code}) for code in (used, expired, taken_back, "A" * 26, "", "Đ")
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "join_refused"


@pytest.mark.parametrize("body", [{}, [], {"code": 1}, {"code": "A", "app": 1}, {"code": "A", "more": ""}])
def test_what_is_no_request_to_join_is_a_400(anybody: httpx.Client, body: Any) -> None:
    assert anybody.post(ENROL, json=body).status_code == 400


def test_a_long_request_to_join_is_a_413(anybody: httpx.Client) -> None:
    assert anybody.post(ENROL, json={"code": "A" * 2000}).status_code == 413


def test_codes_cannot_be_guessed_for_long_and_the_right_one_counts_as_no_guess(world: World) -> None:
    web = world.app.test_client()
    last = 10 * world.settings.sign_in_tries - 1
    for _ in range(last):
        assert web.post(ENROL, json={"code": "A" * 26}).status_code == 403
    for _ in "12":
        assert web.post(ENROL, json={"code": offered(world)[1]}).status_code == 200
    assert web.post(ENROL, json={"code": "A" * 26}).status_code == 403
    refused = web.post(ENROL, json={"code": offered(world)[1]})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_the_bundle_is_enough_to_judge_by(office: World, phone: Phone) -> None:
    answer = phone.get(BUNDLE)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]
    body = answer.json()
    validator(phone.get("/api/v1/openapi.json").json(), "ScannerBundle").validate(body)
    assert body["checkpoint"] == phone.joined["checkpoint"]
    own = body["offices"][0]
    assert own["root"] == phone.joined["root"]
    root = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(own["root"]))
    trusted = trustlist.open_signed(bytes_of(own["trust_list"]), root)
    assert trusted.issuer == own["code"] == "MTTQ-TEST"
    assert own["status_lists"]
    for each in own["status_lists"]:
        statuslist.open_signed(bytes_of(each["list"]), trusted, uri=each["uri"])


def test_a_bundle_that_is_held_is_not_sent_again(office: World, phone: Phone) -> None:
    tag = phone.get(BUNDLE).headers["ETag"]
    again = phone.get(BUNDLE, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    office.give_key(office.approver(with_key=False))  # and with it a new trust list
    newer = phone.get(BUNDLE, headers={"If-None-Match": tag})
    assert newer.status_code == 200
    assert newer.headers["ETag"] != tag


@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer x", "Basic QTpC", "Bearer " + "A" * 43, "Bearer " + "A" * 44]
)
def test_a_stranger_is_told_nothing(anybody: httpx.Client, said: str) -> None:
    for answer in (
        anybody.get(BUNDLE, headers={"Authorization": said}),
        anybody.post(CHECKS, headers={"Authorization": said}, json={}),
    ):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "scanner_unknown"


def test_a_removed_phone_is_told_so_and_nothing_else(office: World, phone: Phone) -> None:
    with office.app.app_context():
        for _ in "12":
            scanners.remove(user(office.clerk), phone.id, office.now)
        verbs = db.session.query(AuditRecord).filter_by(subject_id=phone.id, verb="remove_scanner").count()
        assert verbs == 1
    for answer in (phone.get(BUNDLE), phone.hand_over([phone.check()])):
        assert answer.status_code == 401
        assert answer.json()["code"] == "scanner_removed"


def test_who_is_seen_is_noted_every_few_minutes(office: World, phone: Phone) -> None:
    with office.app.app_context():
        seen = db.session.get_one(Scanner, phone.id).last_seen_at
        assert seen is not None
        later = seen + timedelta(minutes=4)
        assert scanners.known_by(phone.joined["token"], later).last_seen_at == seen
        later = seen + timedelta(minutes=6)
        assert scanners.known_by(phone.joined["token"], later).last_seen_at == later
