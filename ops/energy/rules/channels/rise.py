"""Use that has risen and stays: the low end of the day or of the night, the worst of some days against clean weeks."""

from dataclasses import dataclass, field

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
class Reference:
    """The last learned days before each look when none is kept out: how many, and their median.

    `windows` [rows, days + 1, reference days] are all that there are, `place` [rows, days] which one a look has.
    """

    windows: Floats
    place: Ints
    count: Ints
    centre: Floats


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
    _references: dict[tuple[int, int], Reference] = field(default_factory=dict)

    def reference(self, channel: RiseFigures) -> Reference:
        """The same for channels that look at the same days."""
        key = (channel.reference_days, lag_of(channel))
        if key not in self._references:
            self._references[key] = _reference(self.learned, *key)
        return self._references[key]


def lag_of(channel: RiseFigures) -> int:
    """A reference ends so many days before the look: with the last day that settled and is not looked at itself."""
    return max(channel.lowest_of_days, SETTLED_AFTER_DAYS)


def lowest_of_last(lows: Floats, days: int) -> Floats:
    """The lowest of the last days, each included; NaN where one is not known."""
    padded = np.concatenate([np.full((len(lows), days - 1), np.nan), lows], axis=1)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, days, axis=1).min(axis=2))


def _reference(learned: Floats, days: int, lag: int) -> Reference:
    """A look reads what was learned up to `lag` days before it."""
    known = ~np.isnan(learned)
    order = np.argsort(~known, axis=1, kind="stable")
    in_order = np.take_along_axis(learned, order, axis=1)
    padded = np.concatenate([np.full((len(learned), days), np.nan), in_order], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, days, axis=1)
    place = np.zeros(learned.shape, dtype=np.int64)
    place[:, lag:] = np.cumsum(known, axis=1)[:, : max(learned.shape[1] - lag, 0)]
    return Reference(windows, place, np.minimum(place, days), np.take_along_axis(median(windows), place, axis=1))


def least_spread(level: Floats, channel: RiseFigures) -> Floats:
    """Nights that never vary would find all abnormal: a spread is never finer than a share of the usual level."""
    least = np.full(level.shape, np.nan)
    least[:, lag_of(channel) :] = channel.floor_share_of_level * level[:, : max(level.shape[1] - lag_of(channel), 0)]
    return least


def spreads_above(lowest: Floats, looks: Looks, least: Floats, channel: RiseFigures) -> Floats:
    """How many spreads the lowest of the last days stands above its reference; NaN where that is not above any bound.

    A spread is never finer than `least`: what stands no higher by that measure needs no other.
    """
    reference = looks.reference(channel)
    spreads = np.full(lowest.shape, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        by = lowest - reference.centre
        enough = looks.may & (reference.count >= channel.least_reference_days)
        high = np.nonzero(enough & (by > 0) & (by / least > channel.spreads))
        own = spread(reference.windows[high[0], reference.place[high]], reference.centre[high])
        scale = np.maximum(own, least[high])
        spreads[high] = np.where(scale > 0, by[high] / scale, np.nan)
    return spreads
