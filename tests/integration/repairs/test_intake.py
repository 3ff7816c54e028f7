"""Reporting by the short form: what it answers while somebody types, and what it refuses."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from ops.estate.models import Lot, Tenancy
from ops.kit.periods import OPEN_END
from ops.people.models import Person
from ops.people.rules import person_search_text
from tests.integration.repairs.test_pages import CALL, page, take_call
from tests.support.repairs_world import World, build_world
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]
BEGUN = date(2025, 1, 1)


@pytest.fixture
def world(database: Database) -> World:
    """Amina lives in the north; seven Ritas have the same name, the first one left."""
    with database.unit_of_work() as session:
        world = build_world(session, NOW)
        session.add_all([Lot(location_id=world.nor, kind="residential"), Lot(location_id=world.room, kind="transit")])
        session.flush()
        session.add(Tenancy(lot_id=world.nor, person_id=world.person, from_on=BEGUN, to_on=OPEN_END))
        for number in range(2, 9):
            code, phone = f"P00000{number}", f"+3247012340{number}"
            rita = Person(
                code=code, given_name="Rita", family_name="Peeters", language="nl", phone=phone, created_at=NOW,
                search_text=person_search_text(code, "Rita", "Peeters", phone),
            )  # fmt: skip
            session.add(rita)
            session.flush()
            until = OPEN_END if number > 2 else date(2026, 1, 1)
            session.add(Tenancy(lot_id=world.room, person_id=rita.id, from_on=BEGUN, to_on=until))
    return world


@pytest.fixture
def desk(world: World, client_for: ClientFor) -> TestClient:
    return client_for("dispatcher")


@pytest.fixture
def clerk(world: World, client_for: ClientFor) -> TestClient:
    """Reports for tenants and takes no calls."""
    return client_for("letting_officer")


def part(client: TestClient, fragment: str, **typed: str) -> str:
    answer = client.get("/tickets/new", params={"fragment": fragment, **typed})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    return answer.text


def value_of(name: str, text: str) -> str:
    found = re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"', text)
    assert found, name
    return found[1]


def test_a_name_offers_six_persons_with_their_addresses_those_who_live_here_first(clerk: TestClient) -> None:
    shown = part(clerk, "persons", name="peeters rita")
    assert re.findall(r'name="person" value="(\w+)"', shown) == [f"P00000{n}" for n in range(3, 9)]
    assert "Place ADM-01, place ADM-01-R1" in shown
    assert "0470 12 34 03" in shown
    assert "There are more" in shown


def test_only_those_are_offered_whom_the_reader_may_know(world: World, client_for: ClientFor) -> None:
    assert "Rita" not in part(client_for("concierge", "building:ADM-01"), "persons", name="peeters")
    north = client_for("home_manager", "home:NOR-01")
    assert "Rita" not in part(north, "persons", name="peeters")
    assert "Rita" not in part(north, "caller", phone="0470123403")
    assert "Amina" in part(north, "persons", name="haddad")


def test_a_choice_fills_number_language_and_place(clerk: TestClient) -> None:
    shown = part(clerk, "caller", person="P000001")
    assert value_of("phone", shown) == "0470 12 34 56"
    assert value_of("name", shown) == "Amina Haddad"
    assert '<option value="fr" selected' in shown
    assert re.search(r'name="location" value="NOR-01" checked', shown)


def test_another_choice_takes_back_what_the_first_filled_and_nothing_that_was_typed(clerk: TestClient) -> None:
    filled = {"phone": "0470 12 34 56", "filled": "0470 12 34 56"}
    assert value_of("phone", part(clerk, "caller", person="P000003", **filled)) == "0470 12 34 03"
    borrowed = part(clerk, "caller", person="P000003", phone="02 555 12 34", filled="")
    assert value_of("phone", borrowed) == "02 555 12 34"


def test_an_unknown_number_leaves_the_fields_alone(clerk: TestClient) -> None:
    assert "name=" not in part(clerk, "caller", phone="02 555 99 99")


def test_a_chosen_person_stands_on_the_ticket_under_the_name_that_was_typed(
    desk: TestClient, database: Database
) -> None:
    ref = take_call(desk, person="P000004", name="Dochter van Rita", phone="")
    assert "Dochter van Rita" in page(desk, f"/tickets/{ref}")
    assert ref in page(desk, "/persons/P000004")


def test_a_call_from_a_persons_file_begins_with_her(clerk: TestClient) -> None:
    assert 'href="/tickets/new?person=P000001"' in page(clerk, "/persons/P000001")
    form = page(clerk, "/tickets/new?person=P000001")
    assert value_of("name", form) == "Amina Haddad"
    assert 'value="NOR-01" checked' in form


def test_an_empty_form_says_all_that_is_missing_at_once(clerk: TestClient) -> None:
    answer = clerk.post("/tickets/new", data={"phone": "call me", "description": "Water overal"})
    assert answer.status_code == 422
    assert re.findall(r'<a href="#f-(\w+)">([^<]+)</a>', answer.text)[1:] == [
        ("place", "Choose the place."),
        ("title", "Say in a few words what is wrong."),
    ]
    assert "Water overal" in answer.text
    nowhere = clerk.post("/tickets/new", data={**CALL, "location": "", "place": "Nergensstraat"})
    assert "No place fits these words" in nowhere.text


def test_deadlines_are_said_before_the_report_is_sent(clerk: TestClient) -> None:
    shown = part(clerk, "outlook", hazard="burst_pipe")
    assert "respond before 11:10" in shown
    assert "safe before 13:00" in shown
    assert "P1" not in shown, "who does not decide on priorities reads no codes"


def test_a_machine_is_chosen_among_those_of_the_house(clerk: TestClient) -> None:
    shown = part(clerk, "chosen", location="ADM-01-R1")
    assert '<option value="R-017-L1"' in shown
    assert "R-017-L1" not in part(clerk, "chosen", location="NOR-01")


def test_who_takes_no_calls_reports_for_himself_from_his_own_house(world: World, client_for: ClientFor) -> None:
    user = client_for("building_user", "building:ADM-01")
    form = page(user, "/tickets/new")
    assert "Report a problem" in form
    assert "New call" not in form
    assert 'id="urgency"' not in form
    assert value_of("name", form).startswith("Test ")
    assert 'value="ADM-01" checked' in form
    answer = user.post("/tickets/new", data={"name": "Ik", "location": "ADM-01", "title": "Lamp stuk"})
    assert answer.status_code == 303
