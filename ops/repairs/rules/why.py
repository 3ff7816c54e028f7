"""Why something is due when it is: day by day, what counted, what waited and what did not count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ops.kit.holidays import is_belgian_holiday
from ops.kit.periods import Span, days, local_date, local_day, without
from ops.kit.working_time import WorkingCalendar
from ops.repairs.rules.clocks import Clock

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a day: `counted`, `to_run`, `paused` or `not_counted`; `share` of the day's hours, 0 to 1."""

    kind: str
    span: Span
    share: float


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of a deadline. `number` counts working days, 0 for the day of the call."""

    on: date
    number: int | None
    #: day_zero | weekend | holiday | closing_day | paused | counted
    reason: str
    pause_reason: str | None
    parts: tuple[Part, ...]

    def of_kind(self, kind: str) -> timedelta:
        return sum((part.span.length for part in self.parts if part.kind == kind), timedelta())


def explain(clock: Clock, calendar: WorkingCalendar, now: datetime) -> list[Day]:
    """The days from the start of the clock to its deadline."""
    if clock.target.working_days is not None:
        return list(_working_days(clock, calendar, now))
    return list(_elapsed_days(clock, calendar, now))


def _elapsed_days(clock: Clock, calendar: WorkingCalendar, now: datetime) -> Iterator[Day]:
    for day in _days_of(clock, calendar):
        hours = local_day(day, calendar.zone)
        inside = hours.clipped(Span(clock.started_at, clock.due_at))
        parts = tuple(_parts(inside, hours, clock, now)) if inside else ()
        pause = _pause_on(clock, hours)
        yield Day(day, None, "paused" if pause else "counted", pause, parts)


def _working_days(clock: Clock, calendar: WorkingCalendar, now: datetime) -> Iterator[Day]:
    zero = calendar.day_zero(clock.started_at)
    counting = Span(calendar.hours_of(zero).to_at, clock.due_at)
    number = 0
    for day in _days_of(clock, calendar):
        hours = calendar.hours_of(day)
        inside = hours.clipped(counting) if calendar.is_working_day(day) and day > zero else None
        if inside is None:
            yield Day(day, 0 if day == zero else None, _why_not(day, zero, calendar), None, (_idle(hours),))
            continue
        number += 1
        pause = _pause_on(clock, hours)
        parts = tuple(_parts(inside, hours, clock, now))
        yield Day(day, number, "paused" if pause else "counted", pause, parts)


def _days_of(clock: Clock, calendar: WorkingCalendar) -> Iterator[date]:
    first, last = local_date(clock.started_at, calendar.zone), local_date(clock.due_at, calendar.zone)
    return days(first, last + _DAY)


def _why_not(day: date, zero: date, calendar: WorkingCalendar) -> str:
    if day == zero:
        return "day_zero"
    if is_belgian_holiday(day):
        return "holiday"
    if day.weekday() not in calendar.weekdays:
        return "weekend"
    return "closing_day" if day in calendar.closing_days else "out_of_hours"


def _idle(hours: Span) -> Part:
    return Part("not_counted", hours, 1.0)


def _pause_on(clock: Clock, hours: Span) -> str | None:
    return next((p.reason for p in clock.pauses if p.up_to(clock.due_at).clipped(hours)), None)


def _parts(inside: Span, hours: Span, clock: Clock, now: datetime) -> Iterator[Part]:
    """The day's hours in order: before and after the clock, paused, counted up to now, still to run."""
    seen_until = min(clock.stopped_at or now, now)
    holes = [hole for p in clock.pauses if (hole := p.up_to(clock.due_at).clipped(inside))]
    pieces = [("paused", hole) for hole in holes]
    for part in without(inside, holes):
        pieces += [("counted", s) for s in _cut(part, Span(part.from_at, seen_until))]
        pieces += [("to_run", s) for s in _cut(part, Span(max(part.from_at, seen_until), part.to_at))]
    pieces += [("not_counted", rest) for rest in without(hours, [inside])]
    for kind, span in sorted(pieces, key=lambda piece: piece[1]):
        yield Part(kind, span, span.length / hours.length)


def _cut(part: Span, wanted: Span) -> Sequence[Span]:
    piece = part.clipped(wanted)
    return [piece] if piece else []
