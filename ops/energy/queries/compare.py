"""What each building took of one medium in a period, the same a year before, and what it takes without heating."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from ops.energy.models import Register
from ops.energy.queries.completeness import Hung
from ops.energy.queries.series import next_month
from ops.energy.queries.spans import amounts
from ops.energy.rules.arrays import Floats, Ints
from ops.energy.rules.compare import CompareFigures, Measured
from ops.energy.rules.retention import Days as DayColumns
from ops.energy.store.rollups import HOUR, kept_from, load_days
from ops.estate.models import Location
from ops.estate.queries.uses import uses_on
from ops.kit.periods import local_midnight
from ops.kit.units import MICRO

#: Where nothing is heated: the months from which the amount that does not follow the weather is taken.
_SUMMER = (7, 9)
#: How many kWh (or m3) one unit of a register was in a local month, given by its first day.
Factor = Callable[[Register, date], float]


@dataclass(frozen=True)
class Days:
    """Local days [from_on, to_on)."""

    from_on: date
    to_on: date

    @property
    def length(self) -> int:
        return (self.to_on - self.from_on).days

    def a_year_before(self) -> "Days":
        return Days(_year_before(self.from_on), _year_before(self.to_on))

    def hours(self, zone: ZoneInfo) -> int:
        return int((local_midnight(self.to_on, zone) - local_midnight(self.from_on, zone)).total_seconds()) // 3600


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def last_summer(before: date) -> Days:
    """July and August, the last ones that ended by then."""
    year = before.year if before >= date(before.year, _SUMMER[1], 1) else before.year - 1
    return Days(date(year, _SUMMER[0], 1), date(year, _SUMMER[1], 1))


@dataclass(frozen=True, eq=False)
class _Sums:
    """Of each register: amount in kWh or m3, and the share of the hours that is known."""

    amount: Floats
    share: Floats


def measured(
    session: Session, registers: Sequence[Hung], days: Days, factor: Factor, *, today: date, zone: ZoneInfo,
    with_base: bool, figures: CompareFigures,
) -> list[Measured]:  # fmt: skip
    """One line a building; `with_base` where the medium heats."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for place, each in enumerate(registers):
        groups[each.building.id].append(place)
    buildings = {each.building.id: each.building for each in registers}
    now, before = (_sums(session, registers, each, factor, zone) for each in (days, days.a_year_before()))
    summer = last_summer(today)
    base = _sums(session, registers, summer, factor, zone) if with_base else None
    uses = _uses(session, list(buildings.values()), today)
    return [
        Measured(
            building_id, uses.get(building_id, ""), buildings[building_id].floor_area_m2,
            float(now.amount[places].sum()), share := float(now.share[places].mean()), share >= figures.known_share,
            _whole(before, places, figures), _daily(base, places, summer.length, days.length, figures),
        )
        for building_id, places in groups.items()
    ]  # fmt: skip


def _uses(session: Session, buildings: Sequence[Location], today: date) -> Mapping[int, str]:
    return {place: use.use for place, use in uses_on(session, buildings, today).items()}


def _sums(session: Session, registers: Sequence[Hung], days: Days, factor: Factor, zone: ZoneInfo) -> _Sums:
    months = _months(days)
    micro, known = _by_month(session, [each.register.id for each in registers], months, zone)
    factors = [[factor(each.register, month) for month in months[:-1]] for each in registers]
    return _Sums(
        (micro / MICRO * np.array(factors, np.float64).reshape(micro.shape)).sum(axis=1),
        known.sum(axis=1) / days.hours(zone),
    )


def _months(days: Days) -> list[date]:
    """The days at which the months of a span begin, its own ends included."""
    found, month = [days.from_on], next_month(days.from_on.replace(day=1))
    while month < days.to_on:
        found.append(month)
        month = next_month(month)
    return [*found, days.to_on]


def _by_month(
    session: Session, register_ids: Sequence[int], months: Sequence[date], zone: ZoneInfo
) -> tuple[Ints, Ints]:
    """(millionths, hours known) by register and month; from the days that stay where hours are kept no longer."""
    kept_from_on = kept_from(session, HOUR)
    if kept_from_on is None or kept_from_on <= months[0]:
        return amounts(session, register_ids, [local_midnight(day, zone) for day in months])
    return _from_days(load_days(session, register_ids, months[0], months[-1], zone), register_ids, months)


def _from_days(days: DayColumns, register_ids: Sequence[int], months: Sequence[date]) -> tuple[Ints, Ints]:
    micro, known = (np.zeros((len(register_ids), len(months) - 1), dtype=np.int64) for _ in range(2))
    places = {register_id: place for place, register_id in enumerate(register_ids)}
    rows = np.array([places[register_id] for register_id in days.register_id.tolist()], dtype=np.int64)
    columns = np.searchsorted([month.toordinal() for month in months], days.day, side="right") - 1
    np.add.at(micro, (rows, columns), days.value_micro)
    np.add.at(known, (rows, columns), days.hours)
    return micro, known


def _whole(sums: _Sums, places: Sequence[int], figures: CompareFigures) -> float | None:
    """Only a sum of which nearly every hour is known."""
    return float(sums.amount[places].sum()) if sums.share[places].mean() >= figures.known_share else None


def _daily(
    sums: _Sums | None, places: Sequence[int], of_days: int, for_days: int, figures: CompareFigures
) -> float | None:
    found = _whole(sums, places, figures) if sums is not None else None
    return None if found is None else found / of_days * for_days
