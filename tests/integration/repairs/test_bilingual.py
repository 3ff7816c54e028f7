"""Each reader gets a place in his own language: in messages, on pages, in the search and in files."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from ops.kit.models import OutboxMessage
from tests.support.repairs_world import build_world
from tests.support.world import NOW, user_for

ClientFor = Callable[..., TestClient]
_DUTCH, _FRENCH = "Hoogstraat 290, 1000 Brussel", "Rue Haute 290, 1000 Bruxelles"


@pytest.fixture
def ticket(database: Database, client_for: ClientFor) -> str:
    """An urgent ticket in a room of ADM-01, sent to the technicians of its zone, two of whom read French or Dutch."""
    with database.unit_of_work() as session:
        build_world(session, NOW)
        for language in ("nl", "fr"):
            user_for(session, "technician", "zone:centre", language)
            user_for(session, "dispatcher", "all", language)
    desk = client_for("dispatcher", language="nl")
    body = {"title": "Koud", "location": "ADM-01-R1", "hazard": "no_heating", "priority_reason": ""}
    ref = str(desk.post("/api/v1/tickets", json=body).json()["ref"])
    order = {"team": "rapid-centre", "task": "Kijk na", "dispatch": True}
    assert desk.post(f"/api/v1/tickets/{ref}/work-orders", json=order).status_code == 201
    return ref


@pytest.mark.parametrize("event", ["ticket_paged", "work_dispatched"])
def test_a_message_names_the_street_in_the_language_of_its_reader(ticket: str, database: Database, event: str) -> None:
    with database.reading() as session:
        sent = session.query(OutboxMessage).filter_by(event=event, about_ref=ticket).all()
        said = {message.language: message.body for message in sent}
    assert _FRENCH in said["fr"]
    assert _DUTCH in said["nl"]
    assert "Hoogstraat" not in said["fr"]


def test_the_json_has_both_languages_beside_each_other(ticket: str, client_for: ClientFor) -> None:
    place = client_for("dispatcher").get(f"/api/v1/tickets/{ticket}").json()["location"]
    assert (place["address"], place["address_fr"]) == (_DUTCH, _FRENCH)
    assert (place["name"], place["name_fr"]) == ("Place ADM-01-R1", "Lieu ADM-01-R1")


@pytest.mark.parametrize("typed", ["rue haute 290", "hoogstraat 290"])
def test_the_search_finds_either_street_and_answers_in_the_language_of_the_page(
    ticket: str, client_for: ClientFor, typed: str
) -> None:
    desk = client_for("dispatcher", language="fr")
    found = desk.get("/search", params={"q": typed}).text
    assert ticket in found
    assert _FRENCH in found
    assert "Lieu ADM-01-R1" in found
    assert _DUTCH not in found
    assert _DUTCH in desk.get("/search", params={"q": typed, "lang": "nl"}).text


def test_a_french_reader_sees_no_dutch_name_of_a_place_on_any_page(ticket: str, client_for: ClientFor) -> None:
    desk = client_for("dispatcher", language="fr")
    order = desk.get(f"/api/v1/tickets/{ticket}").json()["work_orders"][0]["ref"]
    paths = (
        "/queue", f"/tickets/{ticket}", f"/work-orders/{order}", f"/work-orders/{order}/print", "/locations",
        "/locations/ADM-01", "/locations/ADM-01-R1", "/installations", "/installations/R-017-L1", "/tickets.csv",
        "/tickets/new?location=ADM-01-R1",
    )  # fmt: skip
    for path in paths:
        page = desk.get(path)
        assert page.status_code == 200, path
        assert "Rue Haute" in page.text or "Lieu ADM-01" in page.text, path
        assert "Hoogstraat" not in page.text, path
        assert "Place ADM-01" not in page.text, path


def test_a_file_speaks_the_language_of_the_page_that_it_was_taken_from(ticket: str, client_for: ClientFor) -> None:
    desk = client_for("dispatcher", language="nl")
    assert desk.get("/tickets?lang=fr").status_code == 200
    assert _FRENCH in desk.get("/tickets.csv").text


def test_a_technician_finds_the_french_street_in_his_day(ticket: str, client_for: ClientFor) -> None:
    day = client_for("technician", "zone:centre", "fr").get("/my-work").text
    assert "Rue Haute 290" in day
    assert "Hoogstraat" not in day
