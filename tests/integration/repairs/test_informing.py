"""The form that notes whom somebody told: all callers, when and how each heard the last word."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from tests.support.repairs_world import build_world
from tests.support.world import NOW

API = "/api/v1"


@pytest.fixture
def desk(database: Database, client_for: Callable[..., TestClient]) -> TestClient:
    with database.unit_of_work() as session:
        build_world(session, NOW)
    return client_for("dispatcher")


def _chosen(page: str) -> dict[str, bool]:
    """By caller, whether the form chooses him."""
    found = re.findall(r'name="callers" value="(\d+)"( checked)?', page)
    return {caller: bool(checked) for caller, checked in found}


def test_all_callers_are_listed_and_who_missed_the_last_change_is_chosen(desk: TestClient) -> None:
    body = {"title": "No heating", "location": "ADM-01", "hazard": "no_heating", "caller": {"name": "Ann"}}
    ref = desk.post(f"{API}/tickets", json=body).json()["ref"]
    file = desk.post(f"{API}/tickets/{ref}/callers", json={"name": "Bart"}).json()
    ann, bart = (str(caller["id"]) for caller in file["callers"])
    assert _chosen(desk.get(f"/tickets/{ref}?do=inform").text) == {ann: True, bart: True}
    told = desk.post(f"/tickets/{ref}/inform", data={"chosen": "1", "callers": ann, "text": "Er komt iemand"})
    assert told.status_code == 303
    form = desk.get(f"/tickets/{ref}?do=inform").text
    assert _chosen(form) == {ann: False, bart: True}
    assert "told by phone Fri 20 Nov 11:00" in form
    desk.post(f"{API}/tickets/{ref}/work-orders", json={"team": "rapid-centre", "dispatch": True})
    later = desk.get(f"/tickets/{ref}?do=inform").text
    assert _chosen(later) == {ann: True, bart: True}
    assert "not since the last change" in later
    nobody = desk.post(f"/tickets/{ref}/inform", data={"chosen": "1", "text": "Toch gebeld"})
    assert (nobody.status_code, "Choose who was told" in nobody.text) == (422, True)
    assert "Toch gebeld" in nobody.text


def test_who_has_told_all_may_still_tell_them_again(desk: TestClient) -> None:
    body = {"title": "No light", "location": "ADM-01", "priority": "P4", "caller": {"name": "Ann"}}
    ref = desk.post(f"{API}/tickets", json=body).json()["ref"]
    desk.post(f"{API}/tickets/{ref}/notes", json={"text": "Told", "informed": "all"})
    assert f'href="/tickets/{ref}?do=inform"' in desk.get(f"/tickets/{ref}").text
