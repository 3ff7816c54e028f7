"""Use that has risen and stays: the low end of the day or of the night, the worst of some days against clean weeks."""

from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints, median, spread
from ops.energy.rules.channels.masks import SETTLED_AFTER_DAYS
from ops.energy.rules.channels.table import low_end, nights
from ops.energy.rules.figures import Night, RiseFigures

_KNOWN_SHARE = 0.7


def low_ends(days: Floats, share: float, night: Night | None) -> Floats:
    """The statistic of each day: low quantile of its hours, or of the night that ends on it; [registers, days]."""
    hours = days if night is None else nights(days, night.from_hour, night.to_hour)
    return low_end(hours, share, _KNOWN_SHARE)


@dataclass(frozen=True, eq=False)
class Looks:
    """One look a day at each row, all [rows, days]; a row is a register at an hour of the clock.

    `lows` are the low ends as they were known on the day, `learned` as they enter the reference, NaN where they never
    do; `level` is the usual mean hour, `may` tells which looks may raise and `normal` which days stay in the reference
    whatever they hold.
    """

    lows: Floats
    learned: Floats
    level: Floats
    may: Bools
    normal: Bools


def lag_of(channel: RiseFigures) -> int:
    """A reference ends so many days before the look: with the last day that settled and is not looked at itself."""
    return max(channel.lowest_of_days, SETTLED_AFTER_DAYS)


def lowest_of_last(lows: Floats, days: int) -> Floats:
    """The lowest of the last days, each included; NaN where one is not known."""
    padded = np.concatenate([np.full((len(lows), days - 1), np.nan), lows], axis=1)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, days, axis=1).min(axis=2))


@dataclass(frozen=True, eq=False)
class Reference:
    """The last learned days before each look when none is kept out: how many, their median and spread."""

    count: Ints
    centre: Floats
    spread: Floats


def reference_of(learned: Floats, channel: RiseFigures) -> Reference:
    """`learned` [rows, days]; a look reads what was learned up to `lag_of` days before it."""
    known = ~np.isnan(learned)
    order = np.argsort(~known, axis=1, kind="stable")
    in_order = np.take_along_axis(learned, order, axis=1)
    padded = np.concatenate([np.full((len(learned), channel.reference_days), np.nan), in_order], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, channel.reference_days, axis=1)
    centre = median(windows)
    count = np.zeros(learned.shape, dtype=np.int64)
    count[:, lag_of(channel) :] = np.cumsum(known, axis=1)[:, : max(learned.shape[1] - lag_of(channel), 0)]
    return Reference(
        np.minimum(count, channel.reference_days),
        np.take_along_axis(centre, count, axis=1),
        np.take_along_axis(spread(windows, centre), count, axis=1),
    )


def least_spread(level: Floats, channel: RiseFigures) -> Floats:
    """Nights that never vary would find all abnormal: a spread is never finer than a share of the usual level."""
    least = np.full(level.shape, np.nan)
    least[:, lag_of(channel) :] = channel.floor_share_of_level * level[:, : max(level.shape[1] - lag_of(channel), 0)]
    return least


def spreads_above(lowest: Floats, reference: Reference, least: Floats, channel: RiseFigures) -> Floats:
    """How many spreads the lowest of the last days stands above its reference; NaN without enough to compare."""
    scale = np.maximum(reference.spread, least)
    with np.errstate(invalid="ignore", divide="ignore"):
        enough = (reference.count >= channel.least_reference_days) & (scale > 0)
        return np.where(enough, (lowest - reference.centre) / scale, np.nan)
