"""Some hours far off the same hours of the weeks before: a dip or a spike, told once it is over.

It needs no calendar: a day off begins with hours that do not rise, a dip with hours that fall. All arrays are
[registers, hours] where nothing else is said; each value comes from the hours before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ops.energy.rules.arrays import MAD_TO_SIGMA, Bools, Floats, Ints, median, runs
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY, flat, usual_level
from ops.energy.rules.point_figures import PointFigures

_WEEK, _WEEKS, _LEAST_WEEKS = 7 * DAY, 5, 3
_REFERENCE_DAYS = 28
#: An hour that is expected to be next to nothing tells nothing.
_LEAST_SHARE_OF_LEVEL = 0.1
#: So many hours before the first one tell whether it fell or rose suddenly.
_SUDDEN_HOURS = 2
#: It is over when an hour stands off by less than this share of what it takes to be told.
_BACK_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class Weekly:
    """What the same hours of the weeks before tell of each hour."""

    hours: Floats
    clean: Floats
    expected: Floats
    #: How far the register usually strays from what is expected, as a share of it.
    stray: Floats

    def part(self, rows: Bools) -> "Weekly":
        return Weekly(self.hours[rows], self.clean[rows], self.expected[rows], self.stray[rows])


def weekly(days: Floats, clean: Floats) -> Weekly:
    """Of a table [registers, days, 24] and what is `clean` of its former days; NaN where too few weeks are known."""
    hours, before = flat(days), _weeks_before(flat(clean))
    enough = (~np.isnan(before)).sum(axis=2) >= _LEAST_WEEKS
    middle = median(before)
    with np.errstate(invalid="ignore"):
        told = enough & (middle > _LEAST_SHARE_OF_LEVEL * np.repeat(_level(clean), DAY, axis=1))
    expected = np.where(told, middle, np.nan)
    return Weekly(hours, flat(clean), expected, _stray(clean, expected))


def _weeks_before(hours: Floats) -> Floats:
    """[registers, hours, weeks]"""
    padded = np.concatenate([np.full((len(hours), _WEEKS * _WEEK), np.nan), hours], axis=1)
    return np.stack([padded[:, week * _WEEK : week * _WEEK + hours.shape[1]] for week in range(_WEEKS)], axis=2)


def _level(days: Floats) -> Floats:
    return _day_later(usual_level(days, _REFERENCE_DAYS), 1)[:, : days.shape[1]]


def _stray(clean: Floats, expected: Floats) -> Floats:
    """The median, over the days before, of the median hour of each day."""
    daily = median(np.abs(clean / expected.reshape(clean.shape) - 1))
    padded = _day_later(daily, _REFERENCE_DAYS)[:, :-1]
    windows = np.lib.stride_tricks.sliding_window_view(padded, _REFERENCE_DAYS, axis=1)
    return np.repeat(median(windows), DAY, axis=1)


def _day_later(daily: Floats, days: int) -> Floats:
    return np.concatenate([np.full((len(daily), days), np.nan), daily], axis=1)


def points(seen: Weekly, cause: Literal["dip", "spike"], figures: PointFigures) -> list[list[Stretch]]:
    """The dips or the spikes of each register: they begin suddenly, and are over within hours."""
    found: list[list[Stretch]] = [[] for _ in seen.hours]
    with np.errstate(invalid="ignore"):
        regular = seen.stray <= figures.stray_at_most
    rows = np.asarray(regular.any(axis=1), dtype=np.bool_)
    part, sign = seen.part(rows), -1.0 if cause == "dip" else 1.0
    spreads = _spreads(part, sign)
    with np.errstate(invalid="ignore"):
        away = spreads > _BACK_SHARE * figures.spreads
    told = _off(part, spreads, figures, sign) & _sudden(part.hours, figures, sign) & regular[rows]
    for row, off, begins, known in zip(np.flatnonzero(rows), away, told, ~np.isnan(spreads), strict=True):
        if begins.any():
            over = _over(cause, off, begins, known, figures.longest_hours)
            found[row] = _cooled(list(over), figures.quiet_hours)
    return found


def _spreads(seen: Weekly, sign: float) -> Floats:
    """How far each hour stands off to the side of `sign`, in how far the register usually strays.

    Upwards by how many times it is: hours stray farther above what is expected than below.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        times = seen.hours / seen.expected
        off = np.log(times) if sign > 0 else 1 - times
        return np.asarray(off / (MAD_TO_SIGMA * seen.stray))


def _off(seen: Weekly, spreads: Floats, figures: PointFigures, sign: float) -> Bools:
    """Beyond the usual straying, beyond a share of what is expected, and beyond nearly all of the weeks before."""
    with np.errstate(invalid="ignore"):
        off = np.asarray(
            (spreads > figures.spreads) & (sign * seen.hours >= sign * figures.times_expected * seen.expected)
        )
        # The weeks before are only asked where they can matter.
        places = np.nonzero(off)
        off[places] = sign * seen.hours[places] >= figures.times_seen * _nearly_farthest(seen.clean, sign, *places)
    return off


def _nearly_farthest(clean: Floats, sign: float, rows: Ints, hours: Ints) -> Floats:
    """The farthest but one of the weeks before some hours, each counted with the farthest of three; times `sign`."""
    near = np.pad(sign * clean, ((0, 0), (_WEEKS * _WEEK + 1, 1)), constant_values=np.nan)
    week_before = hours[:, None] + _WEEK * np.arange(_WEEKS)
    around = [near[rows[:, None], week_before + moved] for moved in range(3)]
    farthest = np.where(week_before >= _WEEKS * _WEEK, np.fmax(np.fmax(around[0], around[2]), around[1]), np.nan)
    return np.asarray(-np.sort(-farthest, axis=1)[:, 1])


def _sudden(hours: Floats, figures: PointFigures, sign: float) -> Bools:
    """Against the hours right before, the one that stood farther away on the other side."""
    padded = np.pad(sign * hours, ((0, 0), (_SUDDEN_HOURS, 0)), constant_values=np.nan)
    last = np.fmin(padded[:, 1:-1], padded[:, :-_SUDDEN_HOURS])
    with np.errstate(invalid="ignore"):
        return np.asarray(sign * hours >= figures.times_before * last)


def _over(cause: str, away: Bools, told: Bools, known: Bools, longest_hours: int) -> Iterator[Stretch]:
    """Unknown hours tell neither that it goes on nor that it is over."""
    places = np.flatnonzero(known)
    for first, last in runs(away[places]):
        start, end = int(places[first]), int(places[last - 1]) + 1
        if last < len(places) and end - start <= longest_hours and told[start:end].any():
            yield Stretch(cause, start, int(places[last]) + 1, end)


def _cooled(found: list[Stretch], quiet_hours: int) -> list[Stretch]:
    kept: list[Stretch] = []
    for each in found:
        if not kept or each.found - kept[-1].found >= quiet_hours:
            kept.append(each)
    return kept
