"""Error pages lead on; the first page shows each role what is his."""

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from tests.conftest import ClientFor


@pytest.mark.parametrize(
    ("role", "path", "status", "words"),
    [
        ("dispatcher", "/tickets/T99-000001", 404, ["Not found", 'value="T99-000001"', 'href="/tickets"']),
        ("dispatcher", "/no-such-page", 404, ["Not found", 'href="/"']),
        ("technician", "/work-orders/W99-000001", 404, ["Not found", 'href="/my-work"']),
        ("director", "/queue", 403, ["This belongs to another role", "directorate", 'href="/"']),
    ],
)
def test_an_error_page_says_what_it_is_and_leads_on(
    database: Database, client_for: ClientFor, role: str, path: str, status: int, words: list[str]
) -> None:
    answer = client_for(role).get(path)
    assert answer.status_code == status
    assert [word for word in words if word not in answer.text] == []
    assert "did not work" not in answer.text


def test_a_stranger_before_a_page_that_is_not_there_may_sign_in(anonymous: TestClient) -> None:
    answer = anonymous.get("/no-such-page")
    assert answer.status_code == 404
    assert 'href="/sign-in"' in answer.text


def test_the_directorate_sees_how_the_house_does(database: Database, client_for: ClientFor) -> None:
    assert "Alerts a week" in client_for("director").get("/").text
    assert "Alerts a week" not in client_for("building_user", "building:ADM-01").get("/").text


def test_the_administrator_is_told_when_nothing_runs_by_the_clock(database: Database, client_for: ClientFor) -> None:
    assert "Every job runs" not in client_for("admin").get("/").text
