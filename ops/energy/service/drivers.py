"""What drives consumption from outside, by the rules in force: days off, school breaks, the cold, other sectors."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import isfinite

import numpy as np
from sqlalchemy.orm import Session

from ops.energy.calendar_defaults import DEGREE_DAYS, SCHOOL_BREAKS
from ops.energy.errors import DriverOutOfRange, UnknownDriver
from ops.energy.models import Register
from ops.energy.models_drivers import PushedDriver
from ops.energy.queries.drivers import building_codes, panel_ids, pushed_by_register, replace_pushed
from ops.energy.queries.temperatures import means_between
from ops.energy.rules.arrays import Floats, Ints
from ops.energy.rules.channels.table import day_table
from ops.energy.rules.channels.yields import day_yields, sun_of_others
from ops.energy.rules.day_types import HourGrid
from ops.energy.rules.degree_days import DegreeDayFigures, DegreeDaySum, degree_day_sum
from ops.energy.rules.drivers import PUSHED_KINDS, Drivers, carried, felt_temperatures, of_calendar
from ops.energy.rules.school_breaks import SchoolBreakFigures, days_in_breaks
from ops.energy.rules.slow_figures import YieldFigures
from ops.energy.store.sure_hours import sure_hours
from ops.kit.holidays import is_belgian_holiday
from ops.kit.rulesets import current
from ops.kit.units import MICRO

#: The hours of more roofs at once would only take memory.
_ROOFS_TOGETHER = 64


def school_breaks(session: Session, at: datetime) -> SchoolBreakFigures:
    return SchoolBreakFigures.model_validate(current(session, SCHOOL_BREAKS, at).body)


def degree_day_figures(session: Session, at: datetime) -> DegreeDayFigures:
    return DegreeDayFigures.model_validate(current(session, DEGREE_DAYS, at).body)


def days_off(session: Session, at: datetime, building: str | None) -> Callable[[date], bool]:
    """Tells of a local day whether a building, by its code, is used as on a Sunday: holiday or its school break."""
    return _off(school_breaks(session, at), building)


def _off(figures: SchoolBreakFigures, building: str | None) -> Callable[[date], bool]:
    breaks = days_in_breaks(figures.community_of(building), figures)
    if not breaks:
        return is_belgian_holiday
    return lambda day: day in breaks or is_belgian_holiday(day)


def degree_days_between(session: Session, from_on: date, to_on: date, figures: DegreeDayFigures) -> DegreeDaySum:
    """Of the local days [from_on, to_on), by the temperatures that were imported."""
    means = means_between(session, from_on - timedelta(days=figures.days_back), to_on)
    return degree_day_sum(means, from_on, to_on, figures)


def push_driver(session: Session, place_id: int, kind: str, amounts: Mapping[date, float], *, now: datetime) -> None:
    """For the owner of a fact: how much of it there was at a place on each local day; told again, it is put right.

    Raises UnknownDriver, DriverOutOfRange.
    """
    if kind not in PUSHED_KINDS:
        raise UnknownDriver(possible=", ".join(PUSHED_KINDS))
    if not all(isfinite(each) and each >= 0 for each in amounts.values()):
        raise DriverOutOfRange
    rows = [
        PushedDriver(location_id=place_id, kind=kind, day=day, amount_micro=round(amount * MICRO), recorded_at=now)
        for day, amount in sorted(amounts.items())
    ]
    replace_pushed(session, rows)


@dataclass
class Roofs:
    """What the other roofs of the house brought to each, read once for all who look at the same hours."""

    _suns: dict[tuple[int, int], Mapping[int, Floats]] = field(default_factory=dict)
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def suns(self, session: Session, grid: HourGrid, figures: YieldFigures) -> Mapping[int, Floats]:
        """Register id -> [days of the grid]"""
        with self._reading:
            span = (grid.first_hour, grid.end_hour)
            if span not in self._suns:
                self._suns[span] = _suns(session, grid, figures)
            return self._suns[span]


def drivers_of(
    session: Session,
    registers: Sequence[Register],
    grid: HourGrid,
    yields: YieldFigures,
    at: datetime,
    roofs: Roofs | None = None,
) -> Drivers:
    """Of registers with their meter and place loaded, on the local days of a grid."""
    first = date.fromordinal(int(grid.day_ordinal[0]))
    days = int(grid.day_ordinal[-1] - grid.day_ordinal[0]) + 1
    count = len(registers)
    return Drivers(
        np.full(count, first.toordinal(), dtype=np.int64),
        _kinds_of_day(session, registers, first, days, at),
        np.tile(_felt(session, first, days, at), (count, 1)),
        _pushed(session, registers, first, days),
        _sun(session, registers, grid, yields, roofs or Roofs()),
    )


def _kinds_of_day(session: Session, registers: Sequence[Register], first: date, days: int, at: datetime) -> Ints:
    """By the calendar of each building; there are only a few."""
    figures, codes = school_breaks(session, at), building_codes(session, registers)
    communities = [figures.community_of(codes[each.id]) for each in registers]
    examples = {figures.community_of(code): code for code in codes.values()}
    kinds = {
        community: of_calendar([first], days, [_off(figures, code)]).kind_of_day[0]
        for community, code in examples.items()
    }
    return np.array([kinds[each] for each in communities], dtype=np.int64).reshape(len(registers), days)


def _felt(session: Session, first: date, days: int, at: datetime) -> Floats:
    figures = degree_day_figures(session, at)
    means = means_between(session, first - timedelta(days=figures.days_back), first + timedelta(days=days))
    return felt_temperatures(means, first, days, figures.weights.by_age)


def _pushed(session: Session, registers: Sequence[Register], first: date, days: int) -> Floats:
    told = pushed_by_register(session, registers, first, first + timedelta(days=days))
    found = np.full((len(registers), days), np.nan)
    for row, register in enumerate(registers):
        for day, amount in told.get(register.id, {}).items():
            found[row, (day - first).days] = amount
    return carried(found)


def _sun(
    session: Session, registers: Sequence[Register], grid: HourGrid, figures: YieldFigures, roofs: Roofs
) -> Floats:
    """What the other roofs of the house brought; they are only read when a roof is among the registers."""
    unknown = np.full(int(grid.day_ordinal[-1] - grid.day_ordinal[0]) + 1, np.nan)
    panels = any(each.meter.medium == "pv" for each in registers)
    suns = roofs.suns(session, grid, figures) if panels else {}
    return np.array([suns.get(each.id, unknown) for each in registers]).reshape(len(registers), len(unknown))


def _suns(session: Session, grid: HourGrid, figures: YieldFigures) -> Mapping[int, Floats]:
    panels = panel_ids(session)
    if not panels:
        return {}
    parts = [panels[start : start + _ROOFS_TOGETHER] for start in range(0, len(panels), _ROOFS_TOGETHER)]
    brought = np.concatenate([_brought(session, part, grid) for part in parts])
    return dict(zip(panels, sun_of_others(brought, figures), strict=True))


def _brought(session: Session, panels: Sequence[int], grid: HourGrid) -> Floats:
    hours = sure_hours(session, panels, grid.first_hour, grid.end_hour)
    return day_yields(day_table(hours, grid.day_ordinal, grid.hour_of_day))
