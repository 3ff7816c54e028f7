"""The columns of the planning board: the windows of one day, or the days of one week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ops.kit.periods import Span, at_local, days, local_day
from ops.repairs.rules.slots import Crew, Kind, Slot, SlotRules

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Column:
    """A piece of time: what may be promised in it, and whether the house works then."""

    on: date
    #: What is shown in the column: everything that begins within it.
    span: Span
    #: The working hours of it, against which promises are weighed.
    hours: Span
    is_open: bool
    slots: Sequence[Slot]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def day_columns(rules: SlotRules, day: date) -> list[Column]:
    """A column a window; the first takes what begins earlier, the last what begins later, so that nothing is lost."""
    slots = _slots(rules, "window", day)
    whole = local_day(day, rules.calendar.zone)
    edges = [whole.from_at, *(slot.span.from_at for slot in slots[1:]), whole.to_at]
    is_open = rules.calendar.is_working_day(day)
    return [
        Column(day, Span(starts, ends), slot.span, is_open, [slot] if is_open else [])
        for slot, starts, ends in zip(slots, edges, edges[1:], strict=False)
    ]


def week_columns(rules: SlotRules, day: date) -> list[Column]:
    """The seven days of the week that holds the day."""
    monday, calendar = monday_of(day), rules.calendar
    return [
        Column(
            on,
            local_day(on, calendar.zone),
            calendar.hours_of(on),
            calendar.is_working_day(on),
            _slots(rules, "half_day", on) if calendar.is_working_day(on) else [],
        )
        for on in days(monday, monday + _WEEK)
    ]


def _slots(rules: SlotRules, kind: Kind, day: date) -> list[Slot]:
    zone = rules.calendar.zone
    hours = rules.hours_for(kind)
    return [Slot(at_local(day, opens, zone), at_local(day, closes, zone), kind) for opens, closes in hours]


def column_of(columns: Sequence[Column], at: datetime) -> int | None:
    """Where something that begins then stands; None outside the board."""
    return next((number for number, column in enumerate(columns) if column.span.holds(at)), None)


@dataclass(frozen=True, slots=True)
class Load:
    """Minutes that a team promised in a column, and those that it has."""

    promised: int
    has: int

    @property
    def is_over(self) -> bool:
        return self.promised > self.has


def load_of(crew: Crew, column: Column) -> Load | None:
    """None for a firm, which plans its own people, and while the house is closed."""
    if crew.people is None or not column.is_open:
        return None
    promised = sum(job.within(column.span) for job in crew.booked)
    has = Crew(crew.people, kept_free=crew.kept_free, away=crew.away).free_minutes(column.hours)
    return Load(round(promised), round(has))
