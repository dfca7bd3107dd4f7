"""The status lists a verdict goes by, ours and other offices': never older than what was read before."""

import logging
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from sqlalchemy import Executable, Select, select, union_all

from certapp.config import settings
from certapp.credential import StatusList, TrustList, statuslist
from certapp.credential.errors import CertappError, ListError
from certapp.registry.database import db
from certapp.registry.foreign_office import ForeignOffice, ForeignStatusList
from certapp.registry.office import Office
from certapp.registry.status_list import StatusListRecord

on_refused: list[Callable[[CertappError], None]] = []  # told of every list that this process refused to use

_log = logging.getLogger(__name__)
_held: dict[tuple[str, str], bytes] = {}  # the newest list this process has used, by database and address


class HeldLists(Mapping[str, StatusList]):
    """The status lists that are held, by address, each read when it is asked for.

    A list that cannot be used is refused and reported, by the log and to `on_refused`. In place of one older
    than the list read before, the one read before stands; any other is as good as none.
    """

    def __init__(self, own: TrustList, lists: Mapping[str, TrustList] | None = None) -> None:
        """Read lists under these trust lists.

        :param own: the office's own.
        :param lists: those of other offices, by code.
        """
        self._own = _Shared(own)
        self._foreign = {code: _Shared(each) for code, each in (lists or {}).items() if code != own.issuer}

    def __getitem__(self, uri: str) -> StatusList:
        """Return the list of an address: ours, or that of an office which gives out its lists there."""
        own, foreign = _own_at(uri), _foreign_at(uri, self._own.issuer)
        place: Executable = own
        issuer: _Shared | None = self._own
        signed = db.session.scalar(own)
        if signed is None and self._foreign and (found := db.session.execute(foreign).first()):
            place, signed, issuer = foreign, found.signed, self._foreign.get(found.code)
        if signed is None or issuer is None:
            raise KeyError(uri)
        try:
            return _newest(uri, signed, issuer, place)
        except ListError as error:  # its key was revoked: as good as no list, until it is signed anew
            _report(uri, error)
            raise KeyError(uri) from error

    def __iter__(self) -> Iterator[str]:
        return iter(
            db.session.scalars(union_all(select(StatusListRecord.uri), select(ForeignStatusList.uri)))
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Shared:
    """A trust list as a cache key: the same object, or the same issuer and version."""

    def __init__(self, trust_list: TrustList) -> None:
        self.trust_list = trust_list
        self.issuer = trust_list.issuer
        self._key = (trust_list.issuer, trust_list.version, trust_list.issued_at)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shared) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def _newest(uri: str, signed: bytes, issuer: _Shared, place: Executable) -> StatusList:
    key = (settings().sqlalchemy_url, uri)
    found, held = _opened(signed, uri, issuer), _before(key, signed, issuer)
    if held is None or found.issued_at >= held.issued_at:
        _held[key] = signed
        return found
    # What this session reads may be from before another thread's reading: look at what is there now.
    with db.engine.connect() as connection:
        now_there: bytes = connection.execute(place).scalar_one()
    try:
        newest = statuslist.open_signed(now_there, issuer.trust_list, uri=uri, held=held)
    except ListError as error:
        _report(uri, error)
        return held
    _held[key] = now_there
    return newest


def _before(key: tuple[str, str], signed: bytes, issuer: _Shared) -> StatusList | None:
    """Return what was read before from this place, unless its signer is trusted no longer."""
    before = _held.get(key)
    if before is None or before == signed:
        return None
    try:
        return _opened(before, key[1], issuer)
    except ListError:
        return None


def _own_at(uri: str) -> Select[bytes]:
    return select(StatusListRecord.signed).where(StatusListRecord.uri == uri)


def _foreign_at(uri: str, own: str) -> Select[bytes, str]:
    return (
        select(ForeignStatusList.signed, ForeignOffice.code)
        .join(ForeignOffice, ForeignOffice.id == ForeignStatusList.foreign_office_id)
        .join(Office, Office.id == ForeignOffice.office_id)
        .where(ForeignStatusList.uri == uri, Office.code == own)
        .order_by(ForeignStatusList.id)
    )


def _report(uri: str, error: ListError) -> None:
    _log.error("the status list %s cannot be used: %s", uri, error)
    for told in on_refused:
        told(error)


@lru_cache(maxsize=256)
def _opened(signed: bytes, uri: str, issuer: _Shared) -> StatusList:
    """Parse once: the same bytes under the same trust list are the same list."""
    return statuslist.open_signed(signed, issuer.trust_list, uri=uri)
