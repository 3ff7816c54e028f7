"""What abnormal consumption costs each building: now, a day, and in all since it began."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Waste:
    """One alert of waste: what it costs a day, over [from_at, to_at). `stands`: it still does."""

    building_id: int
    ref: str
    cents_per_day: int
    from_at: datetime
    to_at: datetime
    stands: bool


@dataclass(frozen=True)
class BuildingWaste:
    """The waste of one building, the dearest first; `since` is when the oldest of it began that still stands."""

    building_id: int
    cents_per_day: int
    lost_cents: int
    since: datetime
    wastes: Sequence[Waste]


def lost_cents(waste: Waste, from_at: datetime | None = None) -> int:
    """Cents a day times the days that it was seen abnormal, counted from `from_at` on."""
    begin = waste.from_at if from_at is None else max(waste.from_at, from_at)
    return max(round(waste.cents_per_day * ((waste.to_at - begin) / _DAY)), 0)


def by_building(wastes: Iterable[Waste], from_at: datetime | None = None) -> list[BuildingWaste]:
    """One line a building, the dearest a day first, then what lost most."""
    grouped: defaultdict[int, list[Waste]] = defaultdict(list)
    for waste in wastes:
        grouped[waste.building_id].append(waste)
    found = [_building(building_id, members, from_at) for building_id, members in grouped.items()]
    return sorted(found, key=lambda each: (-each.cents_per_day, -each.lost_cents, each.building_id))


def _building(building_id: int, members: Collection[Waste], from_at: datetime | None) -> BuildingWaste:
    standing = [waste for waste in members if waste.stands]
    return BuildingWaste(
        building_id,
        sum(waste.cents_per_day for waste in standing),
        sum(lost_cents(waste, from_at) for waste in members),
        min(waste.from_at for waste in standing or members),
        sorted(members, key=lambda waste: (not waste.stands, -waste.cents_per_day, waste.ref)),
    )
