"""What the formats of other makes share: JSON that can't break them, the numbers in it, and clocks without a zone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ops.energy.rules.incoming import Refusal

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


class Unreadable(Exception):
    """A message, or a part of it, is no such message; carries the reason."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, params)


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


def in_utc(moment: datetime) -> datetime:
    """Raises Unreadable at the edges of the calendar."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Unreadable("bad_time", value=moment.isoformat()[:_LONGEST_WORD]) from None


def local_instant(moment: datetime, zone: ZoneInfo, near: datetime | None) -> datetime:
    """Of a clock on the wall; in the hour that October has twice, the one nearer to `near`. Raises Unreadable."""
    first, second = (in_utc(moment.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != moment.replace(fold=0):
        raise Unreadable("no_such_time", value=moment.isoformat())
    if first == second:
        return first
    if near is None:
        raise Unreadable("ambiguous_time", value=moment.isoformat())
    return min(first, second, key=lambda instant: (abs(instant - near), instant))


def flagged_instant(moment: datetime, *, summer: bool) -> datetime:
    """Of a clock on the wall in Brussels that says whether summer time counts. Raises Unreadable."""
    try:
        return (moment - timedelta(hours=2 if summer else 1)).replace(tzinfo=UTC)
    except OverflowError:
        raise Unreadable("bad_time", value=moment.isoformat()) from None
