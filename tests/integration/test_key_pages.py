"""The life of keys over HTTP: the page of the administrator, and the holder of a replaced paper."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from certapp.keystore import authority
from certapp.keystore.signing import fingerprint
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.foreign_office import ForeignStatusList
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.workflow import (
    compromise,
    foreign_lists,
    foreign_offices,
    foreign_refresh,
    keys,
    reissue,
    status_key,
)
from tests.browsing import Browser
from tests.far_office import (
    address_of,
    far_office,
    introduce,
    status_list_of,
    trust_list_of,
)
from tests.serving import free_port
from tests.world import ROOT_PASSPHRASE, World


def the_office(office: World) -> Office:
    db.session.rollback()
    return db.session.get_one(Office, office.office_id)


def test_the_page_says_what_each_key_is_worth_and_what_to_run(
    office: World, browse: Callable[[], Browser]
) -> None:
    root = authority.self_sign(
        ec.generate_private_key(ec.SECP256R1()), office="Huyện Ninh Sơn", code="NINHSON", now=office.now
    ).certificate
    ending = office.approver(with_key=False)
    office.give_key(ending, at=office.now - timedelta(days=700))  # of the 730 it has
    with office.app.app_context():
        foreign_offices.import_root(the_office(office), root, fingerprint(root), office.now)
        status_key.rotate(the_office(office), ROOT_PASSPHRASE, office.now)
        key_id = keys.keys_of(db.session.get_one(User, ending.id))[0].id
    clerk = browse().sign_in(office.clerk)
    page = clerk.get("/office/keys").text
    for text in (
        "còn ký đến", "Sắp hết hạn", f"compromised {key_id} --since", "keys rotate", "keys passphrase",
        "Huyện Ninh Sơn (NINHSON)", fingerprint(root), "keys import-root FILE",
    ):  # fmt: skip
        assert text in page, text
    english = clerk.get("/office/keys?lang=en").text
    for text in ("signs until", "Ends soon", "No trust list was imported yet"):
        assert text in english, text
    assert 'type="password"' not in page  # the root is opened on the command line only


def test_the_page_says_how_fresh_another_offices_lists_are(
    office: World, browse: Callable[[], Browser], tmp_path: Path
) -> None:
    far = far_office(tmp_path, free_port(), "THUANBAC", "Huyện Thuận Bắc")
    far.issued()
    introduce(office, far)
    clerk = browse().sign_in(office.clerk)

    def told(page: str) -> str:
        start = page.index("(THUANBAC)")
        return page[start : page.index("</dd>", start)]

    assert "Chưa có danh sách tình trạng" in told(clerk.get("/office/keys").text)
    assert "Chưa lấy lần nào" in told(clerk.get("/office/keys").text)
    with office.app.app_context():
        foreign_lists.import_trust_list(the_office(office), trust_list_of(far), office.now)
        foreign_lists.import_status_list(the_office(office), status_list_of(far), office.now)
        [done] = foreign_refresh.now(the_office(office), "THUANBAC", foreign_refresh.system_clock)
        assert done.fault is not None
    page = told(clerk.get("/office/keys").text)
    for text in ("Danh sách tình trạng số 1: ký cách đây", address_of(far), "Không nối được với máy chủ"):
        assert text in page, text
    english = told(clerk.get("/office/keys?lang=en").text)
    for text in ("Status list 1: signed", "good until", "The last fetch failed", "cannot be reached"):
        assert text in english, text
    clerk.get("/office/keys?lang=vi")
    with office.app.app_context():
        [row] = [row for row in foreign_offices.everyone(office.office_id) if row.code == "THUANBAC"]
        with transaction() as session:
            session.get_one(ForeignStatusList, row.status_lists[0].id).expires = office.now
    assert "Quá hạn" in told(clerk.get("/office/keys").text)
    with office.app.app_context():
        foreign_offices.forget(the_office(office), "THUANBAC", office.now)


def test_the_holder_is_told_when_the_key_is_distrusted_and_when_a_new_paper_is_there(
    office: World, browse: Callable[[], Browser]
) -> None:
    holder, thief, colleague = office.official(), office.approver(), office.approver()
    application_id = office.submitted(holder)
    old_id = office.signed(thief, application_id)
    browser = browse().sign_in(holder)
    since = office.now + timedelta(seconds=1)  # it was signed before
    with office.app.app_context():
        old = db.session.get_one(Certificate, old_id)
        key_id, old_number = old.signer_key_id, old.number
        compromise.distrust(
            the_office(office), key_id, since, "suspend", "Bị lộ", ROOT_PASSPHRASE, office.now
        )
    assert "không còn được tin" in browser.get("/applications/").text
    with office.app.app_context():
        actor = db.session.get_one(User, colleague.id)
        reissue.replace_all(actor, key_id, colleague.passphrase, lambda: datetime.now(UTC), lambda _: None)
        reissue.end_replaced(the_office(office), key_id, office.now)
        new = db.session.query(Certificate).filter_by(replaces_id=old_id).one().number
    home = browser.get("/applications/").text
    assert f"Giấy {old_number} đã được thay bằng giấy {new}" in home
    page = browser.get(f"/applications/{application_id}").text
    for text in ("Cấp lại giấy bằng khóa khác", "Thay cho giấy", old_number, new):
        assert text in page, text
    english = browser.get(f"/applications/{application_id}?lang=en").text
    assert "In place of" in english
    assert browser.get(f"/applications/{application_id}/certificate.pdf").content.startswith(b"%PDF")
