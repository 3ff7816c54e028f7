"""All detectors on many registers at one moment: what the replay of their hours has standing at its end, in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints
from ops.energy.rules.causes import is_waste
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY, day_table, places_in_days
from ops.energy.rules.continuous_flow import continuous_flow
from ops.energy.rules.data_faults import clock_shift, implausible, stood_still, wrong_unit
from ops.energy.rules.day_types import HourGrid
from ops.energy.rules.drivers import Drivers
from ops.energy.rules.episode import Detection
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.persistence import base_load, may_burn, night_heat, night_left_on
from ops.energy.rules.points import came_late, stood_off
from ops.energy.rules.replay import raised
from ops.energy.rules.replayed import Marks, Replayed, faults_of, past_before
from ops.energy.rules.replayed import Past as Past
from ops.energy.rules.seen import Seen
from ops.energy.rules.series import Series
from ops.energy.rules.slow_evidence import drift, weekend_as_weekday, yield_loss

#: The words of each cause; None when no single hour stands out.
EVIDENCE: Mapping[str, Callable[[Seen, Stretch], Detection | None]] = {
    "zero_run": stood_still,
    "stuck": stood_still,
    "scale": wrong_unit,
    "implausible": implausible,
    "clock_shift": clock_shift,
    "catch_up": came_late,
    "dip": stood_off,
    "spike": stood_off,
    "base_load": base_load,
    "night_left_on": night_left_on,
    "continuous_flow": continuous_flow,
    "drift": drift,
    "weekend_as_weekday": weekend_as_weekday,
    "yield_loss": yield_loss,
}
#: An excess that is at least half as large by day as at night runs all the time.
_DAY_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class Watched:
    """Many registers on one grid of hours, each up to the end of its last sure hour.

    `values` [registers, hours] in the register's unit, NaN = unknown or estimated; `known` [registers] is the place
    after the last sure hour. `no_model` [registers, hours] are hours that are no reference (works, changes of use),
    `normal` those that a person declared normal: they are never kept out of the reference.
    """

    media: Sequence[str]
    grid: HourGrid
    values: Floats
    known: Ints
    no_model: Bools
    normal: Bools
    past: Past
    #: On the local days of the grid; None where nothing is known of them.
    drivers: Drivers | None = None

    def grid_of(self, row: int) -> HourGrid:
        """With the days off of the register's own building."""
        return self.grid.on_days(self.drivers.kind_of_day[row]) if self.drivers else self.grid


def look(watched: Watched, figures: DetectionFigures) -> list[list[Detection]]:
    """What stands for each register at its last sure hour, or ended less than a day before."""
    return _in_words(watched, replayed(watched, figures), figures)


def look_and_remember(
    watched: Watched, older_hours: int, figures: DetectionFigures
) -> tuple[list[list[Detection]], Past]:
    """The same, and what the older hours, up to a local midnight, tell those who no longer read them."""
    if not watched.values.size:
        return [[] for _ in watched.media], Past.of_nothing(len(watched.media))
    table, days = _table(watched, figures), watched.grid.day_ordinal
    past = past_before(table, int(days[older_hours] - days[0]), figures)
    return _in_words(watched, raised(table, figures), figures), past


def _in_words(watched: Watched, found: Sequence[Sequence[Stretch]], figures: DetectionFigures) -> list[list[Detection]]:
    places = places_in_days(watched.grid.day_ordinal, watched.grid.hour_of_day)
    return [_worded(watched, row, places, stretches, figures) for row, stretches in enumerate(found)]


def replayed(watched: Watched, figures: DetectionFigures) -> list[list[Stretch]]:
    """All that was raised on each register, in places of the table of its local days."""
    return raised(_table(watched, figures), figures) if watched.values.size else [[] for _ in watched.media]


