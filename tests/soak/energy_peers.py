"""What plain methods reach on the same meters, with the same budget and their thresholds chosen in the same way.

Each gives every hour a score; above its threshold an alert is raised, and none for 72 hours after it. The median of the
hour of the week is causal. The others are favoured: their model of a meter has seen all of its year.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

import numpy as np

from ops.energy.rules.arrays import Floats, median, spread
from ops.energy.service.readings_file import FileSeries
from tests.soak.energy_score import Labels, chance, score

_COOL_DOWN_HOURS = 72
_WEEK = 7 * 24
_SHARES = (0.0005, 0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.007, 0.009, 0.011, 0.014, 0.02)
Alerts = Mapping[str, Sequence[int]]
Choice = TypeVar("Choice")


def hour_of_week(hours: Floats) -> Floats:
    """Distance from the median of the same hour in the eight weeks before, in their spreads."""
    weeks = np.concatenate([np.full(8 * _WEEK, np.nan), hours])
    before = np.stack([weeks[(8 - back) * _WEEK : (8 - back) * _WEEK + len(hours)] for back in range(1, 9)], axis=1)
    centre = median(before)
    level = np.nanmean(hours)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(hours - centre) / np.maximum(spread(before, centre), 0.1 * level))


def isolation_forest(hours: Floats) -> Floats:
    """Value, hour, day of the week and the mean of the last day."""
    forest = import_module("sklearn.ensemble").IsolationForest(random_state=0)
    filled, place = _filled(hours), np.arange(len(hours))
    day = np.convolve(filled, np.ones(24) / 24)[: len(filled)]
    features = np.stack([filled, place % 24, place // 24 % 7, day], axis=1)
    return np.asarray(-forest.fit(features).score_samples(features))


def mstl(hours: Floats) -> Floats:
    """The residual beside a day's and a week's season and the trend."""
    model = import_module("statsmodels.tsa.seasonal").MSTL(_filled(hours), periods=(24, _WEEK))
    return np.asarray(np.abs(np.asarray(model.fit().resid)))


def seasonal_ad(hours: Floats) -> Floats:
    """adtk's SeasonalAD by its own steps: the residual beside the mean week, in ranges between its quartiles."""
    pandas, data = import_module("pandas"), import_module("adtk.transformer")
    series = pandas.Series(_filled(hours), index=pandas.date_range("2026-01-05", periods=len(hours), freq="h"))
    rest = data.ClassicSeasonalDecomposition(freq=_WEEK).fit_transform(series)
    low, high = rest.quantile(0.25), rest.quantile(0.75)
    return np.asarray(np.maximum(low - rest, rest - high) / max(high - low, 1e-9))


#: Name -> its score of hours, and the library that it needs.
PEERS: Mapping[str, tuple[Callable[[Floats], Floats], str]] = {
    "hour_of_week_median_mad": (hour_of_week, "numpy"),
    "adtk_seasonal_ad": (seasonal_ad, "adtk"),
    "isolation_forest": (isolation_forest, "sklearn"),
    "mstl_residual": (mstl, "statsmodels"),
}


def _filled(hours: Floats) -> Floats:
    return np.where(np.isnan(hours), np.nanmedian(hours), hours)


def compared(series: Sequence[FileSeries], labels: Mapping[str, Labels], budget: float) -> dict[str, Any]:
    """F1, alerts a meter-year and chance of each method; a word for one whose library is not installed."""
    return {name: _one(each, library, series, labels, budget) for name, (each, library) in PEERS.items()}


def _one(
    method: Callable[[Floats], Floats],
    library: str,
    series: Sequence[FileSeries],
    labels: Mapping[str, Labels],
    budget: float,
) -> Any:
    if find_spec(library) is None:
        return f"{library} is not installed"
    scores = {each.name: method(each.table().reshape(-1)) for each in series}
    by_level = {level: raised(scores, level) for level in levels(scores)}
    found = left_out(by_level, labels, budget)
    result = score(found, labels)
    return {**result.as_dict(), "chance_f1": chance(found, labels)}


def levels(scores: Mapping[str, Floats]) -> list[float]:
    every = np.concatenate(list(scores.values()))
    return [float(np.nanquantile(every, 1 - share)) for share in _SHARES]


def raised(scores: Mapping[str, Floats], level: float) -> Alerts:
    return {name: _cooled(np.flatnonzero(each > level)) for name, each in scores.items()}


def _cooled(places: np.ndarray[Any, Any]) -> list[int]:
    raised: list[int] = []
    for place in places.tolist():
        if not raised or place + 1 - raised[-1] >= _COOL_DOWN_HOURS:
            raised.append(place + 1)
    return raised


def left_out(raised: Mapping[Choice, Alerts], labels: Mapping[str, Labels], budget: float) -> Alerts:
    """For each meter the alerts of the choice that is best on all others and keeps to the budget there."""
    found: dict[str, Sequence[int]] = {}
    for meter in labels:
        others = {name: each for name, each in labels.items() if name != meter}
        scores = {choice: score(alerts, others) for choice, alerts in raised.items()}
        best = max(scores, key=lambda choice: (scores[choice].alerts_per_meter_year <= budget, scores[choice].f1))
        found[meter] = raised[best][meter]
    return found
