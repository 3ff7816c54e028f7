"""Buildings that follow the cold and the calendar, with people whose weeks differ; the weather is that of the demo."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.table import DAY, day_table
from ops.energy.rules.day_types import epoch_hour
from ops.energy.rules.drivers import Drivers, of_calendar
from ops.energy.seed.calendar import hours_between
from ops.energy.seed.profiles import Load, hourly
from ops.kit.holidays import is_belgian_holiday
from ops.kit.periods import local_midnight

_ZONE = ZoneInfo("Europe/Brussels")
_USES = ("administration", "rest_home", "school", "housing", "social_office", "depot")


@dataclass(frozen=True, eq=False)
class Heated:
    """One register: [1, days, 24] and what drives it."""

    days: Floats
    drivers: Drivers

    def with_more(self, day: int, share: float) -> "Heated":
        """From a day on, so much more is used."""
        after = np.arange(self.days.shape[1]) >= day
        return replace(self, days=self.days * (1 + share * after)[None, :, None])


def heated(seed: int, medium: str = "gas", days: int = 395, use: str | None = None) -> Heated:
    """Each seed is another building in another year."""
    first, chance = date(2005 + seed % 18, 1 + seed % 12, 1), np.random.default_rng(seed)
    start = epoch_hour(local_midnight(first, _ZONE))
    hours = hours_between(start, start + (days + 1) * DAY, _ZONE)
    amount = hourly(Load(f"S{seed}", medium, use or _USES[seed % 6], 2_000), hours) * chance.lognormal(
        0, 0.15, len(hours)
    )
    ordinals, of_day = hours.grid.day_ordinal, hours.grid.hour_of_day
    table = day_table(amount[None], ordinals, of_day)[:, :days] * _people(chance, days)[None, :, None]
    outside_c = np.nanmean(day_table(hours.outside_c[None], ordinals, of_day), axis=2)[:, :days]
    # The station stands elsewhere, and the wind counts too.
    felt_c = 0.6 * outside_c + 0.4 * np.roll(outside_c, 1, axis=1) + _wandering(chance, days, 0.6, 1.0)
    drivers = replace(of_calendar([first], days, [is_belgian_holiday]), temperature_c=felt_c)
    return Heated(table, drivers)


def _people(chance: np.random.Generator, days: int) -> Floats:
    """Days differ, and so do weeks."""
    return np.asarray(np.exp(_wandering(chance, days, 0.9, 0.06)) * chance.lognormal(0, 0.08, days))


def _wandering(chance: np.random.Generator, days: int, stays: float, wide: float) -> Floats:
    steps = chance.normal(0, wide * np.sqrt(1 - stays**2), days)
    for day in range(1, days):
        steps[day] += stays * steps[day - 1]
    return np.asarray(steps)
