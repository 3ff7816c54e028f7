"""A small estate with teams, for tests of repairs."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from ops.estate.models import Firm, Installation, Location
from ops.estate.wording import place_search_text
from ops.people.models import Person
from ops.repairs.models import Team


@dataclass(frozen=True)
class World:
    """Ids of what stands in it; the codes are fixed: ADM-01 (centre), NOR-01 (north), lift R-017-L1 in ADM-01."""

    adm: int
    room: int
    nor: int
    lift: int
    person: int


def place(session: Session, code: str, parent: Location | None, kind: str, zone: str) -> Location:
    row = Location(
        code=code, kind=kind, name=f"Place {code}", name_fr=f"Lieu {code}", path="", zone=zone,
        parent_id=parent.id if parent else None,
        building_id=(parent.building_id or parent.id) if parent else None,
        street="Hoogstraat", street_fr="Rue Haute", house_number="290", postcode="1000", city="Brussel",
        city_fr="Bruxelles",
    )  # fmt: skip
    row.search_text = place_search_text(row)
    session.add(row)
    session.flush()
    row.path = f"{parent.path if parent else '/'}{row.id}/"
    if kind == "building":
        row.building_id = row.id
    return row


def team(session: Session, code: str, kind: str, zone: str | None, trades: str, firm: Firm | None = None) -> Team:
    row = Team(
        code=code, name=f"Team {code}", kind=kind, zone=zone, firm_id=firm.id if firm else None, phone="+3225550101",
        trades=trades.split(),
    )  # fmt: skip
    session.add(row)
    return row


def build_world(session: Session, now: datetime) -> World:
    adm = place(session, "ADM-01", None, "building", "centre")
    room = place(session, "ADM-01-R1", adm, "room", "centre")
    nor = place(session, "NOR-01", None, "building", "north")
    lifts = Firm(code="lifts", name="Liftfirma", phone="+3225550199", hours="around_the_clock")
    session.add(lifts)
    session.flush()
    lift = Installation(
        code="R-017-L1",
        kind="lift",
        name="Lift 1",
        location_id=adm.id,
        firm_id=lifts.id,
        in_service_on=date(2015, 1, 1),
    )
    person = Person(
        code="P000001", given_name="Amina", family_name="Haddad", language="fr", phone="+32470123456",
        email="amina@example.org", created_at=now, search_text="amina haddad",
    )  # fmt: skip
    session.add_all([lift, person])
    team(session, "rapid-centre", "rapid", "centre", "plumbing heating electricity")
    team(session, "rapid-north", "rapid", "north", "plumbing heating electricity")
    team(session, "lift-firm", "firm", None, "lift", lifts)
    session.flush()
    return World(adm.id, room.id, nor.id, lift.id, person.id)
