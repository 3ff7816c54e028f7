"""Water that never stops: each of the last hours stands above what the register usually goes down to."""

from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints, median
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY
from ops.energy.rules.figures import ContinuousFlowFigures

_KNOWN_SHARE_OF_DAY = 0.75
_TINY = 1e-9


@dataclass(frozen=True, eq=False)
class Tap:
    """One register of water: what came each hour, and the lowest hour of each clean day.

    `hours` in m3, NaN = unknown; `lowest` [days] is NaN for days that are no reference; days that are `normal` stay in
    the reference; nothing is said before `warm_from` or after `known`, places of hours.
    """

    hours: Floats
    lowest: Floats
    normal: Bools
    warm_from: int
    known: int


def lowest_hours(days: Floats) -> Floats:
    """The lowest hour of each day [..., 24] of which enough is known."""
    known = (~np.isnan(days)).mean(axis=-1) >= _KNOWN_SHARE_OF_DAY
    return np.where(known, np.fmin.reduce(days, axis=-1), np.nan)


def usual_minimum(lowest: Floats, over_days: int) -> Floats:
    """The median of the lowest hours of the days before each day; [days]."""
    padded = np.concatenate([np.full(over_days, np.nan), lowest[:-1]])
    return median(np.lib.stride_tricks.sliding_window_view(padded, over_days))[: len(lowest)]


def never_stopped(tap: Tap, figures: ContinuousFlowFigures, over_days: int, frozen_days: int) -> list[Stretch]:
    """In order of time; the first days of a flow are kept out of what is usual, then it is the new normal."""
    found: list[Stretch] = []
    lowest, usual, since = tap.lowest.copy(), usual_minimum(tap.lowest, over_days), 0
    while (at := _first_found(tap, _flowing(tap, usual, figures), figures, since)) is not None:
        first, day = _began(tap, _flowing(tap, usual, figures), at), at // DAY
        until = day + frozen_days
        going_on = usual_minimum(_kept_out(tap, lowest, first // DAY, until), over_days)
        usual[day + 1 :] = going_on[day + 1 :]
        stopped = _stopped(_flowing(tap, usual, figures), at)
        end = _last_known(tap, stopped)
        found.append(_stretch(tap, usual, first, at + 1, end, figures))
        lowest = _kept_out(tap, lowest, first // DAY, min(until, (end - 1) // DAY))
        usual[stopped // DAY + 1 :] = usual_minimum(lowest, over_days)[stopped // DAY + 1 :]
        since = stopped + 1
    return found


def _flowing(tap: Tap, usual: Floats, figures: ContinuousFlowFigures) -> Bools:
    """Unknown hours don't break a flow; how many may be unknown is a figure of the rule."""
    with np.errstate(invalid="ignore"):
        return np.isnan(tap.hours) | (tap.hours > np.repeat(usual, DAY) + figures.margin_m3_per_hour)


def _first_found(tap: Tap, flowing: Bools, figures: ContinuousFlowFigures, since: int) -> int | None:
    """The first hour by which the water had run long enough, and enough of it was known."""
    known = _of_last(~np.isnan(tap.hours), figures.hours) >= figures.known_share * figures.hours - _TINY
    places = np.flatnonzero((_of_last(flowing, figures.hours) == figures.hours) & known)
    places = places[(places >= max(since, tap.warm_from)) & (places < tap.known)]
    return int(places[0]) if len(places) else None


def _of_last(flags: Bools, hours: int) -> Ints:
    """How many of the last hours, each included."""
    sums = np.concatenate([np.zeros(hours, dtype=np.int64), np.cumsum(flags)])
    return np.asarray(sums[hours:] - sums[:-hours], dtype=np.int64)


def _began(tap: Tap, flowing: Bools, at: int) -> int:
    """The first known hour of the flow."""
    before = np.flatnonzero(~flowing[:at])
    first = int(before[-1]) + 1 if len(before) else 0
    return first + int(np.argmax(~np.isnan(tap.hours[first:])))


def _stopped(flowing: Bools, at: int) -> int:
    stops = np.flatnonzero(~flowing[at:])
    return at + int(stops[0]) if len(stops) else len(flowing)


def _last_known(tap: Tap, stopped: int) -> int:
    return int(np.flatnonzero(~np.isnan(tap.hours[:stopped]))[-1]) + 1


def _kept_out(tap: Tap, lowest: Floats, first: int, last: int) -> Floats:
    days = np.arange(len(lowest))
    return np.where((days >= first) & (days <= last) & ~tap.normal, np.nan, lowest)


def _stretch(tap: Tap, usual: Floats, first: int, found: int, end: int, figures: ContinuousFlowFigures) -> Stretch:
    params = {
        "usual_minimum": float(usual[(end - 1) // DAY]),
        "lowest": float(np.fmin.reduce(tap.hours[max(end - figures.hours, first) : end])),
    }
    return Stretch("continuous_flow", first, found, end, params)
