"""What drives consumption from outside: the calendar of each building, the cold, and what other sectors tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints
from ops.energy.rules.day_types import WORKDAY, IsHoliday, day_type

_WEEK = 7
#: 1 January of the year 1 was a Monday, and is day 1.
_MONDAY = 1
_DAYS_BEFORE_1970 = 719_163
#: What other sectors push: residents in the beds of a home, kilograms of linen washed.
PUSHED_KINDS = ("beds", "linen_kg")
#: What is not known is taken for the last known, for so many days.
_CARRIED_DAYS = 7


@dataclass(frozen=True, eq=False)
class Drivers:
    """Of some registers on the local days of their table; [registers, days] each, NaN where nothing is known.

    `temperature_c` is what the walls feel: the mean outside temperature with the weights of the days before.
    `pushed` counts what another sector does there (occupied beds, kg of linen); `sun` is how much the other roofs
    of the house brought that day, as a share of what they usually bring.
    """

    first_ordinal: Ints
    kind_of_day: Ints
    temperature_c: Floats
    pushed: Floats
    sun: Floats

    @property
    def free(self) -> Bools:
        """Saturdays, Sundays and days off."""
        return np.asarray(self.kind_of_day != WORKDAY)

    @property
    def day_of_year(self) -> Ints:
        """1 on 1 January; [registers, days]."""
        days = self.first_ordinal[:, None] + np.arange(self.kind_of_day.shape[1]) - _DAYS_BEFORE_1970
        dates = days.astype("datetime64[D]")
        return np.asarray((dates - dates.astype("datetime64[Y]")).astype(np.int64) + 1)

    @property
    def days_into_week(self) -> Ints:
        """How many days after a Monday each table begins; [registers]."""
        return np.asarray((self.first_ordinal - _MONDAY) % _WEEK)

    def part(self, rows: Ints) -> "Drivers":
        return Drivers(*(getattr(self, field.name)[rows] for field in fields(self)))


def of_calendar(first_days: Sequence[date], days: int, is_day_off: Sequence[IsHoliday]) -> Drivers:
    """Only the calendar is known; each register has its own first day and its own days off."""
    kinds = [
        [day_type(first + timedelta(days=day), is_off) for day in range(days)]
        for first, is_off in zip(first_days, is_day_off, strict=True)
    ]
    unknown = np.full((len(first_days), days), np.nan)
    ordinals = np.array([first.toordinal() for first in first_days], dtype=np.int64)
    return Drivers(ordinals, np.array(kinds, dtype=np.int64).reshape(len(first_days), days), unknown, unknown, unknown)


def felt_temperatures(mean_c: Mapping[date, float], first: date, days: int, weights: Sequence[float]) -> Floats:
    """What walls feel on each day from the first on, by the weights of the day itself and of those before; [days].

    The last known temperature goes on for a week, as yesterday's is told tomorrow; then nothing is known.
    """
    known = [mean_c.get(first + timedelta(days=day), np.nan) for day in range(1 - len(weights), days)]
    told = carried(np.array([known], dtype=np.float64))[0]
    ages = [told[len(weights) - 1 - age : len(told) - age] for age in range(len(weights))]
    return np.asarray(sum(weight * each for weight, each in zip(weights, ages, strict=True)), dtype=np.float64)


def carried(values: Floats) -> Floats:
    """Each unknown day takes the last known one for a week; [registers, days]."""
    places = np.arange(values.shape[1])
    last = np.maximum.accumulate(np.where(np.isnan(values), -1, places), axis=1)
    still = (last >= 0) & (places - last <= _CARRIED_DAYS)
    return np.where(still, np.take_along_axis(values, np.maximum(last, 0), axis=1), np.nan)
