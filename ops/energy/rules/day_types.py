"""Local hours and kinds of day: the calendar that consumption follows. A holiday counts as a Sunday."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from ops.energy.rules.arrays import Bools, Ints

WORKDAY, SATURDAY, SUNDAY = 0, 1, 2
DAY_TYPES = 3
SLOTS = 24 * DAY_TYPES

IsHoliday = Callable[[date], bool]


def day_type(day: date, is_holiday: IsHoliday) -> int:
    if day.weekday() == 6 or is_holiday(day):
        return SUNDAY
    return SATURDAY if day.weekday() == 5 else WORKDAY


@dataclass(frozen=True, eq=False)
class HourGrid:
    """Consecutive hours from `first_hour` (epoch hours), each with its local hour, day and kind of day."""

    first_hour: int
    hour_of_day: Ints
    day_ordinal: Ints
    kind_of_day: Ints

    def __len__(self) -> int:
        return len(self.hour_of_day)

    @property
    def end_hour(self) -> int:
        return self.first_hour + len(self)

    @cached_property
    def slot(self) -> Ints:
        """Hour of the day x kind of day, as one number below SLOTS."""
        return np.asarray(self.kind_of_day * 24 + self.hour_of_day, dtype=np.int64)

    def instant(self, place: int) -> datetime:
        return hour_instant(self.first_hour + place)

    def part(self, start: int, end: int) -> "HourGrid":
        return HourGrid(
            self.first_hour + start,
            self.hour_of_day[start:end],
            self.day_ordinal[start:end],
            self.kind_of_day[start:end],
        )

    def on_days(self, kinds: Ints) -> "HourGrid":
        """The same hours with other kinds of day: one for each local day from the first on."""
        kind_of_day = kinds[self.day_ordinal - self.day_ordinal[:1]]
        return HourGrid(self.first_hour, self.hour_of_day, self.day_ordinal, kind_of_day)

    def at_night(self, from_hour: int, to_hour: int) -> Bools:
        """Nights cross midnight: 22 to 6."""
        return np.asarray((self.hour_of_day >= from_hour) | (self.hour_of_day < to_hour), dtype=np.bool_)


def hour_instant(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * 3600, UTC)


def epoch_hour(at: datetime) -> int:
    return int(at.timestamp()) // 3600


def hour_grid(first_hour: int, end_hour: int, zone: ZoneInfo, is_holiday: IsHoliday) -> HourGrid:
    locals_ = [hour_instant(hour).astimezone(zone) for hour in range(first_hour, end_hour)]
    ordinals = np.array([local.toordinal() for local in locals_], dtype=np.int64)
    kinds = {day: day_type(date.fromordinal(day), is_holiday) for day in {int(each) for each in ordinals}}
    return HourGrid(
        first_hour,
        np.array([local.hour for local in locals_], dtype=np.int64),
        ordinals,
        np.array([kinds[int(day)] for day in ordinals], dtype=np.int64),
    )
