"""Base load and nights that have risen: what is looked at, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints
from ops.energy.rules.channels.book import Risen, risen
from ops.energy.rules.channels.masks import SETTLED_AFTER_DAYS
from ops.energy.rules.channels.rise import Looks, low_ends
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY, blocks, usual_level
from ops.energy.rules.channels.weather import asked
from ops.energy.rules.figures import DetectionFigures, Night, RiseFigures
from ops.energy.rules.replayed import Replayed

#: Local hours at which the 24 hours before are looked at, each against the 24 hours to the same hour of days before.
LOOK_HOURS = (0, 6, 12, 18)


@dataclass(frozen=True, eq=False)
class _Blocks:
    """Days cut at hours of the clock, [hours x registers, days, 24]: as known at their end, and when settled.

    `ends` [hours x registers, days] is when each is looked at, `marked_days` into which days of the table each reaches.
    `asked` is what the cold and other drivers ask of the low end of each: no rise of the register's own.
    """

    fresh: Floats
    settled: Floats
    ends: Ints
    marked_days: Sequence[tuple[int, ...]]
    asked: Floats


def base_loads(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """The low end of the day: one day tells at once when it stands high enough, else the lower of two."""
    cut = _Blocks(
        np.concatenate([blocks(table.known_at(hour), hour) for hour in LOOK_HOURS]),
        np.concatenate([blocks(table.known_at(hour, SETTLED_AFTER_DAYS), hour) for hour in LOOK_HOURS]),
        np.repeat(_ends(table, [DAY + hour for hour in LOOK_HOURS]), len(table.days), axis=0),
        [(0, 1) if hour else (0,) for hour in LOOK_HOURS],
        _shared(_asked(table, figures.base_load, None, figures), LOOK_HOURS),
    )
    found: list[list[Stretch]] = [[] for _ in table.days]
    looks: dict[tuple[float, int], Looks] = {}
    for channel in (figures.base_load, figures.base_load_at_once):
        what = (channel.quantile, channel.reference_days)
        looks[what] = looks.get(what) or _looks(table, cut, channel, None, figures)
        for place, each in enumerate(risen(looks[what], channel, figures.frozen_days)):
            hour, row = divmod(place, len(table.days))
            found[row] += _stretches("base_load", each, LOOK_HOURS[hour], DAY + LOOK_HOURS[hour])
    return found


def nights_left_on(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """The low end of the night, the lowest of some; looked at each morning."""
    channel, night = figures.night_left_on, figures.night
    cut = _Blocks(
        table.known_at(night.to_hour),
        table.known_at(night.to_hour, SETTLED_AFTER_DAYS),
        np.repeat(_ends(table, [night.to_hour]), len(table.days), axis=0),
        [(-1, 0)],
        _asked(table, channel, night, figures),
    )
    rows = risen(_looks(table, cut, channel, night, figures), channel, figures.frozen_days)
    return [_stretches("night_left_on", each, 0, night.to_hour) for each in rows]


def _asked(table: Replayed, channel: RiseFigures, night: Night | None, figures: DetectionFigures) -> Floats:
    """What the drivers ask of the low end of each day or night; [registers, days]."""
    if table.drivers is None:
        return np.zeros(table.days.shape[:2])
    lows = low_ends(table.fresh, channel.quantile, night)
    return asked(np.where(table.marks.no_model, np.nan, lows), table.drivers, figures.weather)


def _shared(asked_by_day: Floats, hours: Sequence[int]) -> Floats:
    """A block that ends at an hour of the next day lies in both; [hours x registers, days]."""
    next_day = np.concatenate([asked_by_day[:, 1:], asked_by_day[:, -1:]], axis=1)
    return np.concatenate([asked_by_day + (next_day - asked_by_day) * (hour / DAY) for hour in hours])


def _ends(table: Replayed, after: Sequence[int]) -> Ints:
    """The hour at which each day is looked at, so many hours after its midnight; [len(after), days]."""
    return np.asarray(np.arange(table.days.shape[1]) * DAY + np.array(after)[:, None], dtype=np.int64)


def _stretches(cause: str, rose: Sequence[Risen], starts: int, ends: int) -> list[Stretch]:
    return [
        Stretch(
            cause,
            each.first * DAY + starts,
            each.found * DAY + ends,
            each.last * DAY + ends,
            {"spreads": each.spreads, "rise_per_hour": each.by},
        )
        for each in rose
    ]


def _looks(
    table: Replayed, cut: _Blocks, channel: RiseFigures, night: Night | None, figures: DetectionFigures
) -> Looks:
    times = len(cut.marked_days)
    no_model = _marked(table.marks.no_model, cut.marked_days)
    warm_from = np.tile(table.heard_from() + figures.baseline.warm_up_days * DAY, times)[:, None]
    return Looks(
        low_ends(cut.fresh, channel.quantile, night) - cut.asked,
        np.where(no_model, np.nan, low_ends(cut.settled, channel.quantile, night) - cut.asked),
        usual_level(np.where(no_model[:, :, None], np.nan, cut.settled), channel.reference_days),
        (cut.ends > warm_from) & (cut.ends <= np.tile(table.marks.known, times)[:, None]),
        _marked(table.marks.normal, cut.marked_days),
    )


def _marked(days: Bools, reach: Sequence[tuple[int, ...]]) -> Bools:
    """Which blocks reach into a marked day."""
    return np.concatenate([np.logical_or.reduce([_moved(days, by) for by in each]) for each in reach])


def _moved(days: Bools, by: int) -> Bools:
    """Each day as the one that is `by` days later."""
    moved = np.zeros(days.shape, dtype=np.bool_)
    places = np.arange(days.shape[1]) + by
    inside = (places >= 0) & (places < days.shape[1])
    moved[:, inside] = days[:, places[inside]]
    return moved
