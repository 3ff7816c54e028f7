"""Hours as a table of local days: [registers, days, 24], unknown hours NaN."""

import numpy as np

from ops.energy.rules.arrays import Floats, Ints, median, quantile

DAY = 24


def day_table(values: Floats, day_ordinal: Ints, hour_of_day: Ints) -> Floats:
    """[registers, hours] to [registers, days, 24]; the hour that an autumn night has twice is the mean of both."""
    days = int(day_ordinal[-1] - day_ordinal[0]) + 1 if len(day_ordinal) else 0
    place = (day_ordinal - day_ordinal[:1]) * DAY + hour_of_day
    sums, counts = np.zeros((len(values), days * DAY)), np.zeros((len(values), days * DAY))
    known = ~np.isnan(values)
    for row in range(len(values)):
        np.add.at(sums[row], place[known[row]], values[row, known[row]])
        np.add.at(counts[row], place[known[row]], 1)
    table = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return np.asarray(table.reshape(len(values), days, DAY), dtype=np.float64)


def flat(days: Floats) -> Floats:
    """[registers, days, 24] as [registers, hours]."""
    return days.reshape(len(days), days.shape[1] * days.shape[2])


def low_end(hours: Floats, share: float, known_share: float) -> Floats:
    """The low quantile of each row of hours (last axis); NaN where too few hours are known."""
    known = (~np.isnan(hours)).mean(axis=-1)
    return np.where(known >= known_share, quantile(hours, share), np.nan)


def nights(days: Floats, from_hour: int, to_hour: int) -> Floats:
    """The hours of the night that ends on each day: evening before and early morning; [registers, days, hours]."""
    evening = np.full((len(days), days.shape[1], DAY - from_hour), np.nan)
    evening[:, 1:] = days[:, :-1, from_hour:]
    return np.concatenate([evening, days[:, :, :to_hour]], axis=2)


def of_days_before(days: Floats, count: int) -> Floats:
    """The median of the `count` days before each day, hour by hour; same shape, NaN on the first days."""
    padded = np.concatenate([np.full((len(days), count, days.shape[2]), np.nan), days[:, :-1]], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, count, axis=1)
    return median(windows)


def usual_level(days: Floats, count: int) -> Floats:
    """The median of the daily means of the last `count` days, each day included; [registers, days]."""
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.nansum(days, axis=2) / (~np.isnan(days)).sum(axis=2)
    padded = np.concatenate([np.full((len(days), count - 1), np.nan), means], axis=1)
    return median(np.lib.stride_tricks.sliding_window_view(padded, count, axis=1))
