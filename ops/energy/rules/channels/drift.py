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


def drifts(totals: Floats, over: Ints, drivers: Drivers, figures: DriftFigures) -> list[list[Stretch]]:
    """Of each register, from its days [registers, days]; silent where no driver is known.

    `over` [registers] counts the days that are over. A dated change leaves the days before it unknown, so that they
    are neither learnt nor judged.
    """
    found: list[list[Stretch]] = [[] for _ in totals]
    if not is_driven(drivers).any():
        return found
    weeks = in_weeks(totals, drivers)
    models = learnt(weeks, figures.judged_weeks, figures.most_weeks)
    into_week = drivers.days_into_week
    for week in range(figures.judged_weeks + figures.least_weeks, weeks.use.shape[1]):
        judged = _judged(weeks, models, week, figures)
        ended = (week + 1) * WEEK - into_week
        for row, begun in _hot(judged, (models.days[:, week] >= figures.least_weeks * WEEK) & (ended <= over), figures):
            begins = max(int(ended[row]) - (begun + 1) * WEEK, 0) * DAY
            _say(found[row], begins, int(ended[row]) * DAY, judged.summed(row, begun))
    return found


def _judged(weeks: Weeks, models: Models, week: int, figures: DriftFigures) -> Judged:
    first = max(week + 1 - figures.judged_weeks - figures.most_weeks, 0)
    rows, bend = np.arange(len(weeks.use)), models.bend[:, week]
    columns = weeks.columns[bend, rows, first : week + 1].sum(axis=2)
    counts = weeks.known[:, first : week + 1].sum(axis=2)
    enough = (counts >= _LEAST_DAYS_OF_A_WEEK) & _as_warm_as_before(columns, counts, figures.judged_weeks)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.einsum("rkp,rp->rk", columns, models.weights[:, week]) / counts
        beyond = np.where(enough, weeks.use[:, first : week + 1].sum(axis=2) / counts - expected, np.nan)
    past, last = slice(None, -figures.judged_weeks), slice(-figures.judged_weeks, None)
    usual = median(np.where(enough, expected, np.nan)[:, past])
    relative = beyond / np.maximum(_OWN_SHARE * expected + (1 - _OWN_SHARE) * usual[:, None], 1e-9)
    wide = np.maximum(spread(relative[:, past], median(relative[:, past])), figures.floor_share)
    return Judged(beyond[:, last], relative[:, last] / wide[:, None], expected[:, last])


def _as_warm_as_before(columns: Floats, counts: Ints, judged: int) -> Bools:
    """A model is asked about weeks like those that it learnt from: some of them must have been as cold."""
    with np.errstate(invalid="ignore", divide="ignore"):
        cold = np.nan_to_num(columns[..., COLD].sum(axis=2) / counts)
    known = np.sort(cold[:, :-judged], axis=1)[:, -_AS_COLD_WEEKS:]
    return np.asarray(cold <= known[:, :1] * _COLDER)


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
