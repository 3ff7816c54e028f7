"""The periods of one lot: always without gap or overlap, because only `split` and `merge` make new ones."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ops.estate.errors import NotAPeriodBoundary, OutsideTimeline, UnknownLotState, WrongOrder
from ops.kit.periods import OPEN_END

KINDS = ("lease", "void", "decant", "off_management")


@dataclass(frozen=True, order=True)
class Period:
    """Half-open local dates; `key` is the stored row, None while it is not stored."""

    from_on: date
    to_on: date
    kind: str
    key: int | None = None


Timeline = tuple[Period, ...]


def opened(from_on: date, kind: str) -> Timeline:
    """The timeline of a lot that comes under management: one period without end."""
    _check_kind(kind)
    return (Period(from_on, OPEN_END, kind),)


def split(timeline: Timeline, at: date, kind: str) -> Timeline:
    """From `at` on, the period that holds it becomes `kind`; what lies before keeps its kind."""
    _check_kind(kind)
    period = period_on(timeline, at)
    if period.from_on == at:
        return _with(timeline, period, [_rekinded(period, kind)])
    return _with(timeline, period, [Period(period.from_on, at, period.kind), Period(at, period.to_on, kind)])


def merge(timeline: Timeline, at: date, kind: str | None = None) -> Timeline:
    """The two periods that meet at `at` become one, of `kind` or else of the earlier one's kind."""
    for before, after in pairwise(timeline):
        if after.from_on == at:
            joined = Period(before.from_on, after.to_on, kind or before.kind)
            _check_kind(joined.kind)
            return _with(_with(timeline, after, []), before, [joined])
    raise NotAPeriodBoundary(on=at.isoformat())


def put(timeline: Timeline, from_on: date, to_on: date, kind: str) -> Timeline:
    """[from_on, to_on) becomes one period of `kind`; built from splits and merges only."""
    if not from_on < to_on:
        raise WrongOrder(field="to_on")
    if to_on < OPEN_END:
        timeline = split(timeline, to_on, period_on(timeline, to_on).kind)
    timeline = split(timeline, from_on, kind)
    for inner in [period.from_on for period in timeline if from_on < period.from_on < to_on]:
        timeline = merge(timeline, inner, kind)
    return timeline


def period_on(timeline: Timeline, day: date) -> Period:
    """Raises OutsideTimeline."""
    for period in timeline:
        if period.from_on <= day < period.to_on:
            return period
    raise OutsideTimeline(from_on=timeline[0].from_on.isoformat() if timeline else "-")


def is_whole(periods: Iterable[Period]) -> bool:
    """True when the periods follow each other without gap or overlap, each with at least a day."""
    ordered = sorted(periods)
    return all(p.from_on < p.to_on for p in ordered) and all(a.to_on == b.from_on for a, b in pairwise(ordered))


def _rekinded(period: Period, kind: str) -> Period:
    return period if period.kind == kind else replace(period, kind=kind, key=None)


def _with(timeline: Timeline, old: Period, new: list[Period]) -> Timeline:
    index = timeline.index(old)
    return (*timeline[:index], *new, *timeline[index + 1 :])


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise UnknownLotState(field="kind", kind=kind[:40])
