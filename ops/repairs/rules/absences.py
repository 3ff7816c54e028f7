"""Who is away when, and what that opens: his shifts, and his part of a team's time. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ops.kit.periods import Span, at_local, local_midnight, merged, without
from ops.repairs.rules.rota import Shift

#: Why somebody is away; of an illness no word more is kept.
KINDS = ("holiday", "sick", "training", "other")
NOON = time(12)
_DAY = timedelta(days=1)
#: User id -> when he is away.
Away = Mapping[int, Sequence[Span]]


def span_of(first_on: date, last_on: date, zone: ZoneInfo, *, from_noon: bool, until_noon: bool) -> Span:
    """Local days, the last one included; a half day begins or ends at noon. It may be backwards."""
    begin = at_local(first_on, NOON, zone) if from_noon else local_midnight(first_on, zone)
    end = at_local(last_on, NOON, zone) if until_noon else local_midnight(last_on + _DAY, zone)
    return Span(begin, end)


def open_where_away(shifts: Iterable[Shift], away: Away) -> Iterator[Shift]:
    """Cuts each shift where its holder is away: that part is open, and `away_id` says whose it would have been."""
    for shift in shifts:
        spans = away.get(shift.user_id, ()) if shift.user_id is not None else ()
        parts = [part for span in merged(spans) if (part := span.clipped(shift.span))]
        yield from (replace(shift, span=span) for span in without(shift.span, parts))
        yield from (replace(shift, span=span, user_id=None, away_id=shift.user_id) for span in parts)


def away_until(spans: Iterable[Span], at: datetime) -> datetime | None:
    """When somebody who is away at that instant is back; None when he is there."""
    return next((span.to_at for span in merged(spans) if span.holds(at)), None)


def away_part(span: Span, asked: Span) -> str:
    """How much of `asked` an absence that touches it takes: whole | start | end | middle."""
    if span.from_at <= asked.from_at:
        return "whole" if span.to_at >= asked.to_at else "start"
    return "end" if span.to_at >= asked.to_at else "middle"
