"""Time stamps (RFC 3161): asked for over HTTP, and checked before they go into a paper."""

from functools import lru_cache
from typing import ClassVar

import aiohttp
from asn1crypto import cms, core, tsp
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from certapp.paper.authority import Authority
from certapp.paper.cms import translated
from certapp.paper.errors import TimeStampError

_MAX_BYTES = 64 * 1024  # of an answer; tokens with their chains have some 6 KB
_FIRST_GUESS = 8 * 1024  # bytes of a token, until the first has been seen
_MARGIN = 256  # by which an authority's tokens may differ in length, and what wraps them
_HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
    "Accept-Encoding": "identity",
    "User-Agent": "certapp",
}


@lru_cache(maxsize=8)
def client(authority: Authority) -> "Client":
    """Return the process's client of an authority, which remembers how long its tokens are."""
    return Client(authority)


class _Answer(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """RFC 3161 §2.4.2; asn1crypto's own class knows no refusal, which comes without a token."""

    _fields: ClassVar = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


class Client(TimeStamper):
    """pyHanko's client with a request of our own, which checks what comes back."""

    def __init__(self, authority: Authority) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._authority = authority
        self._roots = [translated(root) for root in authority.roots]
        self._headers = dict(_HEADERS)
        if authority.account:
            self._headers["Authorization"] = aiohttp.encode_basic_auth(*authority.account)
        self._longest = 0

    @property
    def room(self) -> int:
        """Bytes to keep free for a token."""
        return (self._longest or _FIRST_GUESS) + _MARGIN

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return a token for a digest: for this one, in answer to this request, by the authority named.

        :raises TimeStampError: `tsa_unreachable`, `tsa_slow`; `tsa_answer`, what came is no answer;
            `tsa_refused`, it gives none; `tsa_untrusted`, the token is not the authority's or not for this.
        """
        nonce, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
        answer = await self._ask(request.dump())
        try:
            token = _granted(_Answer.load(answer, strict=True), nonce)
            await self._check(token, message_digest, md_algorithm)
        except TimeStampError:
            raise
        except (ValueError, TypeError, KeyError, SigningError, SignatureValidationError) as error:
            # whatever cannot be read in a token whose parts are read one by one
            raise TimeStampError("tsa_answer") from error
        self._longest = max(self._longest, len(token.dump()))
        return token

    async def _ask(self, request: bytes) -> bytes:
        try:
            async with (
                aiohttp.ClientSession(
                    timeout=aiohttp.ClientTimeout(total=self._authority.seconds),
                    headers=self._headers,
                    auto_decompress=False,
                    cookie_jar=aiohttp.DummyCookieJar(),
                ) as session,
                session.post(self._authority.url, data=request, allow_redirects=False) as response,
            ):
                if response.status != 200 or response.content_type != _HEADERS["Accept"]:
                    raise TimeStampError("tsa_answer", status=response.status)
                return await _body(response)
        except TimeoutError as error:
            raise TimeStampError("tsa_slow") from error
        except (aiohttp.ClientError, OSError) as error:
            kind = type(error).__name__  # its text may hold what the other side says
            raise TimeStampError("tsa_unreachable", kind=kind) from error

    async def _check(self, token: cms.ContentInfo, digest: bytes, algorithm: str) -> None:
        context = ValidationContext(trust_roots=self._roots, allow_fetching=False)
        found = await validate_tst_signed_data(
            token["content"], context, lambda name: digest if name == algorithm else b""
        )
        status = TimestampSignatureStatus(**found)
        if not (status.valid and status.intact and status.trusted):
            raise TimeStampError("tsa_untrusted")


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_chunked(_MAX_BYTES):
        body += piece
        if len(body) > _MAX_BYTES:
            response.close()
            raise TimeStampError("tsa_answer", status=response.status)
    return bytes(body)


def _granted(answer: _Answer, nonce: int) -> cms.ContentInfo:
    if answer["status"]["status"].native not in ("granted", "granted_with_mods"):
        raise TimeStampError("tsa_refused")
    token = answer["time_stamp_token"]
    if token["content"]["encap_content_info"]["content"].parsed["nonce"].native != nonce:
        raise TimeStampError("tsa_untrusted")
    return token
