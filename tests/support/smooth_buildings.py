"""Buildings whose use repeats from week to week, with dips and spikes that are known: nobody lives in them.

Offices, schools, hospitals, shops: a profile of hour and weekday, weather that comes and goes, holidays that no
calendar tells of, evenings with a meeting, gaps. A `lively` one strays two or three times as much and has a machine
that runs now and then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ops.energy.rules.arrays import Bools, Floats
from ops.kit.holidays import is_belgian_holiday

DAYS, DAY = 365, 24
_FIRST_EVENT_HOUR = 42 * DAY
#: Saturday and Sunday beside a working day.
_WEEKENDS = {"office": (0.2, 0.1), "school": (0.05, 0.02), "hospital": (0.7, 0.6), "shop": (1.0, 0.1)}
_APART_HOURS = 72


@dataclass(frozen=True)
class Point:
    """`start` and `last` are its first and last hour."""

    kind: str
    start: int
    last: int


def building(seed: int, *, lively: bool = False) -> tuple[Floats, list[Point]]:
    """kWh [1, 365, 24], and what was put into it: six dips of one to six hours, two spikes of one to three."""
    hours, chance = _hours(seed, lively=lively)
    put = list(_put(hours, chance))
    return hours.reshape(1, DAYS, DAY), put


def undisturbed(seed: int, *, lively: bool = False) -> Floats:
    """The same building with nothing put into it."""
    return _hours(seed, lively=lively)[0].reshape(1, DAYS, DAY)


def _hours(seed: int, *, lively: bool) -> tuple[Floats, np.random.Generator]:
    chance = np.random.default_rng(seed)
    hours = _use(chance).reshape(-1) * _noise(chance, lively=lively)
    if lively:
        _machine(hours, chance)
    hours = np.round(hours, 1 if hours.mean() > 100 else 2)
    for _ in range(int(chance.integers(0, 4))):
        gap = int(chance.integers(0, len(hours)))
        hours[gap : gap + int(chance.integers(1, 12))] = np.nan
    return hours, chance


def _use(chance: np.random.Generator) -> Floats:
    """[days, hours] without noise."""
    first = date(2024, 1, 1) + timedelta(days=int(chance.integers(0, 365)))
    dates = [first + timedelta(days=day) for day in range(DAYS)]
    kind = str(chance.choice(list(_WEEKENDS)))
    saturday, sunday = _WEEKENDS[kind]
    activity = np.array([sunday if _is_off(day) else saturday if day.weekday() == 5 else 1.0 for day in dates])
    if kind == "school":
        closed = int(chance.integers(100, 250))
        activity[closed : closed + 45] = np.minimum(activity[closed : closed + 45], 0.3)
    base, weather = chance.uniform(0.25, 0.55), _weather(dates, chance)
    opens, closes = chance.uniform(5, 8), chance.uniform(17, 21) + 3 * (chance.random(DAYS) < 0.03)
    open_share = _step(np.arange(DAY) - opens) * _step(closes[:, None] - np.arange(DAY))
    use = base * (0.6 + 0.4 * weather)[:, None] + (1 - base) * (activity * weather)[:, None] * open_share
    return np.asarray(use * 10 ** chance.uniform(1, 3))


def _is_off(day: date) -> bool:
    return day.weekday() == 6 or is_belgian_holiday(day)


def _step(hours: NDArray[np.floating[Any]]) -> Floats:
    return np.asarray(1 / (1 + np.exp(-2 * hours)), dtype=np.float64)


def _weather(dates: list[date], chance: np.random.Generator) -> Floats:
    """A season with its peak in winter or in summer, and days that resemble the one before."""
    day_of_year = np.array([day.timetuple().tm_yday for day in dates])
    season = np.cos((day_of_year - chance.choice([15, 200])) / 365 * 2 * np.pi)
    days = _resembling(chance.normal(0, 1, DAYS), 0.75)
    return np.asarray(np.clip(1 + chance.uniform(0.05, 0.25) * season + chance.uniform(0.02, 0.07) * days, 0.5, 2))


def _resembling(values: Floats, share: float) -> Floats:
    for place in range(1, len(values)):
        values[place] += share * values[place - 1]
    return values


def _noise(chance: np.random.Generator, *, lively: bool) -> Floats:
    spread = chance.uniform(0.08, 0.2) if lively else chance.uniform(0.03, 0.08)
    return np.asarray(np.exp(_resembling(chance.normal(0, spread * 0.9, DAYS * DAY), 0.4)))


def _machine(hours: Floats, chance: np.random.Generator) -> None:
    power, often = hours.mean() * chance.uniform(0.1, 0.4), chance.uniform(0.005, 0.025)
    for start in np.flatnonzero(chance.random(len(hours)) < often).tolist():
        if 7 <= start % DAY <= 20:
            hours[start : start + int(chance.integers(1, 5))] += power


def _put(hours: Floats, chance: np.random.Generator) -> Iterator[Point]:
    taken: Bools = np.isnan(hours)
    for kind in ["dip"] * 6 + ["spike"] * 2:
        length = int(chance.integers(1, 7 if kind == "dip" else 4))
        start = int(chance.integers(_FIRST_EVENT_HOUR, len(hours) - 30))
        while taken[start - _APART_HOURS : start + length + _APART_HOURS].any():
            start = int(chance.integers(_FIRST_EVENT_HOUR, len(hours) - 30))
        taken[start : start + length] = True
        hours[start : start + length] *= _factor(kind, chance)
        yield Point(kind, start, start + length - 1)


def _factor(kind: str, chance: np.random.Generator) -> float:
    if kind == "spike":
        return float(chance.uniform(1.5, 4))
    return float(chance.choice([0.0, chance.uniform(0, 0.6)]))
