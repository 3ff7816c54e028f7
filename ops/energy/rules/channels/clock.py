"""A clock that is off by whole hours: for days running, the usual day fits better when it is moved."""

import numpy as np

from ops.energy.rules.arrays import Floats, median
from ops.energy.rules.channels.table import DAY
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
    usual, distance = _usual(logs, figures)
    gains = _gains(logs, usual, distance, figures.most_hours)
    padded = np.concatenate([np.full((len(days), figures.days_running - 1, gains.shape[2]), np.nan), gains], axis=1)
    return np.asarray(
        np.lib.stride_tricks.sliding_window_view(padded, figures.days_running, axis=1).min(axis=3).max(axis=2)
    )


def _usual(logs: Floats, figures: ClockFigures) -> tuple[Floats, Floats]:
    """The median day of the weeks before, and how far its days usually stand from it; both before a clock is off."""
    back = figures.gap_days + figures.reference_days
    padded = np.concatenate([np.full((len(logs), back - 1, DAY), np.nan), logs], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, back, axis=1)[..., : figures.reference_days]
    usual = median(windows)
    return usual, median(_mean(np.abs(windows - usual[..., None]), axis=2))


def _gains(logs: Floats, usual: Floats, distance: Floats, most: int) -> Floats:
    """By how much each move of the usual day comes nearer; [registers, days, moves]."""
    known = (~np.isnan(logs)).mean(axis=2) >= _KNOWN_SHARE
    unmoved = np.where(known, _mean(np.abs(logs - usual), axis=2), np.nan)
    moves = [move for move in range(-most, most + 1) if move]
    moved = np.stack([_mean(np.abs(logs - np.roll(usual, move, axis=2)), axis=2) for move in moves], axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((unmoved[..., None] - moved) / np.maximum(distance, _TINY)[..., None])


def _mean(values: Floats, axis: int) -> Floats:
    """Of the known values; NaN where none is known."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.nansum(values, axis=axis) / (~np.isnan(values)).sum(axis=axis))
