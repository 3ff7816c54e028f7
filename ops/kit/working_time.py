"""Working hours on a local calendar: what is out of hours, and when the n-th working day ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from ops.kit.holidays import is_belgian_holiday
from ops.kit.periods import Span, at_local, days, local_date

_DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """One opening a day, the same on each working day; legal holidays and closing days are no working days."""

    zone: ZoneInfo
    opens: time
    closes: time
    closing_days: frozenset[date] = frozenset()
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.closing_days and not is_belgian_holiday(day)

    def hours_of(self, day: date) -> Span:
        """From opening to closing of a local day, whether or not somebody works then."""
        return Span(at_local(day, self.opens, self.zone), at_local(day, self.closes, self.zone))

    def is_out_of_hours(self, at: datetime) -> bool:
        day = local_date(at, self.zone)
        return not (self.is_working_day(day) and self.hours_of(day).holds(at))

    def working_days_from(self, day: date) -> Iterator[date]:
        """Working days in order, `day` included; endless."""
        while True:
            if self.is_working_day(day):
                yield day
            day += _DAY

    def day_zero(self, at: datetime) -> date:
        """The working day that holds `at`, or the next one to open when `at` lies out of hours."""
        day = local_date(at, self.zone)
        return next(d for d in self.working_days_from(day) if at < self.hours_of(d).to_at)

    def end_of_nth_working_day(self, at: datetime, n: int) -> datetime:
        """Closing time of the n-th working day after day 0."""
        day = next(islice(self.working_days_from(self.day_zero(at)), n, None))
        return self.hours_of(day).to_at

    def next_opening(self, at: datetime) -> datetime:
        """The first opening after `at`."""
        day = local_date(at, self.zone)
        return next(self.hours_of(d).from_at for d in self.working_days_from(day) if self.hours_of(d).from_at > at)

    def working_segments(self, from_at: datetime, to_at: datetime) -> Iterator[Span]:
        """The working hours between two instants, a span a day, in order."""
        asked = Span(from_at, to_at)
        last = local_date(to_at, self.zone)
        for day in days(local_date(from_at, self.zone), last + _DAY):
            part = self.hours_of(day).clipped(asked) if self.is_working_day(day) else None
            if part:
                yield part

    def working_time(self, from_at: datetime, to_at: datetime) -> timedelta:
        return sum((part.length for part in self.working_segments(from_at, to_at)), timedelta())
