"""Appointments: the slots of the coming days, and in which of them a team still has room for a job."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from ops.kit.periods import Span, at_local, local_date
from ops.kit.working_time import WorkingCalendar

Kind = Literal["half_day", "window"]
Hours = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Slot:
    """An appointment, half open: somebody comes within it."""

    from_at: datetime
    to_at: datetime
    kind: Kind = "window"

    @property
    def span(self) -> Span:
        return Span(self.from_at, self.to_at)


@dataclass(frozen=True, slots=True)
class SlotRules:
    """Local hours of the slots of a working day, and how a team's time is given away."""

    half_days: Sequence[Hours]
    windows: Sequence[Hours]
    #: Priorities that are offered short windows; the others get half days.
    window_priorities: frozenset[str]
    #: What a job takes when nobody estimated it.
    estimate_minutes: int
    #: The first slot begins at least so long after the asking.
    notice_minutes: int
    #: Per cent of a team's time that no appointment takes: breakdowns come unannounced. By kind of team.
    kept_free: dict[str, int]
    calendar: WorkingCalendar

    def kind_for(self, priority: str) -> Kind:
        return "window" if priority in self.window_priorities else "half_day"

    def hours_for(self, kind: Kind) -> Sequence[Hours]:
        return self.windows if kind == "window" else self.half_days


@dataclass(frozen=True, slots=True)
class Booked:
    """Work that somebody has promised: so many minutes somewhere within the span."""

    span: Span
    minutes: int

    def within(self, span: Span) -> float:
        """The minutes that fall into `span`, spread evenly over the promise."""
        part = self.span.clipped(span)
        return self.minutes * (part.length / self.span.length) if part else 0.0


@dataclass(frozen=True, slots=True)
class Crew:
    """Who can be promised: so many people, less what is promised. No number: a firm plans its people itself."""

    people: int | None
    booked: Sequence[Booked] = ()
    kept_free: int = 0
    #: When one of them is away, once for each.
    away: Sequence[Span] = ()

    def free_minutes(self, span: Span) -> float:
        """Minutes that can still be promised within `span`; endless for a firm."""
        if self.people is None:
            return float("inf")
        gone = sum((part.length for each in self.away if (part := each.clipped(span))), timedelta())
        whole = (self.people * span.length - gone) / timedelta(minutes=1)
        return whole * (100 - self.kept_free) / 100 - sum(job.within(span) for job in self.booked)


def slots_of(rules: SlotRules, kind: Kind, now: datetime, days: int) -> Iterator[Slot]:
    """Every slot of the working days from today, `days` local days long, that is far enough ahead."""
    calendar, today = rules.calendar, local_date(now, rules.calendar.zone)
    earliest, last = now + timedelta(minutes=rules.notice_minutes), today + timedelta(days=days)
    for day in calendar.working_days_from(today):
        if day >= last:
            return
        for opens, closes in rules.hours_for(kind):
            slot = Slot(at_local(day, opens, calendar.zone), at_local(day, closes, calendar.zone), kind)
            if slot.from_at >= earliest:
                yield slot


def with_room(slots: Iterable[Slot], crew: Crew, minutes: int) -> list[Slot]:
    """Those in which a job of so many minutes still fits, in order."""
    return [slot for slot in slots if fits(slot, crew, minutes)]


def fits(slot: Slot, crew: Crew, minutes: int) -> bool:
    """A job longer than the slot itself only asks that nothing else was promised in it."""
    room = crew.free_minutes(slot.span)
    return room >= min(minutes, slot.span.length / timedelta(minutes=1) * (100 - crew.kept_free) / 100) > 0
