"""A clock that is off by whole hours: for days running, the usual day fits better when it is moved."""

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, median
from ops.energy.rules.channels.table import DAY, windows_of_days
from ops.energy.rules.figures import ClockFigures

#: Logs are taken above this share of the usual level, so that hours near zero don't decide.
_LEVEL_SHARE = 0.1
_KNOWN_SHARE = 0.7
_TINY = 1e-9


def clock_scores(days: Floats, level: Floats, figures: ClockFigures) -> Floats:
    """How much nearer the moved usual day stands on the worst of the last days, in usual distances.

    [registers, days]; high when the clock is off.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log(np.maximum(days, 0.0) + _LEVEL_SHARE * np.maximum(level, _TINY)[:, :, None])
    windows = _weeks_before(logs, figures)
    usual = median(windows)
    nearer = _nearer(logs, usual, figures.most_hours)
    # How far days usually stand from the usual one is only asked for where some move comes nearer on all days.
    asked = _on_all_days(_lowest_of_last(nearer, figures.days_running) > 0, figures.days_running)
    distance = np.full(logs.shape[:2], np.nan)
    distance[asked] = median(_mean(np.abs(windows[asked] - usual[asked][..., None]), axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        gains = nearer / np.maximum(distance, _TINY)[..., None]
    return np.asarray(_lowest_of_last(gains, figures.days_running).max(axis=2))


def _weeks_before(logs: Floats, figures: ClockFigures) -> Floats:
    """The days of the weeks before a clock is off; [registers, days, 24, reference days]."""
    back = figures.gap_days + figures.reference_days
    padded = np.concatenate([np.full((len(logs), back - 1, DAY), np.nan), logs], axis=1)
    return windows_of_days(padded, back)[..., : figures.reference_days]


def _nearer(logs: Floats, usual: Floats, most: int) -> Floats:
    """How much nearer than the usual day itself each move of it comes; [registers, days, moves]."""
    known = (~np.isnan(logs)).mean(axis=2) >= _KNOWN_SHARE
    unmoved = np.where(known, _mean(np.abs(logs - usual), axis=2), np.nan)
    moves = [move for move in range(-most, most + 1) if move]
    moved = np.stack([_mean(np.abs(logs - np.roll(usual, move, axis=2)), axis=2) for move in moves], axis=2)
    return np.asarray(unmoved[..., None] - moved)


def _lowest_of_last(values: Floats, days: int) -> Floats:
    """The lowest of the last days, move by move; [registers, days, moves]."""
    padded = np.concatenate([np.full((len(values), days - 1, values.shape[2]), np.nan), values], axis=1)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, days, axis=1).min(axis=3))


def _on_all_days(moves: Bools, days: int) -> Bools:
    """The days that end a run of days, and those of the run; [registers, days]."""
    ends: Bools = np.asarray(moves.any(axis=2), dtype=np.bool_)
    asked = ends.copy()
    for back in range(1, days):
        asked[:, :-back] |= ends[:, back:]
    return asked


def _mean(values: Floats, axis: int) -> Floats:
    """Of the known values; NaN where none is known."""
    unknown = np.isnan(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(unknown, 0.0, values).sum(axis=axis) / (~unknown).sum(axis=axis))
