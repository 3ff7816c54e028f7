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
from ops.energy.queries.spans import amounts
from ops.energy.rules.arrays import Floats
from ops.energy.rules.compare import KNOWN_ENOUGH, Measured
from ops.estate.models import Location
from ops.estate.queries.uses import uses_on
from ops.kit.periods import local_midnight
from ops.kit.units import MICRO

#: Where nothing is heated: the months from which the amount that does not follow the weather is taken.
_SUMMER = (7, 9)
#: How many kWh (or m3) one unit of a register is.
Factor = Callable[[Register], float]


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
    with_base: bool,
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
            float(now.amount[places].sum()), float(now.share[places].mean()),
            _whole(before, places), _daily(base, places, summer.length, days.length),
        )
        for building_id, places in groups.items()
    ]  # fmt: skip


def _uses(session: Session, buildings: Sequence[Location], today: date) -> Mapping[int, str]:
    return {place: use.use for place, use in uses_on(session, buildings, today).items()}


def _sums(session: Session, registers: Sequence[Hung], days: Days, factor: Factor, zone: ZoneInfo) -> _Sums:
    edges = [local_midnight(days.from_on, zone), local_midnight(days.to_on, zone)]
    micro, known = amounts(session, [each.register.id for each in registers], edges)
    factors = np.array([factor(each.register) for each in registers], dtype=np.float64)
    return _Sums(micro[:, 0] / MICRO * factors, known[:, 0] / days.hours(zone))


def _whole(sums: _Sums, places: Sequence[int]) -> float | None:
    """Only a sum of which nearly every hour is known."""
    return float(sums.amount[places].sum()) if sums.share[places].mean() >= KNOWN_ENOUGH else None


def _daily(sums: _Sums | None, places: Sequence[int], of_days: int, for_days: int) -> float | None:
    found = _whole(sums, places) if sums is not None else None
    return None if found is None else found / of_days * for_days
