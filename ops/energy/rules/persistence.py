"""Words for excess that stays: the low end of the last days has risen, or the nights run above what nights were."""

from collections.abc import Mapping

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints, began, run_at_end
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.episode import Detection, EvidenceValue, detection
from ops.energy.rules.figures import DetectionFigures, Night
from ops.energy.rules.seen import Seen
from ops.energy.rules.series import Series

_LONGEST_HOURS = 14 * 24
#: At least the last two nights are looked through, as the excess may stand in either.
_LEAST_NIGHTS = 2


def base_load(seen: Seen, found: Stretch) -> Detection | None:
    """The low end of the day; None when the excess was spread so evenly that no single hour stands out."""
    rise = found.params["rise_per_hour"]
    abnormal = _since_it_rose(seen.excess, rise / 2)
    if not abnormal.any():
        return None
    params = {
        "hours": int(abnormal.sum()),
        "spreads": round(found.params["spreads"], 1),
        "rise_per_hour": round(rise, 4),
    }
    return detection(seen.series, "base_load", abnormal, seen.expected, code="base_load", params=params)


def _since_it_rose(excess: Floats, least: float) -> Bools:
    recent = max(len(excess) - _LONGEST_HOURS, 0)
    abnormal = np.zeros(len(excess), dtype=np.bool_)
    abnormal[recent + began(excess[recent:], least) :] = True
    return np.asarray(abnormal & (excess > least), dtype=np.bool_)


def night_left_on(seen: Seen, found: Stretch) -> Detection | None:
    """The low end of the last whole nights."""
    night = _nights(seen.series, seen.excess, seen.figures.night)
    if not len(night):
        return None
    abnormal = _abnormal_nights(seen.series, seen.excess, night, found.params["rise_per_hour"] / 2)
    over_band = _over_band(seen, night, seen.figures.night_heat.hours)
    params = {"nights": _night_count(seen.series, abnormal), "spreads": round(found.params["spreads"], 1)}
    return _night_detection(seen, abnormal, "night_left_on", params, over_band)


def _nights(series: Series, excess: Floats, night: Night) -> Ints:
    """Places of the known night hours."""
    return np.flatnonzero(series.grid.at_night(night.from_hour, night.to_hour) & ~np.isnan(excess))


def _abnormal_nights(series: Series, excess: Floats, night: Ints, least: float) -> Bools:
    """The night hours above `least`, back to the last night that was mostly normal."""
    of_night = _night_number(series)[night]
    nights, owner = np.unique(of_night, return_inverse=True)
    high = np.bincount(owner, weights=excess[night] > least) >= 0.5 * np.bincount(owner)
    # The last night may be under way and low so far: the run of high nights before it goes on into it.
    under_way = 0 if high[-1] else 1
    running = run_at_end(np.asarray(high[: len(high) - under_way], dtype=np.bool_)) + under_way
    first = nights[max(len(nights) - max(running, _LEAST_NIGHTS), 0)]
    abnormal = np.zeros(len(series), dtype=np.bool_)
    abnormal[night] = (of_night >= first) & (excess[night] > least)
    return abnormal


def _night_number(series: Series) -> Ints:
    """Evening and early morning of one night share the number of the morning's day."""
    return np.asarray(series.grid.day_ordinal + (series.grid.hour_of_day >= 12), dtype=np.int64)


def _night_count(series: Series, abnormal: Bools) -> int:
    return len(np.unique(_night_number(series)[abnormal]))


def _over_band(seen: Seen, night: Ints, hours: int) -> float:
    """The least excess over the upper edge of the band in the best run of night hours of the last day."""
    recent = night[night >= len(seen.series) - 24]
    if len(recent) < hours:
        return 0.0
    over = (seen.series.values - seen.usual.band(seen.series.grid)[1])[recent]
    return max(0.0, float(np.lib.stride_tricks.sliding_window_view(over, hours).min(axis=1).max()))


def night_heat(seen: Seen) -> Detection | None:
    """Gas that burns at night far over the band for some hours; whether nobody is there is the ticket rule's."""
    rule = seen.figures.night_heat
    night = _nights(seen.series, seen.excess, seen.figures.night)
    over_band = _over_band(seen, night, rule.hours)
    if over_band < rule.kwh_per_hour_over_band:
        return None
    abnormal = _abnormal_nights(seen.series, seen.excess, night, rule.kwh_per_hour_over_band)
    params = {"nights": _night_count(seen.series, abnormal), "over_band_per_hour": round(over_band, 1)}
    return _night_detection(seen, abnormal, "night_heat", params, over_band)


def may_burn(values: Floats, figures: DetectionFigures) -> bool:
    """Whether any hour of the last day is high enough for heat at night; what is not needs no profile."""
    with np.errstate(invalid="ignore"):
        return bool(np.any(values[-24:] >= figures.night_heat.kwh_per_hour_over_band))


def _night_detection(
    seen: Seen, abnormal: Bools, code: str, params: Mapping[str, EvidenceValue], over_band: float
) -> Detection | None:
    """None when the excess was spread so evenly that no single hour stands out."""
    if not abnormal.any():
        return None
    return detection(
        seen.series,
        "night_left_on",
        abnormal,
        seen.expected,
        code=code,
        params=params,
        hours_per_day=float(abnormal.sum()) / _night_count(seen.series, abnormal),
        night_excess_over_band_per_hour=over_band,
    )
