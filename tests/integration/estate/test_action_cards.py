"""The action cards of a building: read by whoever goes there, written by whoever looks after the estate."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from tests.support.repairs_world import World, build_world
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]
CARDS = "/locations/ADM-01/action-cards"
GAS = {
    "version": "0", "spot": "Kelder, rechts", "spot_fr": "Cave, à droite", "keys": "Conciërge",
    "call_name": ["112", "Netbeheerder", ""], "call_phone": ["112", "02 555 01 81", ""],
}  # fmt: skip


@pytest.fixture
def world(database: Database) -> World:
    with database.unit_of_work() as session:
        return build_world(session, NOW)


@pytest.fixture
def lead(world: World, client_for: ClientFor) -> TestClient:
    return client_for("dispatch_lead")


def text(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.text


def test_a_card_is_written_once_and_read_in_the_language_of_the_reader(lead: TestClient) -> None:
    assert "No action card yet" in text(lead, CARDS)
    assert lead.post(f"{CARDS}/gas", data=GAS).headers["location"] == f"{CARDS}#gas"
    shown = text(lead, CARDS)
    assert "Kelder, rechts" in shown
    assert "02 555 01 81" in shown
    assert "No flame, no switch" in shown
    assert "Cave, à droite" in text(lead, f"{CARDS}?lang=fr")


def test_a_room_has_the_cards_of_its_house(lead: TestClient) -> None:
    lead.post(f"{CARDS}/gas", data=GAS)
    assert "Kelder, rechts" in text(lead, "/locations/ADM-01-R1/action-cards")
    assert f'href="{CARDS}"' not in text(lead, "/locations/NOR-01")


def test_who_saves_on_an_older_card_is_told_and_loses_nothing(lead: TestClient) -> None:
    lead.post(f"{CARDS}/gas", data=GAS)
    late = lead.post(f"{CARDS}/gas", data={**GAS, "spot": "Ik schreef ook"})
    assert late.status_code == 412
    assert "Ik schreef ook" in late.text


def test_a_name_without_a_number_and_a_number_that_is_none_are_refused(lead: TestClient) -> None:
    nobody = lead.post(f"{CARDS}/gas", data={**GAS, "call_phone": ["112", "", ""]})
    assert (nobody.status_code, "number of Netbeheerder" in nobody.text) == (422, True)
    words = lead.post(f"{CARDS}/gas", data={**GAS, "call_phone": ["112", "call them", ""]})
    assert (words.status_code, "is not a phone number" in words.text) == (422, True)
    assert lead.post(f"{CARDS}/bomb", data=GAS).status_code == 404


def test_who_may_not_change_the_estate_reads_only(lead: TestClient, client_for: ClientFor) -> None:
    lead.post(f"{CARDS}/gas", data=GAS)
    reader = client_for("dispatcher")
    assert "Save the card" not in text(reader, f"{CARDS}?edit=gas")
    assert reader.post(f"{CARDS}/gas", data=GAS).status_code == 403
