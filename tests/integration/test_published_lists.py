"""The lists a verifier fetches, and the probes of whoever watches the server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography import x509

from certapp.credential import Purpose, Status, VerdictCode, qrtext, statuslist, trustlist, verify
from certapp.keystore.signing import public_key_of
from certapp.registry.database import db, transaction
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import readiness, status_lists, trust_list
from tests.patience import PATIENCE
from tests.verdicts import ADDRESS, taken_back
from tests.world import World

LIST = "/s/1"
KEYS = "/api/v1/trust-list"


@pytest.fixture(scope="module")
def web(address: str) -> Iterator[httpx.Client]:
    """A verifier far away."""
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def root(office: World) -> trustlist.ec.EllipticCurvePublicKey:
    """The office root as a verifier has pinned it."""
    with office.app.app_context():
        pem = trust_list.root_certificate(office.office_id)
    return public_key_of(x509.load_pem_x509_certificate(pem.encode()))


def test_a_verifier_reaches_the_verdict_by_itself(
    office: World, web: httpx.Client, root: trustlist.ec.EllipticCurvePublicKey
) -> None:
    certificate = office.issued()
    token = qrtext.decode(office.qr_text(certificate)).token
    trusted = trustlist.open_signed(web.get(KEYS).content, root)
    uri = f"{ADDRESS}{LIST}"

    def verdict() -> VerdictCode:
        held = statuslist.open_signed(web.get(LIST).content, trusted, uri=uri)
        return verify(token, trusted, {uri: held}, int(datetime.now(UTC).timestamp())).code

    assert verdict() is VerdictCode.VALID
    taken_back(office, certificate, "suspend")
    assert verdict() is VerdictCode.SUSPENDED
    taken_back(office, certificate, "revoke")
    assert verdict() is VerdictCode.REVOKED


def test_the_lists_are_what_they_say(
    office: World, web: httpx.Client, root: trustlist.ec.EllipticCurvePublicKey
) -> None:
    trusted = trustlist.open_signed(web.get(KEYS).content, root)
    assert trusted.issuer == "MTTQ-TEST"
    assert {key.purpose for key in trusted.keys.values()} >= {Purpose.STATUS_LIST}
    held = statuslist.open_signed(web.get(LIST).content, trusted, uri=f"{ADDRESS}{LIST}")
    assert (held.bits, len(held)) == (2, office.settings.status_capacity)
    assert (held.ttl, held.expires - held.issued_at) == (
        office.settings.status_ttl,
        office.settings.status_lifetime,
    )
    assert {held.status(index) for index in range(len(held))} <= set(Status)


@pytest.mark.parametrize(
    ("path", "media_type"), [(LIST, "application/statuslist+cwt"), (KEYS, "application/cose")]
)
def test_a_list_is_cacheable_and_told_only_once(path: str, media_type: str, web: httpx.Client) -> None:
    answer = web.get(path, headers={"Cookie": "session=made-up"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not {"Set-Cookie", "Vary"} & {name.title() for name in answer.headers}
    tag = answer.headers["ETag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = web.get(path, headers={"If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert web.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert web.head(path).status_code == 200


def test_the_tag_changes_with_the_list(office: World, web: httpx.Client) -> None:
    certificate = office.issued()
    before = web.get(LIST).headers["ETag"]
    taken_back(office, certificate, "revoke")
    assert web.get(LIST, headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize(
    "number", ["0", "2", "-1", "2147483647", "2147483648", "9" * 40, "1.0", "x", "", "1/2", "%00"]
)
def test_there_is_no_other_list(number: str, web: httpx.Client) -> None:
    assert web.get(f"/s/{number}").status_code == 404


@pytest.mark.parametrize("path", [LIST, KEYS])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nobody_sends_a_list(method: str, path: str, web: httpx.Client) -> None:
    assert web.request(method, path).status_code in (400, 405)


def test_the_server_is_alive_and_ready(web: httpx.Client) -> None:
    assert web.get("/healthz").json() == {"status": "alive"}
    answer = web.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "faults": []})


def test_an_office_with_stale_lists_is_not_ready(world: World) -> None:
    late = world.now + timedelta(days=2)
    with world.app.app_context():
        assert readiness.faults(late) == ["status_lists_stale"]
        assert status_lists.refresh(late)
        assert readiness.faults(late) == []
        with transaction() as session:
            ended = world.now - timedelta(days=1)
            session.execute(StatusListRecord.__table__.update().values(expires=ended))
    answer = world.app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["faults"]) == (503, ["status_lists_stale"])


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DELETE FROM alembic_version", "migrations_pending"),
        ("UPDATE alembic_version SET version_num = 'older'", "migrations_pending"),
        ("ALTER TABLE offices RENAME TO gone", "database_unreachable"),
    ],
)
def test_a_database_of_another_form_is_not_ready(statement: str, fault: str, world: World) -> None:
    with world.app.app_context(), transaction() as session:
        session.execute(db.text(statement))
    answer = world.app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["faults"]) == (503, [fault])
    assert world.app.test_client().get("/healthz").status_code == 200


def test_the_counters_count_verdicts_and_requests_and_name_nobody(office: World, web: httpx.Client) -> None:
    def count(line: str) -> float:
        found = [row for row in web.get("/metrics").text.splitlines() if row.startswith(line + " ")]
        return float(found[0].split()[-1]) if found else 0.0

    verdicts = 'certapp_verdicts_total{code="VALID",surface="%s"}'
    requests = 'certapp_requests_total{endpoint="public.verdict",method="GET",status="200"}'
    before = [count(verdicts % "page"), count(verdicts % "api"), count(requests)]
    text = office.qr_text(office.issued())
    path = "/V/" + text.partition("/V/")[2]
    web.get(path)
    web.post("/api/v1/verify", json={"qr": text})
    after = [count(verdicts % "page"), count(verdicts % "api"), count(requests)]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, 1]
    web.request("BREW", "/coffee/Nguyễn-Văn-A")
    page = web.get("/metrics")
    assert page.headers["Content-Type"].startswith("text/plain")
    for secret in ("Nguy", "BREW", "coffee", path[3:40], "127.0.0.1", "GXN"):
        assert secret not in page.text


def test_a_list_that_cannot_be_used_is_as_good_as_none(world: World) -> None:
    text = world.qr_text(world.issued())
    with world.app.app_context(), transaction() as session:
        session.execute(StatusListRecord.__table__.update().values(signed=b"\xd2broken"))
    answer = world.app.test_client().post("/api/v1/verify", json={"qr": text}).get_json()
    assert (answer["verdict"], answer["reason"]) == (VerdictCode.STATUS_UNKNOWN, "list_missing")
