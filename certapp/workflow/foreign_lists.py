"""The lists of other offices: which are taken over, from a file or from the office itself.

Whatever way a list comes, it is held against the one that is held in the transaction that puts it in its
place: of two processes that have fetched two lists the one with the newer stays, whoever is last.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from certapp.credential import StatusList, TrustList, statuslist, trustlist
from certapp.credential.errors import ListError
from certapp.credential.verification import CLOCK_SKEW
from certapp.keystore.signing import public_key_of
from certapp.registry.database import db, transaction
from certapp.registry.foreign_office import ForeignOffice, ForeignStatusList
from certapp.registry.office import Office
from certapp.workflow import fetching, foreign_offices, trust_list
from certapp.workflow.errors import Conflict, NotFound

_NUMBER = re.compile(r"/s/([1-9][0-9]{0,8})")
_LONGEST_ETAG = 200

_log = logging.getLogger(__name__)


def import_trust_list(office: Office, data: bytes, now: datetime) -> ForeignOffice:
    """Take over another office's trust list from a file, never an older one than is held.

    :param data: the list as its root signed it.
    :param now: aware UTC.
    :raises NotFound: `foreign_none`, no imported root has signed it.
    :raises ListError: `list_older`, `list_unreadable`; `list_foreign`, it is not for the office of its root.
    """
    for row in foreign_offices.everyone(office.id):
        row_id = row.id
        try:
            with _reporting(row, now, but="list_forged"):
                take_trust_list(row_id, data, None, now)
        except ListError as error:
            if error.code == "list_forged":  # another root's
                continue
            raise
        return db.session.get_one(ForeignOffice, row_id)
    raise NotFound("foreign_none")


def import_status_list(office: Office, data: bytes, now: datetime) -> ForeignStatusList:
    """Take over another office's status list from a file, never an older one than is held.

    :param data: the list as the office signed it.
    :param now: aware UTC.
    :raises NotFound: `foreign_none`, the list is of the address of no office that is known here.
    :raises Conflict: `foreign_no_keys`.
    :raises ListError: as :func:`take_status_list`.
    """
    uri = statuslist.address_in(data)
    for row in foreign_offices.everyone(office.id):
        if number_in(row, uri) is not None:
            row_id = row.id
            with _reporting(row, now):
                take_status_list(row_id, uri, data, None, now)
            return db.session.scalars(_list_at(row_id, uri)).one()
    raise NotFound("foreign_none")


def take_trust_list(foreign_id: int, data: bytes, etag: str | None, now: datetime) -> bool:
    """Put another office's trust list in the place of the one held; returns whether it is another one.

    :param foreign_id: of the :class:`ForeignOffice`.
    :param etag: what its server called the list.
    :param now: aware UTC.
    :raises NotFound: `foreign_none`, the office was forgotten meanwhile.
    :raises ListError: `list_forged`, `list_older`, `list_unreadable`, `list_foreign`.
    """
    with transaction() as session:
        row = _locked(session, foreign_id)
        held = trust_list_of(row)
        opened = trustlist.open_signed(data, public_key_of(foreign_offices.root_of(row)), held=held)
        if opened.issuer != row.code:
            raise ListError("list_foreign")
        row.etag = _storable(etag)
        if data == row.trust_list:
            return False
        row.trust_list, row.version = data, opened.version
        row.issued_at = datetime.fromtimestamp(opened.issued_at, UTC)
        foreign_offices.record_of(session, row, "import_list", now, version=opened.version)
    return True


def take_status_list(foreign_id: int, uri: str, data: bytes, etag: str | None, now: datetime) -> bool:
    """Put another office's status list in the place of the one held; returns whether it is a newer one.

    :param foreign_id: of the :class:`ForeignOffice`.
    :param uri: the address it was asked for at, or says it is of.
    :param etag: what its server called this form of the list.
    :param now: aware UTC.
    :raises NotFound: `foreign_none`, the office was forgotten meanwhile.
    :raises Conflict: `foreign_no_keys`, no trust list of the office is held.
    :raises ListError: `list_foreign`, it is of another address than the office's; `list_from_future`, no
        verifier would believe it yet, and it would stand in the way of those it can believe; else as
        :func:`certapp.credential.statuslist.open_signed`.
    """
    with transaction() as session:
        row = _locked(session, foreign_id)
        number = number_in(row, uri)
        if number is None:
            raise ListError("list_foreign")
        trusted = trust_list_of(row)
        if trusted is None:
            raise Conflict("foreign_no_keys", office=row.code)
        place = session.scalar(_list_at(row.id, uri))
        held = _held(place, trusted)
        opened = statuslist.open_signed(data, trusted, uri=uri, held=held)
        if opened.issued_at > now.timestamp() + CLOCK_SKEW:
            raise ListError("list_from_future")
        if held is not None and place is not None and opened.issued_at == held.issued_at:
            place.etag = _storable(etag)
            return False
        if place is None:
            place = ForeignStatusList(foreign_office_id=row.id, uri=uri, number=number)
            session.add(place)
        place.signed, place.ttl, place.etag = data, opened.ttl, _storable(etag)
        place.issued_at = datetime.fromtimestamp(opened.issued_at, UTC)
        place.expires = datetime.fromtimestamp(opened.expires, UTC)
        foreign_offices.record_of(
            session, row, "import_status_list", now, number=number, issued_at=opened.issued_at
        )
    return True


def trust_list_of(row: ForeignOffice) -> TrustList | None:
    """Return the trust list held of another office, None where there is none yet.

    :raises ListError: what is stored is not what its root signed.
    """
    return trust_list.opened(row.trust_list, row.root) if row.trust_list else None


def number_in(row: ForeignOffice, uri: str) -> int | None:
    """Return the number of the status list at an address; None where that is not below the office's own."""
    if row.address is None or not uri.startswith(row.address):
        return None
    match = _NUMBER.fullmatch(uri.removeprefix(row.address))
    return int(match[1]) if match else None


def uri_of(address: str, number: int) -> str:
    """Return the address of an office's status list with this number."""
    return address + fetching.path_of(number)


@contextmanager
def _reporting(row: ForeignOffice, now: datetime, *, but: str = "") -> Iterator[None]:
    """Report a list of this office if refused, in the log and the audit log; not for the cause `but`."""
    row_id, code = row.id, row.code
    try:
        yield
    except ListError as error:
        if error.code != but:
            _log.warning("a list of the office %s was refused: %s", code, error)
            with transaction() as session:
                foreign_offices.record_of(
                    session, _locked(session, row_id), "refuse_list", now, reason=error.code
                )
        raise


def _held(place: ForeignStatusList | None, trusted: TrustList) -> StatusList | None:
    """Return the list held, unless its signer is trusted no longer: then what it says bars no other."""
    if place is None:
        return None
    try:
        return statuslist.open_signed(place.signed, trusted, uri=place.uri)
    except ListError:
        return None


def _list_at(foreign_id: int, uri: str) -> Select[ForeignStatusList]:
    return select(ForeignStatusList).where(
        ForeignStatusList.foreign_office_id == foreign_id, ForeignStatusList.uri == uri
    )


def _locked(session: Session, foreign_id: int) -> ForeignOffice:
    row = session.get(ForeignOffice, foreign_id, with_for_update=True)
    if row is None:
        raise NotFound("foreign_none")
    return row


def _storable(etag: str | None) -> str | None:
    return etag if etag is not None and len(etag) <= _LONGEST_ETAG else None
