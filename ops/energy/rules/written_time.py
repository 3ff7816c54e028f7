"""Instants as dataloggers and tables write them: clocks on the wall, with or without a mark of summer time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ops.energy.rules.incoming import Refusal

_LONGEST_WORD = 40


class Unreadable(Exception):
    """A message, or a part of it, is no such message; carries the reason."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, params)


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
