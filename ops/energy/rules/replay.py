"""A year of many registers, look by look: what would have been raised, each decision from the past only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Floats
from ops.energy.rules.channels.clock import clock_scores
from ops.energy.rules.channels.flow import never_stopped
from ops.energy.rules.channels.masks import SETTLED_AFTER_HOURS, without_faults
from ops.energy.rules.channels.peaks import highest_before, impossible
from ops.energy.rules.channels.rise import low_ends, rise
from ops.energy.rules.channels.runs import Stretch, standing_still
from ops.energy.rules.channels.scale import scale_factors, usual_hours, wrong_scale
from ops.energy.rules.channels.table import DAY, flat, usual_level
from ops.energy.rules.figures import DetectionFigures, Night, RiseFigures

#: Causes that tell of one thing: within so many hours the first one found speaks for them.
_ONE_THING = (
    (frozenset({"base_load", "night_left_on", "continuous_flow"}), 7 * DAY),
    (frozenset({"scale", "implausible", "zero_run", "stuck"}), DAY),
)
_MEDIA_WITHOUT_RISES = ("water", "pv")


@dataclass(frozen=True)
class Replayed:
    """A table of days [registers, days, 24], with what faults leave of it on the day itself and two days later."""

    days: Floats
    fresh: Floats
    settled: Floats
    usual: Floats
    faults: Sequence[Sequence[Stretch]]


def replay(days: Floats, media: Sequence[str], figures: DetectionFigures) -> list[list[Stretch]]:
    """The alerts of each register in order of time; `days` is [registers, days, 24], each from its own first day."""
    if not days.shape[1]:
        return [[] for _ in days]
    table = faults_of(days, figures)
    found = [list(stretches) for stretches in table.faults]
    rising = [row for row, medium in enumerate(media) if medium not in _MEDIA_WITHOUT_RISES]
    flowing = [row for row, medium in enumerate(media) if medium == "water"]
    for row, more in zip(rising, _slow(_part(table, rising), figures), strict=True):
        found[row] += more
    for row, more in zip(flowing, never_stopped(table.settled[flowing], figures.continuous_flow), strict=True):
        found[row] += more
    first = _warm_from(days, figures)
    return [
        _kept(each, start, flow_start)
        for each, start, flow_start in zip(found, first, _flow_from(days, figures), strict=True)
    ]


def faults_of(days: Floats, figures: DetectionFigures) -> Replayed:
    """The data faults, and the table without them."""
    still = [standing_still(hours, figures.data_faults) for hours in flat(days)]
    usual = usual_hours(without_faults(days, still))
    factors = scale_factors(days, usual, figures.scale)
    faults = [one + wrong_scale(each, figures.scale) for one, each in zip(still, factors, strict=True)]
    fresh = without_faults(days, faults)
    highest, times = highest_before(fresh), figures.data_faults.implausible_times_highest
    peaks = [impossible(hours, each, times) for hours, each in zip(flat(days), highest, strict=True)]
    return Replayed(
        days,
        fresh,
        without_faults(days, faults, SETTLED_AFTER_HOURS),
        usual,
        [one + more for one, more in zip(faults, peaks, strict=True)],
    )


def _part(table: Replayed, rows: Sequence[int]) -> Replayed:
    return Replayed(
        table.days[rows], table.fresh[rows], table.settled[rows], table.usual[rows], [table.faults[row] for row in rows]
    )


def _slow(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """What takes days to show: rises and a clock that is off."""
    base = rises(table, "base_load", figures.base_load, None, figures)
    at_once = rises(table, "base_load", figures.base_load_at_once, None, figures)
    night = rises(table, "night_left_on", figures.night_left_on, figures.night, figures)
    return [
        one + high + more + off
        for one, high, more, off in zip(base, at_once, night, clocks(table, figures), strict=True)
    ]


def rises(
    table: Replayed, cause: str, channel: RiseFigures, night: Night | None, figures: DetectionFigures
) -> list[list[Stretch]]:
    """Day after day; days that rose are no reference, until after some weeks they are the new normal."""
    now, later = low_ends(table.fresh, channel, night), low_ends(table.settled, channel, night)
    level = usual_level(table.settled, channel.reference_days)
    book = _Book(cause, later, channel, figures, night.to_hour if night else DAY)
    warm = _warm_from(table.days, figures) // DAY
    for day in range(channel.lowest_of_days, now.shape[1]):
        book.learn(day - channel.lowest_of_days)
        recent = now[:, day - channel.lowest_of_days + 1 : day + 1]
        spreads, _ = rise(recent, book.reference, level[:, day - channel.lowest_of_days], channel)
        book.look(day, np.asarray((spreads > channel.spreads) & (day >= warm)))
    return book.found


class _Book:
    """What one channel remembers of each register: its clean days, and until when it says no more."""

    def __init__(
        self, cause: str, lows: Floats, channel: RiseFigures, figures: DetectionFigures, ready_hour: int
    ) -> None:
        registers, days = lows.shape
        self.reference = np.full((registers, channel.reference_days), np.nan)
        self.found: list[list[Stretch]] = [[] for _ in range(registers)]
        self._cause, self._lows, self._span = cause, lows, channel.lowest_of_days
        self._quiet_days, self._ready_hour = figures.frozen_days, ready_hour
        self._learned = np.zeros(registers, dtype=np.int64)
        self._frozen = np.zeros((registers, days), dtype=np.bool_)
        self._quiet_until = np.full(registers, -1)

    def learn(self, day: int) -> None:
        """Takes a day into the reference, in place of the oldest."""
        rows = np.flatnonzero(~np.isnan(self._lows[:, day]) & ~self._frozen[:, day])
        self.reference[rows, self._learned[rows] % self.reference.shape[1]] = self._lows[rows, day]
        self._learned[rows] += 1

    def look(self, day: int, hot: Bools) -> None:
        """Raises what is hot and was not raised lately, and keeps hot days out of the reference for a while."""
        for row in np.flatnonzero(hot & (day > self._quiet_until)):
            start = (day - self._span + 1) * DAY
            self.found[row].append(Stretch(self._cause, start, day * DAY + self._ready_hour, (day + 1) * DAY))
            self._quiet_until[row] = day + self._quiet_days
        for row in np.flatnonzero(hot & (day <= self._quiet_until - self._span)):
            self._frozen[row, day - self._span + 1 : day + 1] = True
            last = self.found[row][-1]
            self.found[row][-1] = Stretch(last.cause, last.start, last.found, (day + 1) * DAY)


def clocks(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """A clock that is off is said once while it lasts."""
    rule = figures.clock_shift
    scores = clock_scores(table.fresh, usual_level(table.fresh, rule.reference_days), rule)
    return [_clock_stretches(row > rule.gain, rule.days_running, figures.frozen_days) for row in scores]


def _clock_stretches(hot: Bools, span: int, quiet_days: int) -> list[Stretch]:
    found: list[Stretch] = []
    quiet_until = -1
    for day in np.flatnonzero(hot).tolist():
        if day > quiet_until:
            found.append(Stretch("clock_shift", (day - span + 1) * DAY, (day + 1) * DAY, (day + 1) * DAY))
            quiet_until = day + quiet_days
        last = found[-1]
        found[-1] = Stretch(last.cause, last.start, last.found, (day + 1) * DAY)
    return found


def _first_known(days: Floats) -> Floats:
    """The first hour that each register knows."""
    return np.asarray(np.argmax(~np.isnan(flat(days)), axis=1))


def _warm_from(days: Floats, figures: DetectionFigures) -> Floats:
    return _first_known(days) + figures.baseline.warm_up_days * DAY


def _flow_from(days: Floats, figures: DetectionFigures) -> Floats:
    return _first_known(days) + figures.continuous_flow.warm_up_days * DAY


def _kept(found: Iterable[Stretch], warm_from: float, flow_from: float) -> list[Stretch]:
    """In order of time, without the warm-up, and without what another cause has just said."""
    kept: list[Stretch] = []
    for each in sorted(found, key=lambda stretch: (stretch.found, stretch.cause)):
        late_enough = each.found > (flow_from if each.cause == "continuous_flow" else warm_from)
        if late_enough and not any(_says(before, each) for before in kept):
            kept.append(each)
    return kept


def _says(before: Stretch, each: Stretch) -> bool:
    """A second stretch of the same cause is news, unless its family covers it."""
    for causes, hours in _ONE_THING:
        if before.cause in causes and each.cause in causes:
            return each.found - before.found <= hours
    return False
