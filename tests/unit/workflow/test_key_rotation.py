"""An approver's new key: what the old one signed stands until it ends by its own date."""

from datetime import timedelta

import pytest

from certapp.credential import VerdictCode, qrtext, verify
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.workflow import key_ends, keys, status_lists, trust_list
from certapp.workflow.held_lists import HeldLists
from tests.world import ROOT_PASSPHRASE, World

SKEW = timedelta(seconds=120)


@pytest.mark.parametrize("end", ["rotated", "retired"])
def test_the_old_key_verifies_until_its_last_paper_ends(world: World, end: str) -> None:
    """Also past the end of the old key's own certificate, which has a day to go."""
    approver = world.approver(with_key=False)
    world.give_key(approver, at=world.now - timedelta(days=2 * 365 - 1))
    application_id = world.submitted(world.official(), end_date=world.today + timedelta(days=10))
    certificate_id = world.signed(approver, application_id)
    text = world.qr_text(certificate_id)
    with world.app.app_context():
        old = keys.active_key(db.session.get_one(User, approver.id))
        assert old is not None
        old_id, key_until = old.id, keys.certificate_of(old).not_valid_after_utc
        office = db.session.get_one(Office, world.office_id)
        if end == "rotated":
            requested = keys.request(db.session.get_one(User, approver.id), approver.passphrase, world.now)
            keys.certify(office, requested.id, ROOT_PASSPHRASE, world.now)
        else:
            key_ends.retire(office, old_id, ROOT_PASSPHRASE, world.now)
        paper_until = db.session.get_one(Certificate, certificate_id).expires
        assert world.now < key_until < paper_until
        second = timedelta(seconds=1)
        for moment, code in (
            (world.now, VerdictCode.VALID),
            (key_until - second, VerdictCode.VALID),
            (key_until + second, VerdictCode.VALID),
            (key_until + SKEW + second, VerdictCode.VALID),
            (paper_until + SKEW - second, VerdictCode.VALID),
            (paper_until + SKEW, VerdictCode.EXPIRED),
        ):
            status_lists.refresh(moment)
            trusted = trust_list.current(world.office_id)
            lists = HeldLists(trusted)
            token = qrtext.decode(text).token
            assert verify(token, trusted, lists, int(moment.timestamp())).code is code, moment
