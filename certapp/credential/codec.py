"""Strict, deterministic CBOR (RFC 8949 §4.2.1): one value has one encoding, and only that one is read."""

from collections.abc import Mapping
from typing import Any

import cbor2

from certapp.credential.errors import TokenError

MAX_DEPTH = 4  # of everything that is signed
_PLAIN = frozenset({int, str, bytes, bool, type(None)})
_KEYS = frozenset({int, str})
_AFTER_POSITIVE = 2**64
# cbor2 turns these into dates, fractions, regular expressions, shared references … None of them has
# a place in our structures, and each is code that hostile bytes would otherwise reach.
_BUILT_IN_TAGS = (
    *(0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004),
    *(43000, 55799),
)


def encode(value: Any) -> bytes:
    """Encode `value` (int, str, bytes, list, tuple, dict) deterministically.

    :returns: the only bytes that :func:`decode` accepts for this value.
    """
    return cbor2.dumps(_sorted(value))


def decode(data: bytes, *, max_depth: int) -> Any:
    """Decode one CBOR item that must fill `data` and be in the deterministic encoding.

    :param data: the bytes; the caller bounds their length.
    :param max_depth: deepest allowed nesting of arrays and maps.
    :returns: int, str, bytes, bool, None, and lists and dicts of them; the keys of a dict are int or str.
    :raises TokenError: `not_cbor` (cut short, indefinite length, duplicate key, tag, too deep);
        `not_canonical` for another than the one encoding (longer int, unsorted keys, trailing bytes);
        `not_plain` for a type that has no place here (float, undefined, simple value, other map key).
    """
    value = loads(data, max_depth=max_depth)
    require_canonical(value, data)
    return value


def loads(data: bytes, *, max_depth: int) -> Any:
    """Do the half of :func:`decode` that may not be left out whatever follows.

    The other half, :func:`require_canonical`, is proved as well when the value that the caller understood,
    encoded by itself, gives `data` again: it then holds nothing else, and in no other form.

    :raises TokenError: `not_cbor`.
    """
    try:
        return cbor2.loads(
            data,
            max_depth=max_depth,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            semantic_decoders=_REFUSED_TAGS,
            tag_hook=_refuse_tag,
        )
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise TokenError("not_cbor") from error


def require_canonical(value: Any, data: bytes) -> None:
    """Check that `data`, which was read as `value`, is the one encoding of something plain.

    :raises TokenError: `not_canonical`, `not_plain`.
    """
    _require_plain(value)
    if cbor2.dumps(value) != data:
        raise TokenError("not_canonical")


def dump_ordered(value: Any) -> bytes:
    """Encode a value whose maps are in order already; else as :func:`encode`, for a fraction of its time."""
    return cbor2.dumps(value)


def _refuse_tag(*_: Any) -> Any:
    raise ValueError("tag")


_REFUSED_TAGS: Mapping[int, Any] = dict.fromkeys(_BUILT_IN_TAGS, _refuse_tag)


def _key_order(key: Any) -> tuple[int, Any]:
    """Sort key equal to the bytewise order of the encoded key, without encoding the common kind."""
    if type(key) is int:
        return (0, key) if key >= 0 else (1, -key)
    return 2, cbor2.dumps(key)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=_key_order)}
    if isinstance(value, list | tuple):
        return [_sorted(item) for item in value]
    return value


def _require_plain(value: Any) -> None:
    """Refuse what Python would take for something else: as a map key, true equals 1 and so does 1.0."""
    kind = type(value)
    if kind is dict:
        _require_order(list(value))
        items = value.values()
    elif kind is list:
        items = value
    elif kind in _PLAIN:
        return
    else:
        raise TokenError("not_plain")
    for item in items:
        if type(item) not in _PLAIN:
            _require_plain(item)


def _require_order(keys: list[Any]) -> None:
    kinds = set(map(type, keys))
    if not kinds <= _KEYS:
        raise TokenError("not_plain")
    if kinds == {int}:  # the common kind, in a way that costs half as much
        places = [key if key >= 0 else _AFTER_POSITIVE - key for key in keys]
        is_sorted = places == sorted(places)
    else:
        is_sorted = keys == sorted(keys, key=_key_order)
    if not is_sorted:
        raise TokenError("not_canonical")
