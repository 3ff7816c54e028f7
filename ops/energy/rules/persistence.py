"""Excess that stays: the low end of the last day has risen, or the nights run above what nights were.

Each statistic is compared with the same statistic on the clean days before it, so that a register's own weather and
habits set the scale.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints, began, median, quantile, run_at_end, spread
from ops.energy.rules.baseline import Profile
from ops.energy.rules.episode import Detection, EvidenceValue, detection
from ops.energy.rules.figures import BaseLoadFigures, DetectionFigures, Night, NightFigures
from ops.energy.rules.series import Series

_LEAST_REFERENCE_DAYS = 10
_LONGEST_HOURS = 14 * 24
#: No scale is finer than this share of the usual level: a register that never varies would find everything abnormal.
_LEAST_SCALE_OF_LEVEL = 0.02
#: A night holds a third of the hours; the last block may also be followed by one day, and by a late reading or two.
_HOURS_A_NIGHT_HOUR, _DAY_AFTER_HOURS = 3, 18
#: At least the last two nights are looked through, as the excess may stand in either.
_LEAST_NIGHTS = 2


@dataclass(frozen=True)
class Rise:
    """How far a statistic stands above its own past: `by` in the register's unit an hour, `spreads` in its scale."""

    by: float
    spreads: float


def base_load(series: Series, profile: Profile, figures: DetectionFigures) -> Detection | None:
    """The low end of the last hours' excess over the profile."""
    rule = figures.base_load
    excess = series.values - profile.of(series.grid)
    rise = _base_rise(series, excess, profile.level, rule)
    if rise is None or rise.spreads < rule.spreads or rise.by < rule.least_share_of_level * profile.level:
        return None
    abnormal = _since_it_rose(excess, rise.by / 2)
    if not abnormal.any():
        return None
    params = {"hours": int(abnormal.sum()), "spreads": round(rise.spreads, 1), "rise_per_hour": round(rise.by, 4)}
    return detection(series, "base_load", abnormal, profile.of(series.grid), code="base_load", params=params)


def _base_rise(series: Series, excess: Floats, level: float, rule: BaseLoadFigures) -> Rise | None:
    days = len(excess) // rule.hours
    blocks = excess[len(excess) - days * rule.hours :].reshape(days, rule.hours)
    clean = ~series.frozen[len(excess) - days * rule.hours :].reshape(days, rule.hours).any(axis=1)
    known = (~np.isnan(blocks)).mean(axis=1) >= rule.known_share
    lows = np.where(known, quantile(blocks, rule.quantile), np.nan)
    return _rise(float(lows[-1]), np.where(clean, lows, np.nan)[:-1], level)


def _rise(now: float, before: Floats, level: float) -> Rise | None:
    if np.isnan(now) or np.sum(~np.isnan(before)) < _LEAST_REFERENCE_DAYS:
        return None
    centre = median(before)
    scale = max(float(spread(before, centre)), _LEAST_SCALE_OF_LEVEL * abs(level), 1e-9)
    by = now - float(centre)
    return Rise(by, by / scale)


def _since_it_rose(excess: Floats, least: float) -> Bools:
    recent = max(len(excess) - _LONGEST_HOURS, 0)
    abnormal = np.zeros(len(excess), dtype=np.bool_)
    abnormal[recent + began(excess[recent:], least) :] = True
    return np.asarray(abnormal & (excess > least), dtype=np.bool_)


def night_left_on(series: Series, profile: Profile, figures: DetectionFigures) -> Detection | None:
    """A whole night far above clean nights, or most of two nights clearly above."""
    rule, excess = figures.night_left_on, series.values - profile.of(series.grid)
    night = _nights(series, excess, figures.night)
    rise = _night_rise(series, excess, night, profile.level, rule)
    if rise is None or rise.by < rule.least_share_of_level * profile.level:
        return None
    abnormal = _abnormal_nights(series, excess, night, rise.by / 2)
    over_band = _over_band(series, profile, night, figures.night_heat.hours)
    params = {"nights": _night_count(series, abnormal), "spreads": round(rise.spreads, 1)}
    return _night_detection(series, profile, abnormal, "night_left_on", params, over_band)


def _nights(series: Series, excess: Floats, night: Night) -> Ints:
    """Places of the known night hours."""
    return np.flatnonzero(series.grid.at_night(night.from_hour, night.to_hour) & ~np.isnan(excess))


def _night_rise(series: Series, excess: Floats, night: Ints, level: float, rule: NightFigures) -> Rise | None:
    for hours, least in ((rule.first_hours, rule.first_spreads), (rule.second_hours, rule.second_spreads)):
        rise = _last_nights(series, excess, night, level, hours)
        if rise is not None and rise.spreads >= least:
            return rise
    return None


def _last_nights(series: Series, excess: Floats, night: Ints, level: float, hours: int) -> Rise | None:
    """The mean excess of the last `hours` night hours, beside that of the blocks of as many before."""
    blocks = len(night) // hours
    if blocks < 2 or len(series) - night[-hours] > hours * _HOURS_A_NIGHT_HOUR + _DAY_AFTER_HOURS:
        return None
    places = night[len(night) - blocks * hours :].reshape(blocks, hours)
    means = excess[places].mean(axis=1)
    clean = ~series.frozen[places].any(axis=1)
    return _rise(float(means[-1]), np.where(clean, means, np.nan)[:-1], level)


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


def _over_band(series: Series, profile: Profile, night: Ints, hours: int) -> float:
    """The least excess over the upper edge of the band in the best run of night hours of the last day."""
    recent = night[night >= len(series) - 24]
    if len(recent) < hours:
        return 0.0
    over = (series.values - profile.band(series.grid)[1])[recent]
    return max(0.0, float(np.lib.stride_tricks.sliding_window_view(over, hours).min(axis=1).max()))


def night_heat(series: Series, profile: Profile, figures: DetectionFigures) -> Detection | None:
    """Gas that burns at night far over the band for some hours; whether nobody is there is the ticket rule's."""
    if series.medium != "gas":
        return None
    rule = figures.night_heat
    excess = series.values - profile.of(series.grid)
    night = _nights(series, excess, figures.night)
    over_band = _over_band(series, profile, night, rule.hours)
    if over_band < rule.kwh_per_hour_over_band:
        return None
    abnormal = _abnormal_nights(series, excess, night, rule.kwh_per_hour_over_band)
    params = {"nights": _night_count(series, abnormal), "over_band_per_hour": round(over_band, 1)}
    return _night_detection(series, profile, abnormal, "night_heat", params, over_band)


def _night_detection(
    series: Series,
    profile: Profile,
    abnormal: Bools,
    code: str,
    params: Mapping[str, EvidenceValue],
    over_band: float,
) -> Detection | None:
    """None when the excess was spread so evenly that no single hour stands out."""
    if not abnormal.any():
        return None
    return detection(
        series,
        "night_left_on",
        abnormal,
        profile.of(series.grid),
        code=code,
        params=params,
        hours_per_day=float(abnormal.sum()) / _night_count(series, abnormal),
        night_excess_over_band_per_hour=over_band,
    )
