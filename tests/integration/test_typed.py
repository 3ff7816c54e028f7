"""Nothing that somebody typed is lost: a form that is refused as a whole comes back, to be sent again as one act."""

import html
import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from ops.access.guard import SESSION_COOKIE
from ops.db import Database
from ops.repairs.models import Ticket
from tests.conftest import ClientFor
from tests.support.repairs_world import build_world
from tests.support.world import NOW, user_for

STORY = "The tap drips\r\nsince Monday, says the neighbour"
CALL = {"title": "Tap drips", "description": STORY, "location": "ADM-01", "idempotency_key": "the-same-act"}
_FIELD = re.compile(
    r'<input type="hidden" name="([^"]+)" value="([^"]*)">|<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</te', re.S
)


@pytest.fixture(autouse=True)
def _world(database: Database) -> None:
    with database.unit_of_work() as session:
        build_world(session, NOW)


def _given_back(page: str) -> dict[str, str]:
    return {html.unescape(a or c): html.unescape(b or d) for a, b, c, d in _FIELD.findall(page)}


def _tickets(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Ticket)) or 0


def test_a_session_that_ended_while_somebody_typed_costs_nothing(anonymous: TestClient, database: Database) -> None:
    refused = anonymous.post("/tickets/new", data=CALL)
    assert refused.status_code == 401
    assert 'href="/sign-in' in refused.text
    fields = _given_back(refused.text)
    assert fields == CALL
    with database.unit_of_work() as session:
        anonymous.cookies.set(SESSION_COOKIE, user_for(session, "dispatcher"))
    assert [anonymous.post("/tickets/new", data=fields).status_code for _ in range(2)] == [303, 303]
    assert _tickets(database) == 1


def test_a_form_of_a_foreign_page_is_not_given_back(anonymous: TestClient) -> None:
    """Whoever pressed "Send again" there would carry out what another site made up."""
    anonymous.headers["Origin"] = "https://evil.example"
    assert STORY.split("\r\n")[0] not in anonymous.post("/tickets/new", data=CALL).text


def test_a_password_is_not_given_back(anonymous: TestClient) -> None:
    long = {"email": "x" * 500, "password": "a secret of mine"}
    answer = anonymous.post("/sign-in", data=long)
    assert answer.status_code == 422
    assert "a secret of mine" not in answer.text


def test_what_is_too_long_comes_back_to_be_shortened(client_for: ClientFor) -> None:
    answer = client_for("dispatcher").post("/tickets/new", data={**CALL, "description": "very long " * 500})
    assert answer.status_code == 422
    assert _given_back(answer.text)["description"] == "very long " * 500


def test_a_browsers_line_breaks_count_as_one_character_as_in_its_own_counter(
    client_for: ClientFor, database: Database
) -> None:
    """`maxlength` counts a break once, and the form sends two characters for it."""
    lines = "\r\n".join(["x" * 79] * 50)
    answer = client_for("dispatcher").post("/tickets/new", data={**CALL, "description": lines})
    assert answer.status_code == 303
    with database.reading() as session:
        assert session.scalar(select(Ticket.description)) == lines.replace("\r\n", "\n")


@pytest.mark.parametrize("origin", ["http://[", "null", "", "http://testserver.evil.example"])
def test_an_origin_that_is_none_is_refused(client_for: ClientFor, origin: str) -> None:
    client = client_for("dispatcher")
    assert client.post("/tickets/new", data=CALL, headers={"Origin": origin}).status_code == 403


def test_a_proxys_password_does_not_open_the_door_to_foreign_pages(client_for: ClientFor) -> None:
    """A browser adds it on its own, as it does the cookie."""
    client = client_for("dispatcher")
    headers = {"Origin": "https://evil.example", "Authorization": "Basic dTpw"}
    assert client.post("/tickets/new", data=CALL, headers=headers).status_code == 403


@pytest.mark.parametrize("wanted", ["http://[", "//evil.example", "/\\evil.example", "https://evil.example", "/a\tb"])
def test_the_way_on_from_the_sign_in_stays_in_the_house(client_for: ClientFor, wanted: str) -> None:
    answer = client_for("dispatcher").get("/sign-in", params={"next": wanted})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
