"""Batteries of dataloggers: what a message says of its own, since when it is low, and when it will be empty."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

#: Names as makers write them, in small letters and without signs between them.
_LEVELS = frozenset(
    {"batterylevel", "batterypercent", "batterypercentage", "batlevel", "batpercent", "lastbatterypercentage"}
)
_VOLTAGES = frozenset(
    {"batteryvoltage", "batvoltage", "battvoltage", "batteryv", "batv", "battv", "vbat", "vbatt", "batterymv", "batmv"}
)
_EITHER = frozenset({"battery", "batt", "bat"})
#: What stands below a `battery` in nested messages.
_PARTS = {
    "percent": "level",
    "percentage": "level",
    "level": "level",
    "value": "",
    "v": "voltage",
    "voltage": "voltage",
    "mv": "voltage",
}
_SIGNS = re.compile(r"[^a-z0-9]")
#: A plain `battery` up to here, with a fraction, is said in volts; loggers of buildings have no larger cells.
_MOST_PLAIN_VOLTS, _MOST_VOLTS = 5.0, 60.0
_MILLIVOLTS = (500.0, 60_000.0)
_FULL = 100.0
#: Nothing that is said of a battery is larger, in whichever unit.
_MOST = _MILLIVOLTS[1]
#: The level must have been heard over so many days, and rose by so much when somebody put in a new battery.
_LEAST_DAYS, _RENEWED_BY = 7, 10
#: A level that fell by less may be the temperature.
_LEAST_FALL = 3
#: What lasts longer is not worth a date.
_FARTHEST_DAYS = 5 * 365


@dataclass(frozen=True, slots=True)
class Battery:
    """What one message says; a level in whole percents, a voltage in millivolts."""

    percent: int | None
    millivolts: int | None


def battery_of(values: Iterable[tuple[str, int | float | str]]) -> Battery | None:
    """From the values of a message by their paths; None where none is of a battery, or makes sense as one."""
    percent = millivolts = None
    for path, value in values:
        if isinstance(value, str | bool) or not 0 <= value <= _MOST:
            continue
        kind = _kind(path, value)
        if kind == "level" and percent is None and 0 <= value <= _FULL:
            percent = round(value)
        elif kind == "voltage" and millivolts is None:
            millivolts = _millivolts(value)
    return None if percent is None and millivolts is None else Battery(percent, millivolts)


def _kind(path: str, value: float) -> str:
    """level, voltage, or nothing."""
    levels = [_SIGNS.sub("", level) for level in path.lower().split(".")]
    name = levels[-1]
    if len(levels) > 1 and levels[-2] in _EITHER | _LEVELS and name in _PARTS:
        return _PARTS[name] or _plain(value)
    if name in _LEVELS:
        return "level"
    if name in _VOLTAGES:
        return "voltage"
    return _plain(value) if name in _EITHER else ""


def _plain(value: float) -> str:
    """Named without a unit: 3.6 are volts, 3600 millivolts, 36 percents."""
    has_fraction = value != round(value)
    return "voltage" if value > _FULL or (has_fraction and value <= _MOST_PLAIN_VOLTS) else "level"


def _millivolts(value: float) -> int | None:
    if 0 < value <= _MOST_VOLTS:
        return round(value * 1000)
    return round(value) if _MILLIVOLTS[0] <= value <= _MILLIVOLTS[1] else None


@dataclass(frozen=True, slots=True)
class Level:
    """The last level that was heard on a local day."""

    day: date
    percent: int


def low_since(levels: Sequence[Level], low_percent: float) -> date | None:
    """The first of the days at the end that stand at or under the limit; None when it is not low."""
    since = None
    for each in reversed(levels):
        if each.percent > low_percent:
            break
        since = each.day
    return since


def empty_on(levels: Sequence[Level]) -> date | None:
    """The day on which it is empty when it goes on as in these days, given in order of time; None where it holds."""
    falling = _of_this_battery(levels)
    if not falling or (falling[-1].day - falling[0].day).days < _LEAST_DAYS:
        return None
    lost_a_day = -_slope(falling)
    if (
        falling[0].percent - falling[-1].percent < _LEAST_FALL
        or lost_a_day <= 0
        or falling[-1].percent / lost_a_day > _FARTHEST_DAYS
    ):
        return None
    return falling[-1].day + timedelta(days=round(falling[-1].percent / lost_a_day))


def _of_this_battery(levels: Sequence[Level]) -> Sequence[Level]:
    renewed = [
        place for place in range(1, len(levels)) if levels[place].percent >= levels[place - 1].percent + _RENEWED_BY
    ]
    return levels[renewed[-1] :] if renewed else levels


def _slope(levels: Sequence[Level]) -> float:
    """Percents a day, by least squares."""
    days = [float((each.day - levels[0].day).days) for each in levels]
    middle, mean = sum(days) / len(days), sum(each.percent for each in levels) / len(levels)
    above = sum((day - middle) * (each.percent - mean) for day, each in zip(days, levels, strict=True))
    return above / sum((day - middle) ** 2 for day in days)
