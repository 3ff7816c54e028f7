"""From readings to hourly consumption in whole millionths: what is spread over hours adds up exactly again.

The sum of the hours equals what was counted; what lies over a gap is marked as estimated.
"""

from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Ints

HOUR = 3600


@dataclass(frozen=True)
class Pieces:
    """Amounts counted over [start, end), epoch seconds; `gap` marks those too long to say when it flowed."""

    start_s: Ints
    end_s: Ints
    amount_micro: Ints
    gap: Bools


@dataclass(frozen=True)
class FallenIndex:
    """The index stood lower at `at_s` than before, and nobody knows why."""

    at_s: int
    before_micro: int
    after_micro: int


@dataclass(frozen=True)
class Hours:
    """Consumption by hour (epoch hours). Partial hours are not wholly covered by readings."""

    hour: Ints
    amount_micro: Ints
    estimated: Bools
    partial: Bools


def pieces_of_intervals(start_s: Ints, value_micro: Ints, step_s: int) -> Pieces:
    """Each reading is the amount of one step; what was never sent stays unknown."""
    return Pieces(start_s, start_s + step_s, value_micro, np.zeros(len(start_s), dtype=np.bool_))


def pieces_of_power(at_s: Ints, value_micro_kw: Ints, step_s: int) -> Pieces:
    """The mean of two readings over the time between them, in micro-kWh."""
    lengths = np.diff(at_s)
    energy = (value_micro_kw[:-1] + value_micro_kw[1:]) * lengths // (2 * HOUR)
    return Pieces(at_s[:-1], at_s[1:], energy, lengths > 2 * step_s)


def pieces_of(kind: str, at_s: Ints, value_micro: Ints, step_s: int) -> Pieces:
    """Of registers that say amounts or power; an index is counted by its segments (see `segments`)."""
    rule = pieces_of_intervals if kind == "interval" else pieces_of_power
    return rule(at_s, value_micro, step_s)


def hours_of(pieces: Pieces) -> Hours:
    """Shares each piece among the hours it touches by time; the shares of a piece add up to its amount."""
    touched = (pieces.end_s - 1) // HOUR - pieces.start_s // HOUR + 1
    owner = np.repeat(np.arange(len(touched)), touched)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(touched) - touched, touched)
    hour = pieces.start_s[owner] // HOUR + nth
    left = np.maximum(hour * HOUR, pieces.start_s[owner]) - pieces.start_s[owner]
    right = np.minimum((hour + 1) * HOUR, pieces.end_s[owner]) - pieces.start_s[owner]
    length = (pieces.end_s - pieces.start_s)[owner]
    amount = pieces.amount_micro[owner]
    share = _part(amount, right, length) - _part(amount, left, length)
    return _gather(hour, share, pieces.gap[owner], right - left)


def _part(amount: Ints, elapsed: Ints, length: Ints) -> Ints:
    """floor(amount * elapsed / length) without leaving 64 bits."""
    whole, rest = np.divmod(amount, length)
    return np.asarray(whole * elapsed + rest * elapsed // length, dtype=np.int64)


def _gather(hour: Ints, share: Ints, gap: Bools, covered_s: Ints) -> Hours:
    hours, place = np.unique(hour, return_inverse=True)
    amount, covered, gaps = (np.zeros(len(hours), dtype=np.int64) for _ in range(3))
    np.add.at(amount, place, share)
    np.add.at(covered, place, covered_s)
    np.add.at(gaps, place, gap.astype(np.int64))
    return Hours(hours, amount, gaps > 0, covered < HOUR)
