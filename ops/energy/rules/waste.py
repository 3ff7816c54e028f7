"""What abnormal consumption costs each building: now, a day, and in all since it began."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Waste:
    """One alert of waste since `from_at`: what it costs a day, and lost in the time asked. `stands`: it still does."""

    building_id: int
    ref: str
    cents_per_day: int
    lost_cents: int
    from_at: datetime
    stands: bool


@dataclass(frozen=True)
class BuildingWaste:
    """The waste of one building, the dearest first; `since` is when the oldest of it began that still stands."""

    building_id: int
    cents_per_day: int
    lost_cents: int
    since: datetime
    wastes: Sequence[Waste]


def by_building(wastes: Iterable[Waste]) -> list[BuildingWaste]:
    """One line a building, the dearest a day first, then what lost most."""
    grouped: defaultdict[int, list[Waste]] = defaultdict(list)
    for waste in wastes:
        grouped[waste.building_id].append(waste)
    found = [_building(building_id, members) for building_id, members in grouped.items()]
    return sorted(found, key=lambda each: (-each.cents_per_day, -each.lost_cents, each.building_id))


def _building(building_id: int, members: Collection[Waste]) -> BuildingWaste:
    standing = [waste for waste in members if waste.stands]
    return BuildingWaste(
        building_id,
        sum(waste.cents_per_day for waste in standing),
        sum(waste.lost_cents for waste in members),
        min(waste.from_at for waste in standing or members),
        sorted(members, key=lambda waste: (not waste.stands, -waste.cents_per_day, waste.ref)),
    )
