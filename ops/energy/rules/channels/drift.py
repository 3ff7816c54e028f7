"""Use that creeps away from what the weather and the calendar ask for: a CUSUM over weeks of what is left over."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints, median, spread
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY
from ops.energy.rules.channels.weather import COLD, WEEK, Models, Weeks, in_weeks, is_driven, learnt
from ops.energy.rules.drivers import Drivers
from ops.energy.rules.slow_figures import DriftFigures

_LEAST_DAYS_OF_A_WEEK = 5
_LEAST_HOURS_OF_A_DAY = 20
#: A week is judged when so many weeks that were learnt from were about as cold, or colder.
_AS_COLD_WEEKS, _COLDER = 4, 1.1
#: What is left over counts against a mix of the week's own use and the usual one: summers are small, winters rough.
_OWN_SHARE = 0.5
_TINY = 1e-9


@dataclass(frozen=True, eq=False)
class Judged:
    """One week's look at the weeks before it; [registers, weeks back], the oldest first."""

    #: What came beyond the expected, a day, and in spreads; NaN for a week that can't be judged.
    beyond: Floats
    spreads: Floats
    expected: Floats

    def summed(self, row: int, begun: int) -> Mapping[str, float]:
        """Over the weeks since it began so many weeks ago."""
        beyond, expected = self.beyond[row, -begun - 1 :], self.expected[row, -begun - 1 :]
        known = ~np.isnan(beyond)
        per_day, usual = float(beyond[known].mean()), float(expected[known].mean())
        share = per_day / usual if usual > 0 else 0.0
        return {"weeks": begun + 1.0, "per_day": per_day, "expected_per_day": usual, "share": share}


def day_totals(days: Floats) -> Floats:
    """[registers, days] from [registers, days, 24]; some unknown hours are taken for the mean of the others."""
    known = (~np.isnan(days)).sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known >= _LEAST_HOURS_OF_A_DAY, np.nansum(days, axis=2) / known * DAY, np.nan)


def drifts(totals: Floats, clean: Floats, over: Ints, drivers: Drivers, figures: DriftFigures) -> list[list[Stretch]]:
    """Of each register, from its days [registers, days]; silent where no driver is known.

    `totals` are judged, `clean` of them is learnt from; `over` [registers] counts the days that are over.
    """
    found: list[list[Stretch]] = [[] for _ in totals]
    if not is_driven(drivers).any():
        return found
    judged_weeks, weeks = in_weeks(totals, drivers), in_weeks(clean, drivers)
    models = learnt(weeks, figures.judged_weeks, figures.most_weeks)
    into_week = drivers.days_into_week
    for week in range(figures.judged_weeks + figures.least_weeks, weeks.use.shape[1]):
        judged = _judged(weeks, judged_weeks, models, week, figures)
        ended = (week + 1) * WEEK - into_week
        for row, begun in _hot(judged, (models.days[:, week] >= figures.least_weeks * WEEK) & (ended <= over), figures):
            begins = max(int(ended[row]) - (begun + 1) * WEEK, 0) * DAY
            _say(found[row], begins, int(ended[row]) * DAY, judged.summed(row, begun))
    return found


def _judged(learnt_from: Weeks, weeks: Weeks, models: Models, week: int, figures: DriftFigures) -> Judged:
    first, last = max(week + 1 - figures.judged_weeks - figures.most_weeks, 0), week + 1 - figures.judged_weeks
    bend, weights = models.bend[:, week], models.weights[:, week]
    past, now = _Sums.of(learnt_from, bend, first, last), _Sums.of(weeks, bend, last, week + 1)
    usual, known = past.expected(weights), past.counts >= _LEAST_DAYS_OF_A_WEEK
    level = median(np.where(known, usual, np.nan))
    strayed = _strayed(past.means - usual, usual, level, known)
    expected = now.expected(weights)
    enough = (now.counts >= _LEAST_DAYS_OF_A_WEEK) & (now.cold <= _COLDER * past.as_cold(known))
    wide = np.maximum(spread(strayed, median(strayed)), figures.floor_share)
    beyond = np.where(enough, now.means - expected, np.nan)
    return Judged(beyond, _strayed(beyond, expected, level, enough) / wide[:, None], expected)


@dataclass(frozen=True, eq=False)
class _Sums:
    """Some weeks of each register, taken together; [registers, weeks]."""

    columns: Floats
    counts: Ints
    means: Floats

    @classmethod
    def of(cls, weeks: Weeks, bend: Ints, first: int, last: int) -> "_Sums":
        """`bend` [registers] is the place of the one that the model took."""
        counts = weeks.known[:, first:last].sum(axis=2)
        each = np.maximum(counts, 1)
        columns = weeks.columns[bend, np.arange(len(bend)), first:last].sum(axis=2) / each[..., None]
        return cls(columns, counts, np.asarray(weeks.use[:, first:last].sum(axis=2) / each))

    @property
    def cold(self) -> Floats:
        return np.asarray(self.columns[..., COLD].sum(axis=2))

    def expected(self, weights: Floats) -> Floats:
        """A day of each week, by a model for each register [registers, columns]."""
        return np.asarray(np.einsum("rkp,rp->rk", self.columns, weights))

    def as_cold(self, known: Bools) -> Floats:
        """How cold it was in some weeks at least: a model is asked about weeks like those that it learnt from."""
        return np.sort(np.where(known, self.cold, 0.0), axis=1)[:, -_AS_COLD_WEEKS:][:, :1]


def _strayed(beyond: Floats, expected: Floats, level: Floats, known: Bools) -> Floats:
    """As a share of use; NaN where too little is known."""
    use = np.maximum(_OWN_SHARE * expected + (1 - _OWN_SHARE) * level[:, None], _TINY)
    return np.where(known, beyond / use, np.nan)


def _hot(judged: Judged, ready: Bools, figures: DriftFigures) -> list[tuple[int, int]]:
    """The registers that drift, each with how many weeks ago that began."""
    sums, begun = np.zeros(len(judged.spreads)), np.full(len(judged.spreads), -1)
    for back in range(figures.judged_weeks - 1, -1, -1):
        step = judged.spreads[:, -1 - back] - figures.slack
        sums = np.where(np.isnan(step), sums, np.maximum(sums + np.nan_to_num(step), 0.0))
        begun = np.where(sums > 0, np.maximum(begun, back), -1)
    return [(int(row), int(begun[row])) for row in np.flatnonzero((sums > figures.decides) & ready)]


def _say(found: list[Stretch], begins: int, now: int, params: Mapping[str, float]) -> None:
    """What was hot by the end of a week stands until the next one is over."""
    until = now + WEEK * DAY
    if found and found[-1].end >= now:
        found[-1] = replace(found[-1], end=until, params=params)
    else:
        found.append(Stretch("drift", begins, now, until, params))
