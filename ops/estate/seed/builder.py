"""Collects the rows of the estate with ids from 1 on, so that children can name their parents before any insert."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from ops.estate.models import (
    Firm,
    Installation,
    KeyHolder,
    Location,
    LocationUse,
    Lot,
    LotPeriod,
    Tenancy,
)
from ops.estate.seed.french import french_of
from ops.estate.wording import installation_search_text, place_search_text
from ops.kit.periods import OPEN_END
from ops.people.models import Person
from ops.people.seed import PersonMaker


@dataclass(frozen=True)
class Address:
    street: str
    house_number: str
    postcode: str
    city: str
    zone: str

    @staticmethod
    def of(place: Location) -> "Address":
        return Address(place.street, place.house_number, place.postcode, place.city, place.zone)

    def box(self, box: str) -> "Address":
        """The same house with a box number, as "64/3B"."""
        return Address(self.street, f"{self.house_number}/{box}", self.postcode, self.city, self.zone)


@dataclass
class EstateBuilder:
    """What is being built; `scale` 1 is the whole reference organisation."""

    rng: Random
    now: datetime
    today: date
    scale: float
    persons: PersonMaker
    #: First day of all periods and uses.
    base_on: date
    locations: list[Location] = field(default_factory=list)
    by_code: dict[str, Location] = field(default_factory=dict)
    uses: list[LocationUse] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)
    periods: list[LotPeriod] = field(default_factory=list)
    tenancies: list[Tenancy] = field(default_factory=list)
    key_holders: list[KeyHolder] = field(default_factory=list)
    firms: dict[str, Firm] = field(default_factory=dict)
    installations: list[Installation] = field(default_factory=list)

    def scaled(self, count: int, least: int = 0) -> int:
        return max(least, round(count * self.scale))

    def place(
        self,
        code: str,
        kind: str,
        name: str,
        address: Address,
        *,
        parent: Location | None = None,
        area_m2: int | None = None,
    ) -> Location:
        """Adds a node below `parent`."""
        number = len(self.locations) + 1
        building_id = number if kind == "building" else parent.building_id if parent else None
        location = Location(
            id=number,
            code=code,
            kind=kind,
            name=name,
            name_fr=french_of(name),
            parent_id=parent.id if parent else None,
            path=f"{parent.path if parent else '/'}{number}/",
            building_id=building_id,
            zone=address.zone,
            street=address.street,
            street_fr=french_of(address.street),
            house_number=address.house_number,
            postcode=address.postcode,
            city=address.city,
            city_fr=french_of(address.city),
            floor_area_m2=area_m2,
        )
        location.search_text = place_search_text(location)
        self.locations.append(location)
        self.by_code[code] = location
        return location

    def use(self, location: Location, use: str, *, night_use: bool = False, from_on: date | None = None) -> None:
        start = from_on or self.base_on
        number = len(self.uses) + 1
        self.uses.append(
            LocationUse(id=number, location_id=location.id, use=use, from_on=start, to_on=OPEN_END, night_use=night_use)
        )

    def key_holder(self, location: Location, role: str, note: str) -> Person:
        person = self.persons.make()
        self.key_holders.append(
            KeyHolder(
                id=len(self.key_holders) + 1,
                location_id=location.id,
                person_id=person.id,
                role=role,
                note=note,
                from_on=self.base_on,
                to_on=OPEN_END,
            )
        )
        return person

    def install(
        self, code: str, kind: str, name: str, location: Location, firm: str | None, *, critical: bool = False,
        power_kw: float | None = None,
    ) -> Installation:  # fmt: skip
        serial = f"{kind[:2].upper()}{self.rng.randrange(10_000, 99_999)}"
        installation = Installation(
            id=len(self.installations) + 1,
            code=code,
            kind=kind,
            name=name,
            name_fr=french_of(name),
            location_id=location.id,
            firm_id=self.firms[firm].id if firm else None,
            serial=serial,
            in_service_on=date(self.today.year - self.rng.randrange(2, 25), self.rng.randrange(1, 13), 1),
            critical=critical,
            power_kw=None if power_kw is None else round(power_kw, 2),
        )
        installation.search_text = installation_search_text(installation, location)
        self.installations.append(installation)
        return installation

    @property
    def let_today(self) -> frozenset[int]:
        """Lots in which somebody lives today."""
        return frozenset(t.lot_id for t in self.tenancies if t.from_on <= self.today < t.to_on)

    def store(self, session: Session) -> None:
        """Parents before children; the persons come first."""
        groups: Iterable[Iterable[Any]] = (
            self.persons.made, self.locations, self.firms.values(), self.uses, self.lots, self.periods,
            self.tenancies, self.key_holders, self.installations,
        )  # fmt: skip
        for rows in groups:
            session.add_all(rows)
            session.flush()
