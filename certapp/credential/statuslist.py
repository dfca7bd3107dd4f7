"""Token Status List in CWT form (draft-ietf-oauth-status-list-21): one signed bit array for many papers."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from certapp.credential import codec, cose
from certapp.credential.errors import ListError, TokenError
from certapp.credential.trustlist import KeyState, Purpose, TrustList

MEDIA_TYPE = "application/statuslist+cwt"
MAX_BYTES = 512 * 1024
MAX_ENTRIES = 2**20
_SUB, _EXP, _IAT, _TTL, _STATUS_LIST = 2, 4, 6, 65534, 65533
_LABELS = frozenset({cose.HEADER_ALG, cose.HEADER_KID, cose.HEADER_TYP})
_WIDTHS = (1, 2, 4, 8)
_LATEST = 2**37  # seconds, as for certificates


class Status(IntEnum):
    """Status types of the draft's section 7.1."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


@dataclass(frozen=True, slots=True)
class StatusList:
    """A status list whose signature has been checked.

    :param uri: the list's address, as certificates name it.
    :param bits: width of one entry: 1, 2, 4 or 8.
    :param packed: the entries, least significant bits first (section 4.1).
    :param issued_at: unix seconds, UTC; so is `expires`.
    :param ttl: seconds after which a verifier should ask for a newer list.
    :param issuer: code of the office whose trust list vouches for its signer; it speaks for no other office's
        certificates, and for none before :func:`open_signed` has found the office.
    """

    uri: str
    bits: int
    packed: bytes
    issued_at: int
    expires: int
    ttl: int
    issuer: str = ""

    def __len__(self) -> int:
        return len(self.packed) * 8 // self.bits

    def status(self, index: int) -> int:
        """Return the status value of entry `index`.

        :raises ListError: `list_index`, the list has no such entry.
        """
        place = index * self.bits
        if index < 0 or (place >> 3) >= len(self.packed):
            raise ListError("list_index", index=index)
        return self.packed[place >> 3] >> (place & 7) & ((1 << self.bits) - 1)


def pack(statuses: Mapping[int, int], capacity: int, *, bits: int = 2) -> bytes:
    """Pack statuses into a bit array (section 4.1).

    :param statuses: entries that are not 0, by index.
    :param capacity: number of entries of the whole list.
    :raises ListError: `list_index` or `list_status` for an entry that does not fit.
    """
    if bits not in _WIDTHS:
        raise ListError("list_bits", bits=bits)
    packed = bytearray((capacity * bits + 7) // 8)
    for index, status in statuses.items():
        if not 0 <= index < capacity:
            raise ListError("list_index", index=index)
        if not 0 <= status < 1 << bits:
            raise ListError("list_status", status=status)
        packed[index * bits >> 3] |= status << (index * bits & 7)
    return bytes(packed)


def prepare(status_list: StatusList, kid: bytes) -> cose.ToBeSigned:
    """Fix the exact bytes of a Status List Token (section 5.2) for the status-list key to sign."""
    payload = {
        _SUB: status_list.uri,
        _EXP: status_list.expires,
        _IAT: status_list.issued_at,
        _STATUS_LIST: {"bits": status_list.bits, "lst": zlib.compress(status_list.packed, 9)},
        _TTL: status_list.ttl,
    }
    return cose.prepare({cose.HEADER_TYP: MEDIA_TYPE}, kid, payload)


def open_signed(
    data: bytes, trust_list: TrustList, *, uri: str, held: StatusList | None = None
) -> StatusList:
    """Check and read a Status List Token.

    :param uri: the address it was asked for at; the token's `sub` must be the same (section 8.3).
    :param held: the list this verifier already has; an older one is refused.
    :raises ListError: `list_unreadable`, `list_unknown_signer`, `list_forged`, `list_foreign`, `list_older`.
    """
    try:
        signed = cose.parse(data, max_bytes=MAX_BYTES, labels=_LABELS)
        if signed.header[cose.HEADER_TYP] != MEDIA_TYPE:
            raise ListError("list_unreadable", reason="type")
        key = trust_list.find(signed.kid, Purpose.STATUS_LIST)
        if key is None or key.state is KeyState.REVOKED:
            raise ListError("list_unknown_signer")
        if not signed.is_signed_by(key.public_key):
            raise ListError("list_forged")
        payload = codec.decode(signed.payload, max_depth=codec.MAX_DEPTH)
        status_list = _from_payload(payload, trust_list.issuer)
    except TokenError as error:
        raise ListError("list_unreadable", reason=error.code) from error
    last = key.expires if key.state is KeyState.ACTIVE else min(key.since, key.expires)
    if not key.not_before <= status_list.issued_at <= last:
        raise ListError("list_unknown_signer")
    if status_list.uri != uri:
        raise ListError("list_foreign")
    if held is not None and status_list.issued_at < held.issued_at:
        raise ListError("list_older", issued_at=status_list.issued_at, held=held.issued_at)
    return status_list


def address_in(data: bytes) -> str:
    """Return the address that a Status List Token names as its own; nothing vouches for it yet.

    For a list that came in a file, so that :func:`open_signed` can be told where it belongs.

    :raises ListError: `list_unreadable`.
    """
    try:
        signed = cose.parse(data, max_bytes=MAX_BYTES, labels=_LABELS)
        payload = codec.decode(signed.payload, max_depth=codec.MAX_DEPTH)
    except TokenError as error:
        raise ListError("list_unreadable", reason=error.code) from error
    return _from_payload(payload, "").uri


def _from_payload(found: Any, issuer: str) -> StatusList:
    match found:
        case {2: uri, 4: expires, 6: issued_at, 65533: {"bits": bits, "lst": compressed}, 65534: ttl}:
            pass
        case _:
            raise ListError("list_unreadable", reason="payload")
    if type(uri) is not str or type(compressed) is not bytes or type(bits) is not int or bits not in _WIDTHS:
        raise ListError("list_unreadable", reason="payload")
    if any(type(number) is not int or not 0 < number <= _LATEST for number in (expires, issued_at, ttl)):
        raise ListError("list_unreadable", reason="payload")
    packed = _inflate(compressed, MAX_ENTRIES * bits // 8)
    return StatusList(uri, bits, packed, issued_at, expires, ttl, issuer)


def _inflate(compressed: bytes, most: int) -> bytes:
    """Decompress at most `most` bytes, so that a bomb costs no more than the largest honest list."""
    inflater = zlib.decompressobj()
    try:
        packed = inflater.decompress(compressed, most + 1)  # at `most` zlib may stop short of its checksum
    except zlib.error as error:
        raise ListError("list_unreadable", reason="zlib") from error
    if len(packed) > most or not inflater.eof or inflater.unused_data:
        raise ListError("list_unreadable", reason="zlib")
    return packed
