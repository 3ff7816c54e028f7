"""A call while it is typed and when it is noted: what is proposed, why, and what is kept."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.db import Database
from ops.estate.models import (
    DailyTemperature,
    Location,
    LocationUse,
    OccupantFlag,
    ServiceLine,
    ServiceLinePlace,
    Tenancy,
)
from ops.estate.models import Lot as LotRow
from ops.kit.periods import OPEN_END
from ops.repairs.models import Caller, Ticket
from tests.support.repairs_world import build_world, place
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]
Body = Mapping[str, Any]
API = "/api/v1"
BEGUN = date(2026, 1, 1)
CEILING = "De l'eau coule du plafond de la salle de bain, près de la lampe. Le bébé dort."


@pytest.fixture
def house(database: Database) -> None:
    """A house with two dwellings above each other on one riser; Amina lives on the second floor. A rest home."""
    with database.unit_of_work() as session:
        world = build_world(session, NOW)
        building = place(session, "R-042", None, "building", "centre")
        lots = [place(session, f"R-042-{box}", building, "lot", "centre") for box in ("1B", "2B", "2A")]
        riser = ServiceLine(
            code="R-042-SB", kind="riser", name="Kolom B", name_fr="Colonne B", location_id=building.id,
            valve="Kraan boven.", valve_fr="Vanne en haut.",
        )  # fmt: skip
        home = place(session, "heizel", None, "building", "north")
        room = place(session, "heizel-101", home, "room", "north")
        session.add_all([riser, *(LotRow(location_id=lot.id, kind="residential") for lot in lots)])
        session.flush()
        session.add_all(ServiceLinePlace(line_id=riser.id, location_id=lot.id) for lot in lots[:2])
        session.add(Tenancy(lot_id=lots[1].id, person_id=world.person, from_on=BEGUN, to_on=OPEN_END))
        session.add(LocationUse(location_id=home.id, use="rest_home", from_on=BEGUN, to_on=OPEN_END))
        session.add(
            OccupantFlag(
                location_id=lots[0].id,
                flag="oxygen",
                from_on=BEGUN,
                to_on=date(2026, 11, 21),
                noted_by="x",
                noted_at=NOW,
            )
        )
        assert room.building_id == home.id


@pytest.fixture
def desk(house: None, api_client: ClientFor) -> TestClient:
    return api_client("dispatcher")


def ask(client: TestClient, text: str = "", **wish: Any) -> Body:
    answer = client.post(f"{API}/tickets/suggest", json={"text": text, **wish})
    assert answer.status_code == 200, answer.text
    found: Body = answer.json()
    return found


def note(client: TestClient, title: str, location: str, status: int = 201, **call: Any) -> Body:
    answer = client.post(f"{API}/tickets", json={"title": title, "location": location, **call})
    assert answer.status_code == status, answer.text
    body: Body = answer.json()
    return body


def code(choice: Body | None) -> str | None:
    return choice["code"] if choice else None


def test_words_number_and_place_together_make_the_proposal(desk: TestClient) -> None:
    found = ask(desk, CEILING, phone="0470 12 34 56")
    assert [each["code"] for each in found["locations"]] == ["R-042-2B"]
    assert (code(found["hazard"]), code(found["trade"]), code(found["priority"])) == (
        "leak_near_power",
        "plumbing",
        "P1",
    )
    assert found["hazard"]["evidence"] == ["eau coule du plafond", "près de la lampe"]
    assert [code(each) for each in found["affected"]] == ["infant"]
    assert found["spot"] == "salle de bain"
    marked = [(CEILING[mark["start"] : mark["end"]], mark["kind"]) for mark in found["marks"]]
    assert ("eau coule du plafond", "hazard") in marked
    assert set(found["deadlines"]) == {"respond", "make_safe", "complete", "inform_caller"}


def test_nothing_is_written_while_somebody_types(desk: TestClient, database: Database) -> None:
    ask(desk, CEILING, location="R-042-2B")
    with database.reading() as session:
        assert session.scalars(select(Ticket)).all() == []


def test_what_is_known_of_the_dwelling_counts_until_its_last_day(desk: TestClient) -> None:
    power = {"hazard": "no_power", "location": "R-042-1B"}
    assert code(ask(desk, **power)["priority"]) == "P1"
    assert code(ask(desk, **power, not_affected=["oxygen"])["priority"]) == "P2"
    with_flag = ask(desk, **power, at="2026-11-19T10:00:00Z")
    assert [code(each) for each in with_flag["affected"]] == ["oxygen"]


def test_who_may_not_read_persons_is_not_told_who_is_ill(house: None, api_client: ClientFor) -> None:
    found = ask(api_client("driver"), hazard="no_power", location="R-042-1B")
    assert (found["affected"], code(found["priority"])) == ([], "P2")


def test_a_place_out_of_reach_is_not_proposed(house: None, api_client: ClientFor) -> None:
    concierge = api_client("concierge", "building:ADM-01")
    assert ask(concierge, "ik sta in de Hoogstraat 290", location="R-042-2B")["locations"] == []


def test_codes_that_are_half_typed_count_as_not_given(desk: TestClient) -> None:
    found = ask(desk, "geen lek", hazard="no_hea", location="R-0", at="0001-01-01T00:00:00Z")
    assert (found["hazard"], code(found["priority"]), found["similar"]) == (None, "P3", [])


def test_the_same_riser_is_the_first_reason_and_the_caller_joins_the_incident(desk: TestClient) -> None:
    ref = note(desk, "Eau par le plafond", "R-042-1B", hazard="burst_pipe", caller={"phone": "0470123456"})["ref"]
    desk.post(f"{API}/tickets/{ref}/callers", json={"name": "Jan", "phone": "0470000001"})
    found = ask(desk, CEILING, location="R-042-2B")["similar"]
    assert [(each["ref"], each["joins"], each["is_incident"], each["callers"]) for each in found] == [
        (ref, True, True, 2)
    ]
    assert found[0]["why"] == "same_line"
    assert found[0]["reasons"][0] == "Zelfde stijgleiding: Kolom B"
    other = ask(desk, "Le parlophone ne marche plus", location="R-042-2B")["similar"]
    assert [each["joins"] for each in other] == [False]


def test_similar_tickets_stay_within_reach(desk: TestClient, api_client: ClientFor) -> None:
    note(desk, "Fuite", "ADM-01", hazard="leak")
    north = api_client("home_staff", "home:heizel")
    assert ask(north, "fuite", location="heizel-101")["similar"] == []


def test_a_call_keeps_what_was_proposed_and_who_is_hit(desk: TestClient, database: Database) -> None:
    caller = {
        "name": "Ann",
        "phone": "0470000009",
        "relation": "neighbour",
        "on_behalf_of": "Mme Diallo",
        "tell_by": "call",
    }
    ticket = note(
        desk, "Pas de chauffage", "R-042-2B", description="Avec un bébé de 5 mois", spot="chambre",
        access_note="Sonner 2B", caller=caller,
    )  # fmt: skip
    assert (ticket["hazard"], ticket["trade"], ticket["priority"]) == ("no_heating", "heating", "P1")
    assert (ticket["proposed_priority"], ticket["affected"]) == ("P1", ["infant"])
    assert (ticket["spot"], ticket["access_note"]) == ("chambre", "Sonner 2B")
    assert "baby jonger dan één jaar" in ticket["priority_reason"]
    told = ticket["callers"][0]
    assert (told["relation"], told["on_behalf_of"], told["tell_by"]) == ("neighbour", "Mme Diallo", "call")


def test_who_was_ticked_stands_against_the_words_but_the_rest_home_counts_always(desk: TestClient) -> None:
    words: dict[str, Any] = {"description": "met een baby", "hazard": "no_heating"}
    assert note(desk, "Koud", "R-042-2B", affected=[], **words)["priority"] == "P2"
    home = note(desk, "Koud", "heizel-101", affected=[], hazard="no_heating")
    assert (home["priority"], home["affected"]) == ("P1", ["resident"])


def test_another_priority_than_the_proposed_one_needs_a_reason(desk: TestClient) -> None:
    refused = note(desk, "Koud", "R-042-2B", 422, hazard="no_heating", priority="P4")
    assert refused["errors"][0]["code"] == "reason_needed"
    note(desk, "Koud", "R-042-2B", hazard="no_heating", priority="P4", priority_reason="Tomorrow is fine")


def test_frost_counts_on_the_day_of_the_call(desk: TestClient, database: Database) -> None:
    with database.unit_of_work() as session:
        session.add(DailyTemperature(day=date(2026, 11, 19), mean_c=-2.1, source="test", recorded_at=NOW))
    assert note(desk, "Koud", "R-042-2B", hazard="no_heating")["priority"] == "P1"
    earlier = (NOW - timedelta(days=3)).isoformat()
    assert note(desk, "Koud", "R-042-2B", hazard="no_heating", aware_at=earlier)["priority"] == "P2"


def test_a_machine_of_another_building_is_refused(desk: TestClient) -> None:
    assert note(desk, "Lift", "R-042", 422, installation="R-017-L1")["errors"][0]["field"] == "installation"
    assert note(desk, "Lift", "ADM-01-R1", installation="R-017-L1")["installation"] == "R-017-L1"


def test_a_later_caller_may_show_that_it_is_worse_and_nobody_changes_it_silently(desk: TestClient) -> None:
    ref = note(desk, "Geen verwarming", "R-042-2B", hazard="no_heating")["ref"]
    body = {"name": "Jan", "phone": "0470000001", "said": "mijn vrouw is zwanger", "affected": None}
    ticket = desk.post(f"{API}/tickets/{ref}/callers", json=body).json()
    assert (ticket["priority"], ticket["affected"]) == ("P2", ["pregnancy"])
    assert ticket["hint"]["priority"] == "P1"
    assert "zwangerschap" in ticket["hint"]["why"]
    decided = desk.post(f"{API}/tickets/{ref}/triage", json={"priority": "P1", "reason": "Pregnant"}).json()
    assert (decided["priority"], decided["hint"]) == ("P1", None)


def test_another_hazard_at_triage_proposes_anew_and_its_priority_needs_no_reason(desk: TestClient) -> None:
    ref = note(desk, "Lek", "R-042-2B", hazard="leak")["ref"]
    worse = desk.post(f"{API}/tickets/{ref}/triage", json={"priority": "P1", "hazard": "burst_pipe"})
    assert (worse.status_code, worse.json()["hazard"], worse.json()["proposed_priority"]) == (200, "burst_pipe", "P1")
    against = desk.post(f"{API}/tickets/{ref}/triage", json={"priority": "P1", "hazard": "leak"})
    assert against.json()["errors"][0]["code"] == "reason_needed"


def test_a_user_who_reports_for_his_home_is_its_caller(house: None, client_for: ClientFor, database: Database) -> None:
    staff = client_for("home_staff", "home:heizel")
    note(staff, "Lampe", "heizel-101", caller={"name": "Fatima"})
    with database.reading() as session:
        caller = session.scalars(select(Caller)).one()
        place_of = session.scalars(select(Location.code).join(Ticket, Ticket.location_id == Location.id)).one()
    assert (caller.user_id is not None, place_of) == (True, "heizel-101")
