"""`flask keys compromised` while the token of who signs anew is pulled out: nothing is half-signed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.keystore.token_uri import TokenUri
from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.papers import PaperStore
from certapp.registry.signer_key import SignerKey
from certapp.workflow import issue, keys, reissue, scan
from tests.integration.hardware_tokens.token_office import pull_before
from tests.tokens import PIN, Reader
from tests.unit.cli.conftest import terminal
from tests.world import ROOT_PASSPHRASE, World, user

PAPERS = 3


class Theft:
    """An office with papers of a stolen key, and a colleague whose key is in a token."""

    def __init__(self, folder: Path, reader: Reader) -> None:
        self.world = world = World(folder / "office", pkcs11_module=reader.module)
        self.token: TokenUri = reader.insert("Đồng nghiệp")
        thief, self.colleague = world.approver(), world.approver(with_key=False)
        self.papers = [world.signed(thief, world.submitted(world.official())) for _ in range(PAPERS)]
        (folder / "root").write_text(ROOT_PASSPHRASE)
        (folder / "pin").write_text(PIN)
        with world.app.app_context():
            row = keys.request(user(self.colleague), PIN, world.now, token=self.token)
            office = db.session.get_one(Office, world.office_id)
            keys.certify(office, row.id, ROOT_PASSPHRASE, world.now)
            stolen = db.session.scalars(select(SignerKey.id).where(SignerKey.user_id == thief.id)).one()
        self.arguments = [
            "keys", "compromised", str(stolen), "--since", (world.now - timedelta(hours=1)).isoformat(),
            "--reissue-by", self.colleague.username, "--yes",
            "--root-passphrase-file", str(folder / "root"), "--passphrase-file", str(folder / "pin"),
        ]  # fmt: skip

    def run(self) -> tuple[int, str]:
        result = terminal(self.world.app)(*self.arguments)
        return result.exit_code, result.output

    def rows(self) -> list[Certificate]:
        db.session.rollback()
        return list(db.session.scalars(select(Certificate).order_by(Certificate.id)))


@pytest.fixture
def theft(tmp_path: Path, reader: Reader) -> Theft:
    return Theft(tmp_path, reader)


PLACES = [
    ("before it is opened", keys, "open_own", 0, None),
    ("before reserving", reissue, "_reserve", 0, "reserved"),
    ("between reserving and signing", issue, "signed", 0, "reserved"),
    ("between token and seal", issue, "_paper", 0, "reserved"),
    ("after the seal", PaperStore, "put", 1, "reserved"),
    ("before the commit", reissue, "_commit", 1, "reserved"),
]


@pytest.mark.parametrize(
    ("where", "name", "signed", "left"), [p[1:] for p in PLACES], ids=[p[0] for p in PLACES]
)
def test_a_token_pulled_out_leaves_nothing_half_signed_and_it_goes_on(
    theft: Theft,
    reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
    where: object,
    name: str,
    signed: int,
    left: str | None,
) -> None:
    pull_before(monkeypatch, where, name, lambda: reader.pull(theft.token))
    status, said = theft.run()
    assert status == 1
    assert "thiết bị vừa bị rút ra" in said
    with theft.world.app.app_context():
        old, new = theft.rows()[:PAPERS], theft.rows()[PAPERS:]
        assert [row.state for row in old] == ["suspended"] * PAPERS  # taken back; ended when all is done
        assert [row.state for row in new] == ["valid"] * signed + [left] * (left is not None)
        for row in new[signed:]:
            assert (row.token, row.paper, row.issued_at) == (None, None, None)
        for row in new[:signed]:
            assert scan.judge(issue.qr_text_of(row), theft.world.now).code is VerdictCode.VALID
        assert len(list(theft.world.settings.papers.glob("**/*.pdf"))) == PAPERS + signed
        before = [(row.id, row.sequence, row.cti, row.payload, row.status_index) for row in new]
    assert theft.run()[0] == 1  # the token is still away
    reader.plug(theft.token)
    status, said = theft.run()
    assert status == 0, said
    with theft.world.app.app_context():
        old, new = theft.rows()[:PAPERS], theft.rows()[PAPERS:]
        assert [row.state for row in old] == ["superseded"] * PAPERS
        assert [row.state for row in new] == ["valid"] * PAPERS
        assert [(row.id, row.sequence, row.cti, row.payload, row.status_index) for row in new][
            : len(before)
        ] == before
        assert [row.sequence for row in theft.rows()] == list(range(1, 2 * PAPERS + 1))
        assert sorted(row.replaces_id or 0 for row in new) == theft.papers
        for row in new:
            assert scan.judge(issue.qr_text_of(row), theft.world.now).code is VerdictCode.VALID
            assert issue.paper_of(row).startswith(b"%PDF")
        verbs = [record.verb for record in db.session.scalars(select(AuditRecord))]
        counted = ("distrust_key", "suspend", "reissue", "supersede", "void")
        assert [verbs.count(verb) for verb in counted] == [1, PAPERS, PAPERS, PAPERS, 0]
