"""Excess that stays: the low end of the last days has risen, or the nights run above what nights were.

Each statistic is compared with the same statistic on the clean days before it, so that a register's own weather and
habits set the scale.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints, began, run_at_end
from ops.energy.rules.baseline import Profile
from ops.energy.rules.channels.rise import low_ends, rise
from ops.energy.rules.channels.table import usual_level
from ops.energy.rules.episode import Detection, EvidenceValue, detection
from ops.energy.rules.figures import DetectionFigures, Night, RiseFigures
from ops.energy.rules.series import Series

_LONGEST_HOURS = 14 * 24
#: At least the last two nights are looked through, as the excess may stand in either.
_LEAST_NIGHTS = 2


@dataclass(frozen=True)
class Rise:
    """How far a statistic stands above its own past: `by` in the register's unit an hour, `spreads` in its scale."""

    by: float
    spreads: float


def base_load(series: Series, profile: Profile, figures: DetectionFigures) -> Detection | None:
    """The low end of the last 24 hours, or the worst of the last two times 24."""
    excess = series.values - profile.of(series.grid)
    found = next(
        (rise for each in (figures.base_load_at_once, figures.base_load) if (rise := _risen(series, each))), None
    )
    if found is None:
        return None
    abnormal = _since_it_rose(excess, found.by / 2)
    if not abnormal.any():
        return None
    params = {"hours": int(abnormal.sum()), "spreads": round(found.spreads, 1), "rise_per_hour": round(found.by, 4)}
    return detection(series, "base_load", abnormal, profile.of(series.grid), code="base_load", params=params)


def _risen(series: Series, figures: RiseFigures) -> Rise | None:
    """Days of 24 hours that end with the last known one: nobody has to wait for midnight."""
    blocks, frozen = series.blocks
    return _above(low_ends(blocks, figures, None), frozen, blocks, figures)


def _nights_risen(series: Series, figures: RiseFigures, night: Night) -> Rise | None:
    """Nights that are over."""
    over = series.day_count - (int(series.grid.hour_of_day[-1]) + 1 < night.to_hour)
    lows = low_ends(series.days, figures, night)[:, :over]
    return _above(lows, series.frozen_days[:over], series.days[:, :over], figures)


def _above(lows: Floats, frozen: Bools, days: Floats, figures: RiseFigures) -> Rise | None:
    """The rise of the last days above the clean ones before, when it is above the threshold."""
    before = lows.shape[1] - figures.lowest_of_days
    clean = np.where(frozen[: max(before, 0)], np.nan, lows[0, : max(before, 0)])
    reference = clean[~np.isnan(clean)][-figures.reference_days :]
    if len(reference) < figures.least_reference_days:
        return None
    level = usual_level(days[:, :before], figures.reference_days)[:, -1]
    spreads, by = rise(lows[:, before:], reference[None], level, figures)
    return Rise(float(by[0]), float(spreads[0])) if spreads[0] > figures.spreads else None


def _since_it_rose(excess: Floats, least: float) -> Bools:
    recent = max(len(excess) - _LONGEST_HOURS, 0)
    abnormal = np.zeros(len(excess), dtype=np.bool_)
    abnormal[recent + began(excess[recent:], least) :] = True
    return np.asarray(abnormal & (excess > least), dtype=np.bool_)


def night_left_on(series: Series, profile: Profile, figures: DetectionFigures) -> Detection | None:
    """The low end of the last whole nights."""
    excess = series.values - profile.of(series.grid)
    night = _nights(series, excess, figures.night)
    found = _nights_risen(series, figures.night_left_on, figures.night)
    if found is None or not len(night):
        return None
    abnormal = _abnormal_nights(series, excess, night, found.by / 2)
    over_band = _over_band(series, profile, night, figures.night_heat.hours)
    params = {"nights": _night_count(series, abnormal), "spreads": round(found.spreads, 1)}
    return _night_detection(series, profile, abnormal, "night_left_on", params, over_band)


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
