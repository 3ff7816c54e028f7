"""SenML (RFC 8428) in JSON or CBOR: records that take what they don't say from the base fields before them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from iot.messages import Extract, Receipt
from iot.payloads.reading import MAX_VALUES, as_object, json_of, unix_instant
from iot.payloads.senml_cbor import is_cbor, pack_of
from ops.energy.rules.incoming import Refusal
from ops.energy.rules.mapping import Sample
from ops.energy.rules.written_time import Unreadable
from ops.kit.units import NotANumber, to_decimal

#: Times below this many seconds count from now (section 4.5.3).
_RELATIVE_BELOW = 2**28
_NEWEST_VERSION = 10
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-:./_]*")
_LONGEST_NAME = 200
#: What the sum over seconds of a unit is.
_SUM_UNITS = {"W": "J", "m3/s": "m3", "l/s": "l"}
#: The field of a sum beside the value of the same name.
_SUM_SUFFIX = "#sum"
_BASE_NUMBERS = ("bt", "bv", "bs")


@dataclass(slots=True)
class _Base:
    """What was last said for all records that follow."""

    bn: str = ""
    bu: str = ""
    bt: float = 0
    bv: float = 0
    bs: float = 0


def read(payload: bytes, receipt: Receipt) -> Extract:
    """The values and sums of a pack, by their full names; sums are called `NAME#sum`. Raises Unreadable."""
    pack = pack_of(payload) if is_cbor(payload) else json_of(payload)
    if not isinstance(pack, list):
        raise Unreadable("not_an_array")
    if not pack:
        raise Unreadable("empty")
    if len(pack) > MAX_VALUES:
        raise Unreadable("too_many_values", limit=MAX_VALUES)
    samples: list[Sample] = []
    fault: Refusal | None = None
    base = _Base()
    for each in pack:
        record = as_object(each)
        _take_base(record, base)
        try:
            samples += _samples(record, base, receipt.at)
        except Unreadable as error:
            fault = fault or error.refusal
    return Extract(tuple(samples), fault)


def is_pack(payload: bytes) -> bool:
    """Whether these bytes, on a topic where any may speak, hold records of SenML in CBOR."""
    try:
        found = pack_of(payload)
    except Unreadable:
        return False
    return any(isinstance(each, dict) and {"n", "bn"} & each.keys() for each in found)


def _take_base(record: dict[str, Any], base: _Base) -> None:
    """A base field that can't be read spoils all that follows, so the whole pack is refused."""
    for name in record:
        if name.endswith("_"):
            raise Unreadable("must_understand", field=name[:40])
    version = record.get("bver", _NEWEST_VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or not 0 < version <= _NEWEST_VERSION:
        raise Unreadable("must_understand", field=f"bver {str(version)[:20]}")
    for name in ("bn", "bu"):
        if name in record:
            setattr(base, name, _text(record[name], name))
    for name in _BASE_NUMBERS:
        if name in record:
            setattr(base, name, _number(record[name], name))


def _samples(record: dict[str, Any], base: _Base, now: datetime | None) -> Iterator[Sample]:
    if not any(name in record for name in ("v", "s", "bs")):
        return
    name = base.bn + _text(record.get("n", ""), "n")
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise Unreadable("bad_name", name=name[:60])
    at = _at(base.bt + _number(record.get("t", 0), "t"), now)
    unit = _text(record.get("u", base.bu), "u")
    if "v" in record:
        yield Sample(name, at, _sum(base.bv, _number(record["v"], "v")), unit)
    if "s" in record or "bs" in record:
        total = _sum(base.bs, _number(record.get("s", 0), "s"))
        yield Sample(f"{name}{_SUM_SUFFIX}", at, total, _SUM_UNITS.get(unit, ""))


def _at(seconds: float, now: datetime | None) -> datetime | None:
    if seconds >= _RELATIVE_BELOW:
        return unix_instant(seconds, "t")
    try:
        return now + timedelta(seconds=seconds) if now else None
    except OverflowError:
        raise Unreadable("bad_time", value=str(seconds)[:40]) from None


def _sum(base: float, value: float) -> float | str:
    """In decimal: 0.1 + 0.2 is 0.3 on a meter."""
    return value if not base else f"{to_decimal(base) + to_decimal(value):f}"


def _text(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise Unreadable("wrong_type", field=field)
    return value


def _number(value: Any, field: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable("wrong_type", field=field)
    try:
        to_decimal(value)
    except (NotANumber, ValueError):
        raise Unreadable("not_a_number", value=field) from None
    return value
