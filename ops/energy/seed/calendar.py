"""The hours of a stretch of time with what consumption follows: local hour, kind of day, weather, sun.

Everything is a pure function of the hour, so that a simulator can go on where the history stopped.
"""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints
from ops.energy.rules.day_types import SUNDAY, WORKDAY, HourGrid, hour_grid
from ops.kit.holidays import is_belgian_holiday

_LATITUDE = np.radians(50.85)
_LONGITUDE_HOURS = 4.35 / 15


@dataclass(frozen=True, eq=False)
class Hours:
    """Consecutive hours; arrays are parallel."""

    grid: HourGrid
    #: Degrees Celsius outside, and how it felt over the last day.
    outside_c: Floats
    slow_c: Floats
    #: Sun on a panel, 0 to 1.
    sun: Floats

    def __len__(self) -> int:
        return len(self.grid)

    @property
    def epoch_hour(self) -> Ints:
        return np.arange(self.grid.first_hour, self.grid.end_hour, dtype=np.int64)

    @property
    def hour(self) -> Ints:
        return self.grid.hour_of_day

    @property
    def workday(self) -> Bools:
        return np.asarray(self.grid.kind_of_day == WORKDAY, dtype=np.bool_)

    @property
    def sunday(self) -> Bools:
        return np.asarray(self.grid.kind_of_day == SUNDAY, dtype=np.bool_)


def hours_between(first_hour: int, end_hour: int, zone: ZoneInfo) -> Hours:
    """Epoch hours [first_hour, end_hour)."""
    grid = hour_grid(first_hour, end_hour, zone, is_belgian_holiday)
    epoch = np.arange(first_hour, end_hour, dtype=np.int64)
    return Hours(grid, _outside_c(epoch), _slow_c(epoch), _sun(epoch))


def noise(epoch: Ints, salt: int) -> Floats:
    """Standard normal numbers that depend on hour (or day) and salt only."""
    one, two = _uniform(epoch, 2 * salt), _uniform(epoch, 2 * salt + 1)
    return np.asarray(np.sqrt(-2 * np.log(one)) * np.cos(2 * np.pi * two), dtype=np.float64)


def _uniform(values: Ints, salt: int) -> Floats:
    """Mixes the bits of each number (splitmix64) into (0, 1)."""
    with np.errstate(over="ignore"):
        z = values.astype(np.uint64) + np.uint64((salt * 0x9E3779B97F4A7C15) % 2**64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return np.asarray((z >> np.uint64(11)).astype(np.float64) / 2**53 + 2**-54, dtype=np.float64)


def _season_c(epoch: Ints) -> Floats:
    """The mean of the day in Brussels, coldest in the second half of January."""
    days = epoch / 24 - date(2024, 1, 20).toordinal() + date(1970, 1, 1).toordinal()
    return np.asarray(10.9 - 7.4 * np.cos(2 * np.pi * days / 365.25), dtype=np.float64)


def _weather_c(day: Ints) -> Floats:
    """Warm and cold spells: a few days of chance, smoothed."""
    return np.asarray(sum(noise(day - back, 7) * weight for back, weight in enumerate((0.9, 0.8, 0.6, 0.4, 0.2))) * 1.2)


def _outside_c(epoch: Ints) -> Floats:
    swing = -2.6 * np.cos(2 * np.pi * ((epoch % 24) - 3) / 24)
    position = epoch / 24 - 0.5
    day = np.floor(position).astype(np.int64)
    share = position - day
    weather = _weather_c(day) * (1 - share) + _weather_c(day + 1) * share
    return np.asarray(_season_c(epoch) + swing + weather, dtype=np.float64)


def _slow_c(epoch: Ints) -> Floats:
    """What thick walls feel: the mean of the last 24 hours."""
    padded = _outside_c(np.arange(int(epoch[0]) - 23, int(epoch[-1]) + 1, dtype=np.int64))
    return np.asarray(np.convolve(padded, np.full(24, 1 / 24), mode="valid"), dtype=np.float64)


def _sun(epoch: Ints) -> Floats:
    """Sine of the sun's height over Brussels, dimmed by the clouds of the day."""
    days = epoch / 24 - date(2024, 1, 1).toordinal() + date(1970, 1, 1).toordinal()
    tilt = np.radians(-23.44) * np.cos(2 * np.pi * (days + 10) / 365.25)
    angle = np.radians(15 * ((epoch % 24) + 0.5 + _LONGITUDE_HOURS - 12))
    height = np.sin(_LATITUDE) * np.sin(tilt) + np.cos(_LATITUDE) * np.cos(tilt) * np.cos(angle)
    clouds = np.clip(0.62 + 0.22 * noise(epoch // 24, 11) + 0.08 * noise(epoch, 12), 0.12, 1.0)
    return np.asarray(np.maximum(height, 0) ** 1.15 * clouds, dtype=np.float64)
