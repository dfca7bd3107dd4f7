"""The office's status lists as a verifier reads them: checked, never older than what was read before."""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, func, select

from certapp.config import settings
from certapp.credential import StatusList, TrustList, statuslist
from certapp.credential.errors import CertappError, ListError
from certapp.registry.database import db
from certapp.registry.status_list import PastStatusList, StatusListRecord
from certapp.workflow.errors import NotFound, WorkflowError

on_refused: list[Callable[[CertappError], None]] = []  # told of every list that this process refused to use

_log = logging.getLogger(__name__)
_held: dict[tuple[str, str], bytes] = {}  # the newest list this process has used, by database and address


class PublishedLists(Mapping[str, StatusList]):
    """The status lists the office has published, by address, each read when it is asked for.

    A list that cannot be used is refused and reported, by the log and to `on_refused`. In place of one older
    than the list read before, the one read before stands; any other is as good as none.
    """

    def __init__(self, trust_list: TrustList) -> None:
        self._shared = _Shared(trust_list)

    def __getitem__(self, uri: str) -> StatusList:
        signed = db.session.scalar(_signed_at(uri))
        if signed is None:
            raise KeyError(uri)
        try:
            return self._newest(uri, signed)
        except ListError as error:  # its key was revoked: as good as no list, until it is signed anew
            _report(uri, error)
            raise KeyError(uri) from error

    def __iter__(self) -> Iterator[str]:
        return iter(db.session.scalars(select(StatusListRecord.uri)))

    def __len__(self) -> int:
        return db.session.scalar(select(func.count()).select_from(StatusListRecord)) or 0

    def _newest(self, uri: str, signed: bytes) -> StatusList:
        place = (settings().sqlalchemy_url, uri)
        found, held = _opened(signed, uri, self._shared), self._before(place, signed)
        if held is None or found.issued_at >= held.issued_at:
            _held[place] = signed
            return found
        # What this session reads may be from before another thread's reading: look at what is there now.
        with db.engine.connect() as connection:
            now_there = connection.execute(_signed_at(uri)).scalar_one()
        try:
            newest = statuslist.open_signed(now_there, self._shared.trust_list, uri=uri, held=held)
        except ListError as error:
            _report(uri, error)
            return held
        _held[place] = now_there
        return newest

    def _before(self, place: tuple[str, str], signed: bytes) -> StatusList | None:
        """Return what was read before from this place, unless its signer is trusted no longer."""
        before = _held.get(place)
        if before is None or before == signed:
            return None
        try:
            return _opened(before, place[1], self._shared)
        except ListError:
            return None


def published(number: int) -> StatusListRecord:
    """Return the published list with this number.

    :raises NotFound: there is none.
    """
    row = db.session.scalar(select(StatusListRecord).where(StatusListRecord.number == number))
    if row is None:
        raise NotFound
    return row


def published_at(number: int, at: datetime, now: datetime) -> bytes:
    """Return the list with this number as it was in force at a moment (draft, section 8.4).

    :param at: aware UTC; so is `now`.
    :raises WorkflowError: `status_history`, this office keeps no past lists.
    :raises NotFound: there is no such list, or none of that moment, or none any more; nor is there one yet.
    """
    if not settings().status_history_days:
        raise WorkflowError("status_history")
    row = published(number)
    if at > now:
        raise NotFound
    past = db.session.scalar(
        select(PastStatusList.signed)
        .where(
            PastStatusList.status_list_id == row.id,
            PastStatusList.issued_at <= at,
            PastStatusList.expires > at,
        )
        .order_by(PastStatusList.issued_at.desc())
        .limit(1)
    )
    if past is not None:
        return past
    if row.issued_at <= at < row.expires:  # signed before the office began to keep them
        return row.signed
    raise NotFound


def _signed_at(uri: str) -> Select[bytes]:
    return select(StatusListRecord.signed).where(StatusListRecord.uri == uri)


def _report(uri: str, error: ListError) -> None:
    _log.error("the status list %s cannot be used: %s", uri, error)
    for told in on_refused:
        told(error)


class _Shared:
    """A trust list as a cache key: the same object, or the same issuer and version."""

    def __init__(self, trust_list: TrustList) -> None:
        self.trust_list = trust_list
        self._key = (trust_list.issuer, trust_list.version, trust_list.issued_at)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shared) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=256)
def _opened(signed: bytes, uri: str, shared: _Shared) -> StatusList:
    """Parse once: the same bytes under the same trust list are the same list."""
    return statuslist.open_signed(signed, shared.trust_list, uri=uri)
