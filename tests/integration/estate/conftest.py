"""A small estate that the tests of its pages and routes stand on."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.db import Database
from ops.estate.models import Firm, Installation, KeyHolder, Location, LocationUse, Lot
from ops.estate.service import lots
from ops.estate.wording import installation_search_text, place_search_text
from ops.kit.periods import OPEN_END
from ops.people.models import Person
from ops.people.rules import person_search_text
from tests.support.world import NOW

START = date(2025, 1, 1)


def place(
    session: Session, code: str, kind: str, name: str, parent: Location | None, zone: str, number: str
) -> Location:
    street, postcode, city = "Kruitmolenstraat", "1000", "Brussel"
    location = Location(
        code=code, kind=kind, name=name, parent_id=parent.id if parent else None, path="", zone=zone, street=street,
        street_fr="Rue de la Poudrière", house_number=number, postcode=postcode, city=city, city_fr="Bruxelles",
        name_fr="",
    )  # fmt: skip
    location.search_text = place_search_text(location)
    session.add(location)
    session.flush()
    location.path = f"{parent.path if parent else '/'}{location.id}/"
    location.building_id = location.id if kind == "building" else parent.building_id if parent else None
    return location


def person(session: Session, code: str, given: str, family: str, phone: str) -> Person:
    made = Person(
        code=code, given_name=given, family_name=family, language="fr", phone=phone, created_at=NOW,
        search_text=person_search_text(code, given, family, phone),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def estate(database: Database) -> Database:
    """R-017 with one let flat and a lift; vesale in the other zone with a key holder."""
    with database.unit_of_work() as session:
        house = place(session, "R-017", "building", "Kruitmolenstraat 18", None, "centre", "18")
        flat = place(session, "R-017-3B", "lot", "Woning 3B", house, "centre", "18/3B")
        home = place(session, "vesale", "building", "Huis Vésale", None, "north", "312")
        session.add(LocationUse(location_id=house.id, use="housing", from_on=START, to_on=OPEN_END, night_use=True))
        session.add(Lot(location_id=flat.id, kind="residential", subsidised=True, bedrooms=2, rent_cents=61_250))
        tenant = person(session, "P-00001", "Zeynep", "Özdemir", "+32400001247")
        keeper = person(session, "P-00002", "Jan", "Peeters", "+32400001248")
        session.add(
            KeyHolder(
                location_id=home.id,
                person_id=keeper.id,
                role="concierge",
                note="Onthaal",
                from_on=START,
                to_on=OPEN_END,
            )
        )
        who = system("test")
        lots.open_lot(session, flat.id, from_on=START, kind="void", who=who, now=NOW)
        lots.let(session, flat.id, tenant, from_on=START + timedelta(days=60), to_on=OPEN_END, who=who, now=NOW)
        second = Firm(code="wacht", name="Wacht NV", phone="+32400099002", hours="around_the_clock")
        session.add(second)
        session.flush()
        firm = Firm(
            code="liften", name="Liften NV", phone="+32400099001", hours="working_hours", fallback_firm_id=second.id
        )
        session.add(firm)
        session.flush()
        lift = Installation(
            code="R-017-L1", kind="lift", name="Lift", name_fr="Ascenseur", location_id=house.id, firm_id=firm.id
        )
        lift.search_text = installation_search_text(lift, house)
        session.add(lift)
    return database
