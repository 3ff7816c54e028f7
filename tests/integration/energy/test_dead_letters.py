"""Dead letters as a person and as a program see them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ops.config import Settings
from ops.db import Database
from ops.energy.models import DeadLetter
from ops.energy.rules.incoming import IncomingDeadLetter
from ops.energy.service.dead_letters import keep_aside
from ops.kit.files import FileStore
from ops.kit.models import Command
from tests.conftest import ClientFor
from tests.support.world import NOW

TOPIC = "regie/v1/dl-1/readings"
LARGE = b"{" + b"x" * 20_000
ROLE = "energy_coordinator"


@pytest.fixture
def ids(database: Database, settings: Settings) -> Sequence[int]:
    """An unknown register, some script, junk, and a large message."""
    kept = [
        IncomingDeadLetter(TOPIC, b'{"register":"NEW-1"}', "unknown_register", {"register": "NEW-1"}),
        IncomingDeadLetter(TOPIC, b"<script>alert(1)</script>", "not_json"),
        IncomingDeadLetter(TOPIC, b"\x00\x01\xffjunk", "not_json"),
        IncomingDeadLetter(TOPIC, LARGE, "too_large", {"size": len(LARGE), "limit": 10}),
    ]
    with database.unit_of_work() as session:
        for letter in kept:
            keep_aside(session, [letter], files=FileStore(settings.files_dir), now=NOW)
        return list(session.scalars(select(DeadLetter.id).order_by(DeadLetter.id)))


def states(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(DeadLetter.state).order_by(DeadLetter.id)))


def test_the_list_names_reasons_in_words_and_can_be_narrowed(client_for: ClientFor, ids: Sequence[int]) -> None:
    client = client_for(ROLE)
    every, one = client.get("/dead-letters").text, client.get("/dead-letters?code=not_json").text
    assert "No register has the code “NEW-1”." in every
    assert ("Unreadable message" in one, "NEW-1" in one) == (True, False)
    assert "Discard all 2" in one


def test_a_message_is_shown_harmlessly_and_can_be_taken_whole(client_for: ClientFor, ids: Sequence[int]) -> None:
    client = client_for(ROLE)
    script, junk, large = (client.get(f"/dead-letters/{letter}").text for letter in ids[1:])
    assert "&lt;script&gt;alert(1)" in script
    assert "<script>alert(1)" not in script
    assert "00 01 ff 6a 75 6e 6b" in junk
    assert "This is its beginning" in large
    taken = client.get(f"/dead-letters/{ids[3]}/download")
    assert taken.content == LARGE
    assert taken.headers["content-type"] == "application/octet-stream"
    assert client.get("/dead-letters/999999").status_code == 404


def test_a_discard_can_be_undone_as_one_act(client_for: ClientFor, database: Database, ids: Sequence[int]) -> None:
    client = client_for(ROLE)
    answer = client.post("/dead-letters/discard", data={"code": "not_json"})
    assert (answer.status_code, states(database)) == (303, ["waiting", "discarded", "discarded", "waiting"])
    page = client.get("/dead-letters").text
    undo = page.split('action="/dead-letters/restore')[1].split('"')[0].replace("&amp;", "&")
    client.post(f"/dead-letters/restore{undo}")
    assert states(database) == ["waiting"] * 4


def test_picked_messages_are_asked_to_be_replayed(
    client_for: ClientFor, database: Database, ids: Sequence[int]
) -> None:
    client = client_for(ROLE)
    assert client.post("/dead-letters/replay", data={"pick": [str(ids[0]), str(ids[2])]}).status_code == 303
    with database.reading() as session:
        (wish,) = session.scalars(select(Command))
        assert (wish.kind, wish.state, wish.params) == (
            "replay_dead_letters", "waiting", {"code": None, "ids": [ids[0], ids[2]]},
        )  # fmt: skip


def test_without_a_choice_nothing_happens(client_for: ClientFor, database: Database, ids: Sequence[int]) -> None:
    client = client_for(ROLE)
    for act in ("replay", "discard"):
        assert client.post(f"/dead-letters/{act}").status_code == 303
    assert states(database) == ["waiting"] * 4


def test_the_list_of_the_api_pages_and_words_the_reason(api_client: ClientFor, ids: Sequence[int]) -> None:
    client = api_client(ROLE)
    client.headers["Accept-Language"] = "en"
    first = client.get("/api/v1/dead-letters?limit=3").json()
    rest = client.get("/api/v1/dead-letters", params={"limit": 3, "cursor": first["next"]}).json()
    found = [*first["items"], *rest["items"]]
    assert [letter["id"] for letter in found] == list(reversed(ids))
    assert rest["next"] is None
    assert found[-1]["detail"] == "No register has the code “NEW-1”."
    assert found[1]["payload_is_text"] is False


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwXQ"])
def test_a_cursor_that_no_list_gave_is_refused(api_client: ClientFor, cursor: str) -> None:
    answer = api_client(ROLE).get("/api/v1/dead-letters", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


def test_a_program_discards_restores_and_replays(api_client: ClientFor, database: Database, ids: Sequence[int]) -> None:
    client = api_client(ROLE)
    assert client.post("/api/v1/dead-letters/discard", json={"ids": [ids[0]]}).json() == {"letters": 1}
    assert client.post("/api/v1/dead-letters/discard", json={"ids": [ids[0]]}).json() == {"letters": 0}
    assert client.post("/api/v1/dead-letters/restore", json={"ids": [ids[0]]}).json() == {"letters": 1}
    replay = client.post("/api/v1/dead-letters/replay", json={"code": "not_json"})
    assert (replay.status_code, replay.json()) == (202, {"letters": 2})
    assert states(database) == ["waiting"] * 4


@pytest.mark.parametrize(
    "body", [{}, {"ids": []}, {"ids": ["x"]}, {"ids": [2**80]}, {"code": "A;B"}, {"all": True}, []]
)
def test_an_act_without_a_clear_object_is_refused(api_client: ClientFor, body: object) -> None:
    for act in ("discard", "restore", "replay"):
        answer = api_client(ROLE).post(f"/api/v1/dead-letters/{act}", json=body)
        assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(("role", "sees"), [("energy_coordinator", True), ("dispatcher", False), ("director", False)])
def test_only_who_may_sees_messages_of_dataloggers(client_for: ClientFor, role: str, sees: bool) -> None:
    client: TestClient = client_for(role)
    assert (client.get("/dead-letters").status_code == 200) is sees
    assert (client.post("/dead-letters/discard", data={"code": "not_json"}).status_code == 303) is sees


def test_a_logger_gone_mad_costs_one_statement_a_batch(session: Session, settings: Settings) -> None:
    """Written one by one, its messages would keep those of all others waiting."""
    flood = [IncomingDeadLetter(TOPIC, f"junk {n % 400}".encode(), "not_json") for n in range(500)]
    files, said = FileStore(settings.files_dir), []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *call: said.append(call[2]))
    for at in (NOW, NOW + timedelta(seconds=1)):
        keep_aside(session, flood, files=files, now=at)
    assert sum(statement.startswith("INSERT INTO dead_letter") for statement in said) == 2
    assert sum("dead_letter" in statement for statement in said) == 2
    kept = session.scalars(select(DeadLetter).order_by(DeadLetter.seen_count.desc(), DeadLetter.id)).all()
    assert (len(kept), sum(letter.seen_count for letter in kept)) == (400, 1000)
    assert {letter.received_at for letter in kept} == {NOW + timedelta(seconds=1)}


def test_what_was_put_away_waits_again_when_it_comes_again(session: Session, settings: Settings) -> None:
    files, junk = FileStore(settings.files_dir), IncomingDeadLetter(TOPIC, LARGE, "too_large", {"size": 1, "limit": 1})
    keep_aside(session, [junk], files=files, now=NOW)
    letter = session.scalars(select(DeadLetter)).one()
    letter.state, letter.handled_by, letter.handled_at = "discarded", "Ann", NOW
    session.flush()
    keep_aside(session, [replace(junk, code="not_json", params={})], files=files, now=NOW)
    again = session.scalars(select(DeadLetter)).one()
    assert (again.state, again.handled_by, again.handled_at) == ("waiting", None, None)
    assert (again.seen_count, again.code, again.params) == (2, "not_json", {})