def _table(watched: Watched, figures: DetectionFigures) -> Replayed:
    grid, unknown = watched.grid, np.arange(len(watched.grid)) >= watched.known[:, None]
    days = day_table(np.where(unknown, np.nan, watched.values), grid.day_ordinal, grid.hour_of_day)
    marks = Marks(
        _on_days(watched.no_model, grid), _on_days(watched.normal, grid), watched.past, _known_places(watched)
    )
    return faults_of(days, watched.media, marks, figures, watched.drivers)


def _known_places(watched: Watched) -> Ints:
    places = places_in_days(watched.grid.day_ordinal, watched.grid.hour_of_day)
    return np.asarray(np.concatenate([[0], places + 1])[watched.known], dtype=np.int64)


def _on_days(hours: Bools, grid: HourGrid) -> Bools:
    """[registers, days]: which local days hold a marked hour."""
    days = day_table(hours.astype(np.float64), grid.day_ordinal, grid.hour_of_day)
    return np.asarray(np.fmax.reduce(days, axis=2) > 0, dtype=np.bool_)


def standing(found: Sequence[Stretch], known: int, ended_after_hours: int) -> list[Stretch]:
    """What is not normal again by the last known hour; of one cause the last one."""
    latest = {each.cause: each for each in found if each.end > known - ended_after_hours}
    return list(latest.values())


def _worded(
    watched: Watched, row: int, places: Ints, found: Sequence[Stretch], figures: DetectionFigures
) -> list[Detection]:
    end = int(watched.known[row])
    if not end:
        return []
    last = standing(found, int(places[end - 1]) + 1, figures.ended_after_normal_hours)
    heating = watched.media[row] == "gas" and not any(not is_waste(each.cause) for each in last)
    if not last and not (heating and may_burn(watched.values[row, :end], figures)):
        return []
    series = _series(watched, row, places, found, figures)
    worded = [each for stretch in last if (each := _words(series, places, stretch, figures))]
    heat = _heat(series, int(watched.past.known_hours[row]), figures) if heating else None
    return _one_excess(worded, heat)


def _series(watched: Watched, row: int, places: Ints, found: Sequence[Stretch], figures: DetectionFigures) -> Series:
    """The hours up to the last sure one; what was found is no reference until it is the new normal."""
    end = int(watched.known[row])
    unusual = np.zeros(len(places), dtype=np.bool_)
    for each in found:
        first, last = np.searchsorted(places, [each.start, min(each.end, each.start + figures.frozen_days * DAY)])
        unusual[first:last] = True
    frozen = (watched.no_model[row] | (unusual & ~watched.normal[row]))[:end]
    return Series(watched.media[row], watched.grid_of(row).part(0, end), watched.values[row, :end], frozen)


def _words(series: Series, places: Ints, found: Stretch, figures: DetectionFigures) -> Detection | None:
    told = found.later or found
    start, end = np.searchsorted(places, [min(found.start, told.start), told.end]).tolist()
    return EVIDENCE[told.cause](Seen(series.until(min(end, len(series))), start, figures), told)


def _heat(series: Series, known_before: int, figures: DetectionFigures) -> Detection | None:
    """Heat at night, as soon as the register is known for long enough."""
    heard = len(series) - int(np.argmax(~np.isnan(series.values))) + known_before
    if heard < figures.baseline.warm_up_days * DAY:
        return None
    return night_heat(Seen(series, max(len(series) - DAY, 0), figures))


def _one_excess(worded: Sequence[Detection], heat: Detection | None) -> list[Detection]:
    """One cause for one excess: what runs day and night is base load, what runs at night was left on."""
    base = next((each for each in worded if each.cause == "base_load"), None)
    night = heat or next((each for each in worded if each.cause == "night_left_on"), None)
    rest = [each for each in worded if each.cause not in ("base_load", "night_left_on")]
    if base and night:
        by_day_too = float(base.params["rise_per_hour"]) >= _DAY_SHARE * night.excess_per_hour
        return [*rest, base if by_day_too else night]
    return [*rest, *(each for each in (base, night) if each)]
