"""How much a register counts in an hour: by medium, use and size of the building. Plausible, invented, repeatable."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from ops.energy.rules.arrays import Bools, Floats
from ops.energy.seed.calendar import Hours, noise

_NIGHT_FROM, _NIGHT_TO = 22, 6


@dataclass(frozen=True)
class Load:
    """What hangs on a register. `share` splits a building's amount over several registers of one medium."""

    code: str
    medium: str
    use: str
    area_m2: float
    share: float = 1.0
    #: For machines with a load of their own (cold store, server room): kW on average.
    steady_kw: float | None = None

    @property
    def salt(self) -> int:
        return crc32(self.code.encode())


def hourly(load: Load, hours: Hours) -> Floats:
    """kWh or m3 in each hour; the same register and hour always give the same amount."""
    amount = (_steady if load.steady_kw is not None else _BY_MEDIUM[load.medium])(load, hours) * load.share
    day = noise(hours.epoch_hour // 24, load.salt % 99_991)
    wobble = np.exp(0.07 * noise(hours.epoch_hour, load.salt) + 0.04 * day)
    return np.asarray(np.maximum(amount * wobble, 0.0), dtype=np.float64)


def at_night(hours: Hours) -> Bools:
    return hours.grid.at_night(_NIGHT_FROM, _NIGHT_TO)


def _steady(load: Load, hours: Hours) -> Floats:
    """A compressor or server: nearly even, a little more when it is warm."""
    return np.asarray((load.steady_kw or 0.0) * (1 + 0.012 * np.maximum(hours.outside_c - 12, 0)), dtype=np.float64)


def _presence(load: Load, hours: Hours) -> Floats:
    """Share of the people who are there and awake."""
    table = np.array(_PRESENCE.get(load.use, _PRESENCE["administration"]), dtype=np.float64)
    off = _OFF_SHARE.get(load.use, 0.0)
    by_hour = table[hours.hour]
    saturday = ~hours.workday & ~hours.sunday
    half_day = np.where((hours.hour >= 6) & (hours.hour < 13), 0.6, 0.0) if load.use == "laundry" else off * by_hour
    return np.asarray(np.where(hours.workday, by_hour, np.where(saturday, half_day, off * by_hour)), dtype=np.float64)


#: Share by local hour on a working day, 0 to 23.
_PRESENCE: Mapping[str, tuple[float, ...]] = {
    "administration": (*(0.0,) * 6, 0.05, 0.3, 0.8, 1, 1, 1, 0.8, 0.95, 1, 1, 0.8, 0.4, 0.12, 0.05, *(0.0,) * 4),
    "social_office": (*(0.0,) * 7, 0.2, 0.8, 1, 1, 1, 0.7, 0.9, 1, 1, 0.7, 0.2, *(0.0,) * 6),
    "school": (*(0.0,) * 6, 0.1, 0.5, 1, 1, 1, 1, 0.9, 1, 1, 1, 0.8, 0.5, 0.1, *(0.0,) * 5),
    "depot": (*(0.0,) * 6, 0.4, 1, 1, 1, 1, 1, 0.6, 1, 1, 0.8, 0.2, *(0.0,) * 7),
    "laundry": (*(0.0,) * 5, 0.2, *(1.0,) * 14, 0.2, *(0.0,) * 3),
    "rest_home": (0.1, 0.08, 0.07, 0.07, 0.08, 0.15, 0.5, 0.95, 1, 0.9, 0.8, 0.8, 0.95, 0.8, 0.65, 0.65, 0.7, 0.85,
                  0.9, 0.75, 0.55, 0.4, 0.25, 0.15),
    "housing": (0.2, 0.12, 0.08, 0.08, 0.08, 0.15, 0.45, 0.8, 0.7, 0.5, 0.45, 0.45, 0.55, 0.5, 0.45, 0.5, 0.65, 0.9,
                1, 0.95, 0.85, 0.7, 0.5, 0.3),
}  # fmt: skip
_PRESENCE = {**_PRESENCE, "youth": _PRESENCE["housing"], "other": _PRESENCE["social_office"]}
#: Part of a working day's presence that remains on Saturdays, Sundays and holidays.
_OFF_SHARE = {"rest_home": 0.97, "housing": 1.08, "youth": 1.1}
_AROUND_THE_CLOCK = frozenset(_OFF_SHARE)


def _electricity(load: Load, hours: Hours) -> Floats:
    base, day = _WATT_PER_M2.get(load.use, (1.1, 7.0))
    dark = np.where((hours.hour < 8) | (hours.hour >= 17), 0.4, 0.0) * (hours.slow_c < 12)
    watts = base + day * _presence(load, hours) * (1 + 0.3 * dark)
    return np.asarray(load.area_m2 * watts / 1000, dtype=np.float64)


_WATT_PER_M2 = {
    "rest_home": (3.2, 5.0), "laundry": (4.0, 62.0), "housing": (0.5, 0.8), "youth": (1.4, 3.5), "depot": (0.6, 4.0),
}  # fmt: skip


def _heating(load: Load, hours: Hours) -> Floats:
    """Heat follows the cold; where nobody stays at night, it is set back to frost protection."""
    cold = np.maximum(15.5 - hours.slow_c, 0)
    if load.use in _AROUND_THE_CLOCK:
        schedule = np.where(at_night(hours), 0.72, 1.0)
    else:
        warm_up = hours.workday & (hours.hour >= 5) & (hours.hour < 18)
        schedule = np.where(warm_up, np.where(hours.hour < 8, 1.35, 1.0), 0.06)
    hot_water = {"rest_home": 3.4, "laundry": 74.0, "housing": 1.6, "youth": 2.0}.get(load.use, 0.25)
    watts = 2.3 * cold * schedule + hot_water * _presence(load, hours) + 0.15
    return np.asarray(load.area_m2 * watts / 1000, dtype=np.float64)


def _water(load: Load, hours: Hours) -> Floats:
    """Litres follow the people; at night a flush now and then, and nearly nothing in an office."""
    litres = {"rest_home": 0.145, "laundry": 1.9, "housing": 0.11, "youth": 0.09}.get(load.use, 0.035)
    asleep = ((hours.hour >= 23) | (hours.hour < 6)) & (load.use in _AROUND_THE_CLOCK)
    chance = np.exp(np.where(asleep, 0.4, 0.25) * noise(hours.epoch_hour, load.salt + 5))
    awake = litres * _presence(load, hours) * chance + 0.0004 * np.maximum(chance - 0.9, 0)
    return np.asarray(load.area_m2 * np.where(asleep, 0.0008 * chance, awake) / 1000, dtype=np.float64)


def _sunshine(load: Load, hours: Hours) -> Floats:
    """`area_m2` is that of the panels: about 0.19 kW each."""
    return np.asarray(load.area_m2 * 0.19 * hours.sun, dtype=np.float64)


_BY_MEDIUM: Mapping[str, Callable[[Load, Hours], Floats]] = {
    "electricity": _electricity,
    "gas": _heating,
    "heat": _heating,
    "water": _water,
    "pv": _sunshine,
}
