"""SenML (RFC 8428, section 6) in CBOR: the same records with numbers for the names of their fields."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import cbor2

from ops.energy.rules.written_time import Unreadable

#: What a record calls its fields; any other name is written out.
_LABELS = {
    -1: "bver", -2: "bn", -3: "bt", -4: "bu", -5: "bv", -6: "bs",
    0: "n", 1: "u", 2: "v", 3: "vs", 4: "vb", 5: "s", 6: "t", 7: "ut", 8: "vd",
}  # fmt: skip
#: A pack is an array of flat records: what goes deeper is none.
_DEEPEST = 8
#: The first byte of an array in CBOR, and of the tag that only says "this is CBOR". No JSON begins with them.
_ARRAYS, _SELF_DESCRIBED = range(0x80, 0xA0), b"\xd9\xd9\xf7"


def is_cbor(payload: bytes) -> bool:
    return payload.startswith(_SELF_DESCRIBED) or (payload[:1] != b"" and payload[0] in _ARRAYS)


def pack_of(payload: bytes) -> Any:
    """As JSON would have given it; bytes that follow it are a sign of damage. Raises Unreadable."""
    stream = BytesIO(payload.removeprefix(_SELF_DESCRIBED))
    try:
        found = cbor2.CBORDecoder(stream, max_depth=_DEEPEST).decode()
    except (cbor2.CBORDecodeError, ValueError, RecursionError, MemoryError):
        raise Unreadable("not_cbor") from None
    if stream.read(1):
        raise Unreadable("not_cbor")
    if not isinstance(found, list):
        raise Unreadable("not_an_array")
    return [_record(each) for each in found]


def _record(found: Any) -> Any:
    if not isinstance(found, dict):
        return found
    return {_name(key): _plain(value) for key, value in found.items()}


def _name(key: Any) -> str:
    return _LABELS.get(key, str(key)) if type(key) is int else str(key)


def _plain(value: Any) -> Any:
    """A decimal fraction of CBOR is a number like any other."""
    return float(value) if isinstance(value, Decimal) else value
