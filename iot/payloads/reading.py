"""What the formats of other makes share: JSON that can't break them, the numbers in it, and clocks without a zone."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import msgspec

from iot.messages import Extract
from ops.energy.rules.batteries import battery_of
from ops.energy.rules.mapping import Sample
from ops.energy.rules.written_time import Unreadable, in_utc

UNREADABLE = (msgspec.MsgspecError, RecursionError, ValueError)
#: What some loggers write for a number they don't have, and numbers beyond all bounds: no decoder takes them, though
#: everything around them may be in order.
NOT_NUMBERS = re.compile(rb"([:\[,]\s*)(-?(?:nan|inf|infinity|\d[\d.]*e\+?\d{3,}))(?=\s*[,}\]])", re.IGNORECASE)
#: No device says more than this at once; what goes beyond is an attack on memory.
MAX_VALUES = 10_000
_MAX_DEPTH = 12
_LONGEST_FIELD, _LONGEST_WORD = 200, 40
#: Unix time in seconds reaches this in the year 5138; larger is milliseconds.
_MILLISECONDS_FROM = 100_000_000_000


def json_of(payload: bytes) -> Any:
    """Raises Unreadable."""
    try:
        return msgspec.json.decode(payload)
    except UNREADABLE:
        pass
    try:
        return msgspec.json.decode(NOT_NUMBERS.sub(rb'\1"\2"', payload))
    except UNREADABLE:
        raise Unreadable("not_json") from None


def object_of(payload: bytes) -> dict[str, Any]:
    """Raises Unreadable."""
    return as_object(json_of(payload))


def as_object(found: Any) -> dict[str, Any]:
    """Raises Unreadable."""
    if not isinstance(found, dict):
        raise Unreadable("not_an_object")
    return found


def values_in(found: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, int | float | str]]:
    """Each number or word of nested JSON with its path, `ENERGY.Power.0`; flags and nothings are no values."""
    if isinstance(found, dict | list):
        parts = found.items() if isinstance(found, dict) else enumerate(found)
        for name, each in parts if depth < _MAX_DEPTH else ():
            yield from values_in(each, f"{path}.{name}" if path else f"{name}", depth + 1)
    elif isinstance(found, str) and len(path) <= _LONGEST_FIELD:
        yield path, found[:_LONGEST_WORD]
    elif isinstance(found, int | float) and not isinstance(found, bool) and len(path) <= _LONGEST_FIELD:
        yield path, found


def extract_of(samples: Iterable[Sample]) -> Extract:
    """The values, and among them those of the device's battery."""
    some = tuple(islice(samples, MAX_VALUES))
    return Extract(some, battery=battery_of((each.field, each.value) for each in some))


def unix_instant(value: Any, field: str) -> datetime:
    """Of seconds or milliseconds since 1970. Raises Unreadable."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable("wrong_type", field=field)
    try:
        return datetime.fromtimestamp(value / 1000 if abs(value) >= _MILLISECONDS_FROM else value, UTC)
    except (OverflowError, ValueError, OSError):
        raise Unreadable("bad_time", value=str(value)[:_LONGEST_WORD]) from None


def iso_moment(value: Any, field: str) -> datetime:
    """As written, with or without a zone. Raises Unreadable."""
    if value is None:
        raise Unreadable("missing_field", field=field)
    if not isinstance(value, str):
        raise Unreadable("wrong_type", field=field)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise Unreadable("bad_time", value=value[:_LONGEST_WORD]) from None


def iso_instant(value: Any, field: str) -> datetime:
    """With a zone. Raises Unreadable."""
    moment = iso_moment(value, field)
    if moment.tzinfo is None:
        raise Unreadable("no_time_zone", value=str(value)[:_LONGEST_WORD])
    return in_utc(moment)
