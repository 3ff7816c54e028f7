"""Hours as a table of local days: [registers, days, 24], unknown hours NaN."""

import numpy as np

from ops.energy.rules.arrays import Floats, Ints, median, quantile

DAY = 24


def day_table(values: Floats, day_ordinal: Ints, hour_of_day: Ints) -> Floats:
    """[registers, hours] to [registers, days, 24]; the hour that an autumn night has twice is the mean of both."""
    place = places_in_days(day_ordinal, hour_of_day)
    days = int(place[-1]) // DAY + 1 if len(place) else 0
    table = np.full((len(values), days * DAY), np.nan)
    _, first, again = np.unique(place, return_index=True, return_inverse=True)
    table[:, place[first]] = values[:, first]
    for twice in np.unique(place[first[again] != np.arange(len(place))]):
        table[:, twice] = _mean_of_known(values[:, place == twice])
    return table.reshape(len(values), days, DAY)


def places_in_days(day_ordinal: Ints, hour_of_day: Ints) -> Ints:
    """Where each hour of a grid stands in the table of its days, counted in hours."""
    return np.asarray((day_ordinal - day_ordinal[:1]) * DAY + hour_of_day, dtype=np.int64)


def _mean_of_known(values: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.nansum(values, axis=1) / (~np.isnan(values)).sum(axis=1))


def blocks(days: Floats, hour_of_day: int) -> Floats:
    """The table cut at an hour of the clock: block n runs from that hour of day n; the last one is not over."""
    if not hour_of_day:
        return days
    moved = np.full((len(days), days.shape[1] * DAY), np.nan)
    moved[:, :-hour_of_day] = flat(days)[:, hour_of_day:]
    return moved.reshape(days.shape)


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
    return median(windows_of_days(padded, count))


def windows_of_days(days: Floats, count: int) -> Floats:
    """`count` days running, hour by hour: [registers, days - count + 1, 24, count]."""
    # The days of an hour stand side by side in memory: all that reads them does so in half the time.
    by_hour = np.ascontiguousarray(days.transpose(0, 2, 1))
    return np.lib.stride_tricks.sliding_window_view(by_hour, count, axis=2).transpose(0, 2, 1, 3)


def usual_level(days: Floats, count: int) -> Floats:
    """The median of the daily means of the last `count` days, each day included; [registers, days]."""
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.nansum(days, axis=2) / (~np.isnan(days)).sum(axis=2)
    padded = np.concatenate([np.full((len(days), count - 1), np.nan), means], axis=1)
    return median(np.lib.stride_tricks.sliding_window_view(padded, count, axis=1))
