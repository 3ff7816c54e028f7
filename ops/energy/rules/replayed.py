"""A table of local days with what is known beside its values, and what faults leave of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints
from ops.energy.rules.channels.masks import (
    SETTLED_AFTER_DAYS,
    read_with_its_day,
    without_faults,
)
from ops.energy.rules.channels.peaks import highest_before, impossible
from ops.energy.rules.channels.runs import Ordinary, Stretch, standing_still
from ops.energy.rules.channels.scale import scale_factors, usual_hours, wrong_hours, wrong_scale
from ops.energy.rules.channels.table import DAY, flat
from ops.energy.rules.drivers import Drivers
from ops.energy.rules.figures import DetectionFigures


@dataclass(frozen=True, eq=False)
class Past:
    """What the hours before the table told, [registers] each; runs are ordinary ones, counted in known hours.

    `highest` is in the register's unit, NaN when nothing was known.
    """

    known_hours: Ints
    longest_zero_hours: Ints
    longest_flat_hours: Ints
    highest: Floats

    @classmethod
    def of_nothing(cls, registers: int) -> "Past":
        """Of registers that were never heard before the table."""
        none = np.zeros(registers, dtype=np.int64)
        return cls(none, none, none, np.full(registers, np.nan))

    def part(self, rows: Ints) -> "Past":
        return Past(
            self.known_hours[rows], self.longest_zero_hours[rows], self.longest_flat_hours[rows], self.highest[rows]
        )


@dataclass(frozen=True, eq=False)
class Marks:
    """What is known of a table beside its values.

    `no_model` and `normal` [registers, days]: days that are no reference, and days that are never kept out of it;
    `known` [registers] is the place after the last known hour, which no look may pass.
    """

    no_model: Bools
    normal: Bools
    past: Past
    known: Ints

    @classmethod
    def none(cls, days: Floats) -> "Marks":
        """Of a table of which nothing more is known than its values."""
        unmarked = np.zeros(days.shape[:2], dtype=np.bool_)
        known = ~np.isnan(flat(days))
        last = known.shape[1] - np.argmax(known[:, ::-1], axis=1)
        return cls(unmarked, unmarked, Past.of_nothing(len(days)), np.where(known.any(axis=1), last, 0))

    def part(self, rows: Ints) -> "Marks":
        return Marks(self.no_model[rows], self.normal[rows], self.past.part(rows), self.known[rows])


@dataclass(frozen=True, eq=False)
class Replayed:
    """A table of days [registers, days, 24] in the registers' units, and its faults.

    `fresh` is without the faults that were known at the end of each day, `settled` two days later; `usual` is what
    each hour usually is, from the days before. `wrong` holds the faulty hours, `faults` what is said of them.
    """

    media: Sequence[str]
    days: Floats
    marks: Marks
    fresh: Floats
    settled: Floats
    usual: Floats
    wrong: Sequence[Sequence[Stretch]]
    faults: Sequence[Sequence[Stretch]]
    #: None where nothing is known of the days themselves.
    drivers: Drivers | None

    @property
    def hours(self) -> int:
        return int(self.days.shape[1]) * DAY

    def part(self, rows: Ints) -> "Replayed":
        return Replayed(
            [self.media[row] for row in rows],
            self.days[rows],
            self.marks.part(rows),
            self.fresh[rows],
            self.settled[rows],
            self.usual[rows],
            [self.wrong[row] for row in rows],
            [self.faults[row] for row in rows],
            self.drivers.part(rows) if self.drivers else None,
        )

    def heard_from(self) -> Ints:
        """The first hour that each register knows; before the table when its past knows some."""
        first = np.argmax(~np.isnan(flat(self.days)), axis=1)
        return np.where(self.marks.past.known_hours > 0, -self.marks.past.known_hours, first)

    def known_at(self, hour_of_day: int, after_days: int = 0) -> Floats:
        """Without the faults that were known when a day was over that ends at an hour of the clock, or some days on."""
        read_at = read_with_its_day(self.hours, hour_of_day) + after_days * DAY
        return without_faults(self.days, self.wrong, read_at)


def faults_of(
    days: Floats, media: Sequence[str], marks: Marks, figures: DetectionFigures, drivers: Drivers | None = None
) -> Replayed:
    """The data faults, and the table without them."""
    at_end = read_with_its_day(days.shape[1] * DAY)
    still = [_still(hours, marks.past, row, figures)[0] for row, hours in enumerate(flat(days))]
    usual = usual_hours(without_faults(days, still, at_end))
    over = np.arange(days.shape[1] * DAY) < marks.known[:, None]
    factors = np.where(over, scale_factors(days, usual, figures.scale), 0.0)
    scales = [wrong_hours(row, figures.scale) for row in factors]
    wrong = [one + more for one, more in zip(still, scales, strict=True)]
    fresh = without_faults(days, wrong, at_end)
    highest, times = highest_before(fresh, marks.past.highest), figures.data_faults.implausible_times_highest
    faults = [
        one + wrong_scale(scale) + impossible(hours, ever, times)
        for one, scale, hours, ever in zip(still, scales, flat(days), highest, strict=True)
    ]
    settled = without_faults(days, wrong, at_end + SETTLED_AFTER_DAYS * DAY)
    return Replayed(media, days, marks, fresh, settled, usual, wrong, faults, drivers)


def _still(hours: Floats, past: Past, row: int, figures: DetectionFigures) -> tuple[list[Stretch], Ordinary]:
    before = Ordinary(int(past.longest_zero_hours[row]), int(past.longest_flat_hours[row]))
    return standing_still(hours, figures.data_faults, before)


def past_of_days(days: Floats, figures: DetectionFigures) -> Past:
    """What a table of days [registers, days, 24] tells those who look only at what comes after it."""
    return past_before(faults_of(days, [""] * len(days), Marks.none(days), figures), days.shape[1], figures)


def past_before(table: Replayed, day: int, figures: DetectionFigures) -> Past:
    """What the days before one of a table tell those who no longer read them; nothing was known before the table."""
    hours = flat(table.days)[:, : day * DAY]
    ordinary = [_still(each, table.marks.past, row, figures)[1] for row, each in enumerate(hours)]
    return Past(
        (~np.isnan(hours)).sum(axis=1),
        np.array([each.zero_hours for each in ordinary], dtype=np.int64),
        np.array([each.flat_hours for each in ordinary], dtype=np.int64),
        np.asarray(np.fmax.reduce(flat(table.fresh)[:, : day * DAY], axis=1, initial=np.nan)),
    )
