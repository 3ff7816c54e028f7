"""Small homes with their beds and people, and a recount of every bed and night that shares no code with the rules."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.beds.defaults import declare
from ops.beds.models import Absence, Bed, BedLife, BedOccupation, Home, HomeFigure, Resident, Stay
from ops.beds.service.act import Act
from ops.beds.service.capacity import NewBed, add_ward, open_bed, open_home, set_places
from ops.beds.service.stays import Admission, admit, resident_for
from ops.estate.models import Location
from ops.kit import rulesets
from ops.people.models import Person

WHO = system("test")
OPENED = date(2026, 1, 1)
#: The days that tests play with.
FIRST, LAST = date(2026, 9, 20), date(2026, 11, 10)


@dataclass(frozen=True)
class BedsWorld:
    """Codes and ids: they outlive the session that made them."""

    homes: dict[str, int]
    beds: dict[str, int]
    residents: list[int]
    wards: dict[str, int] = field(default_factory=dict)


@contextmanager
def declared_terms() -> Iterator[None]:
    """The product does not declare the terms of beds yet: the tests of its pages must not meet them."""
    with patch.dict(rulesets._shipped):
        declare()
        yield


def act(session: Session, now: datetime, reason: str = "") -> Act:
    return Act(session, WHO, now, reason)


def build_beds(session: Session, now: datetime, *, beds: Sequence[int] = (3, 3), residents: int = 5) -> BedsWorld:
    """Homes home-a, home-b, ... with so many beds each, in rooms for two; as many licensed places as beds."""
    world = BedsWorld({}, {}, [])
    for letter, count in zip("abcdefghij", beds, strict=False):
        _add_home(session, now, world, f"home-{letter}", count)
    for number in range(residents):
        person = Person(code=f"P-{number}", given_name="An", family_name=f"Maes {number}", created_at=now)
        session.add(person)
        session.flush()
        world.residents.append(resident_for(act(session, now), person).id)
    return world


def _add_home(session: Session, now: datetime, world: BedsWorld, code: str, count: int) -> None:
    building = Location(code=code, kind="building", name=code, path="/0/", zone="north")
    session.add(building)
    session.flush()
    building.path, building.building_id = f"/{building.id}/", building.id
    doing = act(session, now)
    home = open_home(doing, building)
    ward = add_ward(doing, home, f"{code}-w1", "Afdeling 1")
    world.homes[code], world.wards[ward.code] = home.location_id, ward.id
    room: Location | None = None
    for number in range(count):
        if number % 2 == 0:
            room = Location(
                code=f"{code}-r{number}", kind="room", name="Kamer", zone="north", path=f"{building.path}r{number}/",
                parent_id=building.id, building_id=building.id,
            )  # fmt: skip
            session.add(room)
            session.flush()
        assert room
        bed = open_bed(doing, NewBed(f"{code}-{number + 1}", ward, room, OPENED))
        world.beds[bed.code] = bed.id
    set_places(doing, home, "licensed", OPENED, count)
    set_places(doing, home, "budgeted", OPENED, max(count - 1, 0))


def take_bed(session: Session, now: datetime, bed: int, resident: int, from_on: date, **more: object) -> Stay:
    wish = Admission(session.get_one(Bed, bed), session.get_one(Resident, resident), from_on, **more)  # type: ignore[arg-type]
    return admit(act(session, now), wish)


def every_day(from_on: date = FIRST, to_on: date = LAST) -> Iterator[date]:
    for number in range((to_on - from_on).days):
        yield from_on + timedelta(days=number)


@dataclass
class Recount:
    """What every bed is on a night, looked up row by row."""

    session: Session
    lives: Sequence[BedLife] = ()
    rows: Sequence[BedOccupation] = ()
    absences: Sequence[Absence] = ()
    figures: Sequence[HomeFigure] = ()
    home_of: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lives = self._counting(BedLife)
        self.rows = self._counting(BedOccupation)
        self.absences = self._counting(Absence)
        self.figures = self._counting(HomeFigure)
        self.home_of = {bed.id: bed.home_id for bed in self.session.scalars(select(Bed))}

    def _counting(self, table: Any) -> list[Any]:
        return [row for row in self.session.scalars(select(table)) if row.superseded_at is None]

    def on(self, night: date, home_id: int) -> Counter[str]:
        """So many beds of a home in each state, and its residents away."""
        counted: Counter[str] = Counter()
        for bed_id, home in self.home_of.items():
            if home == home_id and any(each.bed_id == bed_id and _holds(each, night) for each in self.lives):
                counted["alive"] += 1
                counted.update(self._states(bed_id, night) or ["free"])
        counted["away"] = len(self.away(night, home_id))
        return counted

    def _states(self, bed_id: int, night: date) -> list[str]:
        there = [each for each in self.rows if each.bed_id == bed_id and each.blocking and _holds(each, night)]
        return [f"out:{each.cause}" if each.kind == "out_of_service" else each.kind for each in there]

    def stays(self, night: date) -> list[BedOccupation]:
        return [each for each in self.rows if each.kind == "stay" and _holds(each, night)]

    def away(self, night: date, home_id: int) -> list[Absence]:
        here = {each.stay_id for each in self.stays(night) if self.home_of[each.bed_id] == home_id}
        return [each for each in self.absences if each.stay_id in here and _holds(each, night)]

    def licensed(self, night: date, home_id: int) -> int | None:
        found = [
            each.places
            for each in self.figures
            if each.home_id == home_id and each.kind == "licensed" and _holds(each, night)
        ]
        assert len(found) < 2
        return found[0] if found else None


def _holds(row: BedLife | BedOccupation | Absence | HomeFigure, night: date) -> bool:
    return row.from_on <= night < row.to_on


def homes_of(session: Session) -> list[int]:
    return list(session.scalars(select(Home.location_id).order_by(Home.location_id)))
