"""The book of a rise: days that rose are no reference, until after some weeks they are the new normal.

Where nothing is kept out of the reference, all looks are computed at once; only from a rise until its days are out of
reach of the reference each look is walked by itself.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np

from ops.energy.rules.arrays import MAD_TO_SIGMA, Floats
from ops.energy.rules.channels.rise import Looks, lag_of, least_spread, lowest_of_last, spreads_above
from ops.energy.rules.figures import RiseFigures


@dataclass(frozen=True)
class Risen:
    """From `first` to `last` day, raised on day `found`; at the last look `by` a unit and `spreads`."""

    first: int
    found: int
    last: int
    by: float
    spreads: float


def risen(looks: Looks, channel: RiseFigures, quiet_days: int) -> list[list[Risen]]:
    """What each row raises, in order of time; after raising it says no more for `quiet_days`."""
    lowest, least = lowest_of_last(looks.lows, channel.lowest_of_days), least_spread(looks.level, channel)
    spreads, centre = spreads_above(lowest, looks, least, channel), looks.reference(channel).centre
    with np.errstate(invalid="ignore"):
        hot = spreads > channel.spreads
    found: list[list[Risen]] = [[] for _ in hot]
    for row in np.flatnonzero(hot.any(axis=1)).tolist():
        book = _Book(_Row(lowest[row], least[row], looks, row), channel, quiet_days)
        book.walk(np.flatnonzero(hot[row]).tolist(), centre[row], spreads[row])
        found[row] = book.found
    return found


class _Row:
    """One row of looks as plain lists, which a walk reads faster than arrays."""

    def __init__(self, lowest: Floats, least: Floats, looks: Looks, row: int) -> None:
        self.lowest: list[float] = lowest.tolist()
        self.least: list[float] = least.tolist()
        self.may: list[bool] = looks.may[row].tolist()
        self.normal: list[bool] = looks.normal[row].tolist()
        self.learned: list[float] = looks.learned[row].tolist()


class _Book:
    """What is remembered of one row: what was raised, the days kept out, and until when it says no more."""

    def __init__(self, row: _Row, channel: RiseFigures, quiet_days: int) -> None:
        self.found: list[Risen] = []
        self._row, self._channel, self._quiet_days = row, channel, quiet_days
        self._kept_out = [False] * len(row.lowest)
        self._quiet_until, self._last_out = -1, -1

    def walk(self, hot: Sequence[int], centre: Floats, spreads: Floats) -> None:
        """Through the looks that are `hot` when nothing is kept out; once something is, look by look."""
        walked = -1
        for day in hot:
            if day > walked:
                self._rose(day, self._row.lowest[day] - float(centre[day]), float(spreads[day]))
                walked = self._walk_from(day) if self._last_out > day - lag_of(self._channel) else day

    def _walk_from(self, day: int) -> int:
        """Until no day of the reference can have been kept out; gives the last day walked."""
        row, lag = self._row, lag_of(self._channel)
        reference = _Clean(row.learned[: max(day - lag + 1, 0)], self._channel.reference_days)
        for now in range(day + 1, len(row.lowest)):
            reference.learn(row.learned[now - lag], self._kept_out[now - lag])
            if reference.is_whole and self._last_out <= now - lag:
                return now - 1
            if row.may[now]:
                self._look(now, reference)
        return len(row.lowest)

    def _look(self, day: int, reference: "_Clean") -> None:
        lowest, least = self._row.lowest[day], self._row.least[day]
        if len(reference) < self._channel.least_reference_days or isnan(lowest) or isnan(least):
            return
        by = lowest - reference.centre
        if by <= 0 or (least > 0 and by / least <= self._channel.spreads):
            return
        scale = max(reference.spread, least)
        if scale > 0 and by / scale > self._channel.spreads:
            self._rose(day, by, by / scale)

    def _rose(self, day: int, by: float, spreads: float) -> None:
        """Raises what was not raised lately, and keeps the days out of the reference for a while."""
        span = self._channel.lowest_of_days
        if day > self._quiet_until:
            self.found.append(Risen(day - span + 1, day, day, by, spreads))
            self._quiet_until = day + self._quiet_days
        else:
            self.found[-1] = replace(self.found[-1], last=day, by=by, spreads=spreads)
        if day <= self._quiet_until - span:
            self._keep_out(range(day - span + 1, day + 1))

    def _keep_out(self, days: range) -> None:
        for day in days:
            if not self._row.normal[day]:
                self._kept_out[day], self._last_out = True, day


class _Clean:
    """The last learned days of a row, in order of time and of size."""

    def __init__(self, learned: Sequence[float], most: int) -> None:
        self._in_time = deque([value for value in learned if not isnan(value)][-most:])
        self._in_size = sorted(self._in_time)
        self._most, self._since_out = most, 0
        self._centre: float | None = None
        self._spread: float | None = None

    def __len__(self) -> int:
        return len(self._in_time)

    @property
    def is_whole(self) -> bool:
        """All of it was learned since a day was last kept out."""
        return self._since_out >= self._most

    def learn(self, value: float, kept_out: bool) -> None:
        """Takes a day in, in place of the oldest."""
        if kept_out:
            self._since_out = 0
        elif not isnan(value):
            if len(self) == self._most:
                del self._in_size[bisect_left(self._in_size, self._in_time.popleft())]
            self._in_time.append(value)
            insort(self._in_size, value)
            self._since_out += 1
            self._centre = self._spread = None

    @property
    def centre(self) -> float:
        """As `arrays.median` counts it, to the last bit."""
        if self._centre is None:
            self._centre = _middle(self._in_size)
        return self._centre

    @property
    def spread(self) -> float:
        """As `arrays.spread` counts it."""
        if self._spread is None:
            centre = self.centre
            self._spread = _middle(sorted([abs(value - centre) for value in self._in_size])) * MAD_TO_SIGMA
        return self._spread


def _middle(ordered: Sequence[float]) -> float:
    place = (len(ordered) - 1) * 0.5
    low = int(place)
    below, above = ordered[low], ordered[min(low + 1, len(ordered) - 1)]
    return below + (above - below) * (place - low)
