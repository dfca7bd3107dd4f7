"""Asking another office for its lists over HTTP: only there, only so much, only so long.

Nothing here knows the register. What comes back is bytes that nobody has checked yet; what is asked for is
made of the office's address, which a person here has typed, and a number that is counted up. No certificate
and no answer can name an address that this machine would then open.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp

from certapp.credential import statuslist, trustlist
from certapp.workflow.errors import WorkflowError

TRUST_LIST = "/api/v1/trust-list"
MOST_LISTS = 64  # of one office: with certapp's own lists nearly four million certificates
CONNECT_SECONDS = 5.0
REQUEST_SECONDS = 15.0  # from the look-up of the name to the last byte, however slowly they come
OFFICE_SECONDS = 60.0  # for everything that one office is asked for
OFFICE_BYTES = 8 * 1024 * 1024  # of all its answers together
_PIECE = 64 * 1024  # bytes read at a time
_HEADERS = {
    "Accept-Encoding": "identity",  # nothing that grows when it is opened
    "User-Agent": "certapp",
}


class FetchError(WorkflowError):
    """A list that could not be fetched, or an answer that was none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an office is asked for.

    :param address: its public address, without a slash at its end.
    :param etags: what its server called the forms that are held, by their paths.
    :param numbers: of the status lists that are held.
    """

    address: str
    etags: Mapping[str, str] = field(default_factory=dict)
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the list, not checked yet, and what the server calls this form of it."""

    data: bytes
    etag: str | None


@dataclass(slots=True)
class Answers:
    """What one office has answered: its lists where they are other than those held, and what went wrong."""

    trust_list: Fetched | None = None
    status_lists: dict[int, Fetched] = field(default_factory=dict)
    faults: list[FetchError] = field(default_factory=list)


def path_of(number: int) -> str:
    """Return where an office gives out its status list with this number."""
    return f"/s/{number}"


def fetch(asked: Sequence[Asked]) -> list[Answers]:
    """Ask offices, side by side, for their trust lists and all their status lists.

    Status lists are numbered from 1 without a gap, so they are asked for by number until one is not there;
    held ones are asked for in any case.

    :returns: their answers in the same order, after `OFFICE_SECONDS` at most; what an office or the network
        did wrong is in them, and never raised.
    """
    return asyncio.run(_all(asked))


async def _all(asked: Sequence[Asked]) -> list[Answers]:
    timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS, sock_connect=CONNECT_SECONDS)
    async with aiohttp.ClientSession(
        timeout=timeout,
        headers=_HEADERS,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        return await asyncio.gather(*(_Office(session, each).answers() for each in asked))


class _Office:
    """One office being asked."""

    def __init__(self, session: aiohttp.ClientSession, asked: Asked) -> None:
        self._session = session
        self._asked = asked
        self._left = OFFICE_BYTES
        self._answers = Answers()

    async def answers(self) -> Answers:
        try:
            async with asyncio.timeout(OFFICE_SECONDS):
                await self._ask()
        except TimeoutError:
            self._answers.faults.append(FetchError("fetch_slow"))
        except (aiohttp.ClientError, OSError) as error:
            kind = type(error).__name__  # its text may hold what the other side says
            self._answers.faults.append(FetchError("fetch_unreachable", kind=kind))
        return self._answers

    async def _ask(self) -> None:
        try:
            self._answers.trust_list = await self._get(TRUST_LIST, trustlist.MEDIA_TYPE, trustlist.MAX_BYTES)
        except FetchError as error:
            self._answers.faults.append(error)
        for number in range(1, MOST_LISTS + 1):
            if not await self._ask_for(number) and number >= max(self._asked.numbers, default=0):
                return
        self._answers.faults.append(FetchError("fetch_many", most=MOST_LISTS))

    async def _ask_for(self, number: int) -> bool:
        """Ask for a status list; tell whether it is there."""
        try:
            found = await self._get(path_of(number), statuslist.MEDIA_TYPE, statuslist.MAX_BYTES)
        except FetchError as error:
            if error.code != "fetch_none" or number in self._asked.numbers:
                self._answers.faults.append(error)
            return False
        if found is not None:
            self._answers.status_lists[number] = found
        return True

    async def _get(self, path: str, media_type: str, most: int) -> Fetched | None:
        """Return what is at a path; None where it is the form that is held."""
        etag = self._asked.etags.get(path)
        headers = {"Accept": media_type, **({"If-None-Match": etag} if etag else {})}
        async with self._session.get(
            self._asked.address + path, headers=headers, allow_redirects=False
        ) as response:
            if response.status == 304 and etag:
                return None
            _require_list(response, path, media_type)
            return Fetched(await self._body(response, path, most), response.headers.get("ETag"))

    async def _body(self, response: aiohttp.ClientResponse, path: str, most: int) -> bytes:
        most = min(most, self._left)
        body = bytearray()
        if (response.content_length or 0) <= most:
            async for piece in response.content.iter_chunked(_PIECE):
                body += piece
                if len(body) > most:
                    break
            else:
                self._left -= len(body)
                return bytes(body)
        response.close()  # read no more of it
        raise FetchError("fetch_large", path=path)


def _require_list(response: aiohttp.ClientResponse, path: str, media_type: str) -> None:
    """Refuse what is not the list itself. A redirection is no answer: it would name another address."""
    if response.status == 404:
        raise FetchError("fetch_none", path=path)
    if 300 <= response.status < 400:
        raise FetchError("fetch_redirected", path=path)
    if response.status != 200:
        raise FetchError("fetch_status", path=path, status=response.status)
    if (
        response.content_type != media_type
        or response.headers.get("Content-Encoding", "identity") != "identity"
    ):
        raise FetchError("fetch_type", path=path)
