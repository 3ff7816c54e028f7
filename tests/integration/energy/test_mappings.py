"""Mappings as a person, a program and a table see them; what would count wrongly is refused with its reason."""

import html
import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.config import Settings
from ops.db import Database
from ops.energy.cli import export_mappings, take_mappings
from ops.energy.models import FieldMapping, Reading, Register
from ops.energy.rules.incoming import IncomingDeadLetter
from ops.energy.rules.mapping import HeardMessage, Sample
from ops.energy.service.dead_letters import keep_aside
from ops.energy.service.mappings import MappingWish, add_mapping
from ops.energy.store.heard import note_heard
from ops.kit.files import FileStore
from ops.kit.models import Command
from tests.conftest import ClientFor
from tests.support.energy import add_building, add_register
from tests.support.world import NOW

ROLE, TOPIC = "energy_coordinator", "tele/plug-1/SENSOR"
WISH: dict[str, Any] = {
    "topic_filter": TOPIC, "format": "tasmota", "field": "ENERGY.Total", "register": "ADM-01-E1", "factor": "1.5",
    "unit": "kWh",
}  # fmt: skip
PAYLOAD = b'{"Time":"2026-11-24T13:00:00","ENERGY":{"Total":12.5,"Power":7,"Name":"<b>plug</b>"}}'


@pytest.fixture
def registers(database: Database) -> Sequence[str]:
    with database.unit_of_work() as session:
        place = add_building(session)
        add_register(session, place, "ADM-01-E1", medium="electricity", unit="kWh")
        add_register(session, place, "ADM-01-P1", medium="electricity", unit="kW", kind="power")
        add_register(session, place, "ADM-01-W1")
    return ["ADM-01-E1", "ADM-01-P1", "ADM-01-W1"]


@pytest.fixture
def heard(database: Database, settings: Settings, registers: Sequence[str]) -> str:
    """A datalogger that nobody knows, with one message that waits."""
    samples = (
        Sample("ENERGY.Name", NOW, "<b>plug</b>"), Sample("ENERGY.Total", NOW, 12.5, "kWh"),
        Sample("ENERGY.Power", NOW, 7, "W"),
    )  # fmt: skip
    with database.unit_of_work() as session:
        note_heard(session, [HeardMessage(TOPIC, "tasmota", PAYLOAD, samples)], now=NOW)
        letter = IncomingDeadLetter(TOPIC, PAYLOAD, "no_mapping", {"topic": TOPIC, "format": "Tasmota"})
        keep_aside(session, [letter], files=FileStore(settings.files_dir), now=NOW)
    return TOPIC


def standing(database: Database) -> list[tuple[str, str, int, str]]:
    with database.reading() as session:
        found = session.scalars(select(FieldMapping).order_by(FieldMapping.field))
        return [(each.topic_filter, each.field, each.factor_micro, each.unit) for each in found]


def test_a_program_adds_changes_and_removes_a_mapping(
    api_client: ClientFor, database: Database, registers: Sequence[str]
) -> None:
    client = api_client(ROLE)
    made = client.post("/api/v1/mappings", json=WISH)
    assert (made.status_code, made.json()["factor"], made.headers["etag"]) == (201, "1.5", '"v1"')
    address = f"/api/v1/mappings/{made.json()['id']}"
    assert client.get(address).json()["register"] == "ADM-01-E1"
    changed = client.put(address, json={**WISH, "factor": 2}, headers={"If-Match": '"v1"'})
    assert (changed.json()["factor"], changed.headers["etag"]) == ("2", '"v2"')
    late = client.put(address, json=WISH, headers={"If-Match": '"v1"'})
    assert (late.status_code, late.json()["code"]) == (412, "edited_meanwhile")
    listed = client.get("/api/v1/mappings").json()
    assert ([each["field"] for each in listed["items"]], listed["next"]) == (["ENERGY.Total"], None)
    assert client.delete(address).status_code == 204
    assert (client.get(address).status_code, standing(database)) == (404, [])


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"register": "NOBODY"}, "no_such_register", "register"), ({"unit": "m3"}, "wrong_unit", "unit"),
        ({"unit": "apples"}, "unknown_unit", "unit"),
        ({"topic_filter": "tele/+/SENSOR"}, "mixes_devices", "topic_filter"),
        ({"topic_filter": "#"}, "bad_topic_filter", "topic_filter"),
        ({"topic_filter": "a/b#"}, "bad_topic_filter", "topic_filter"),
        ({"topic_filter": "a/#/b"}, "bad_topic_filter", "topic_filter"),
        ({"topic_filter": "$SYS/broker"}, "own_topic", "topic_filter"),
        ({"topic_filter": "regie/v1/dl-1/readings"}, "own_topic", "topic_filter"),
        ({"format": "shelly", "field": "x"}, "format_differs", "format"),
        ({}, "field_mapped", "field"), ({"field": "a\u200bb"}, "field_needed", "field"),
    ],
)  # fmt: skip
def test_what_would_count_wrongly_is_refused_by_its_field(
    api_client: ClientFor, registers: Sequence[str], change: dict[str, Any], code: str, field: str
) -> None:
    client = api_client(ROLE)
    client.post("/api/v1/mappings", json=WISH)
    answer = client.post("/api/v1/mappings", json={**WISH, **change})
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert [each["field"] for each in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "change",
    [{"format": "morse"}, {"factor": 0}, {"factor": "NaN"}, {"factor": -1}, {"topic_filter": ""}, {"field": "a\0"},
     {"unit": "x" * 9}, {"more": 1}, {"register": None}, {"topic_filter": "x" * 201}],
)  # fmt: skip
def test_a_mapping_that_is_none_is_refused(
    api_client: ClientFor, registers: Sequence[str], change: dict[str, Any]
) -> None:
    assert api_client(ROLE).post("/api/v1/mappings", json={**WISH, **change}).status_code == 422


def test_a_filter_may_stand_for_several_devices_where_messages_name_them(
    api_client: ClientFor, registers: Sequence[str]
) -> None:
    wish = {**WISH, "format": "senml", "topic_filter": "site/+/senml", "field": "urn:dev:ow:1:energy"}
    assert api_client(ROLE).post("/api/v1/mappings", json=wish).status_code == 201


def test_a_program_sees_what_was_heard_and_asks_for_what_waits(
    api_client: ClientFor, database: Database, heard: str
) -> None:
    client = api_client(ROLE)
    (found,) = client.get("/api/v1/mappings/heard").json()["items"]
    assert (found["topic"], found["format"], found["mapped"], found["waiting"]) == (TOPIC, "tasmota", False, 1)
    assert found["samples"][1] == {
        "field": "ENERGY.Total", "at": NOW.isoformat().replace("+00:00", "Z"), "value": 12.5, "unit": "kWh",
    }  # fmt: skip
    assert client.post("/api/v1/mappings/replay", json={"topic": TOPIC}).json() == {"letters": 1}
    assert client.post("/api/v1/mappings/replay", json={"topic": "other"}).json() == {"letters": 0}
    with database.reading() as session:
        assert [wish.kind for wish in session.scalars(select(Command))] == ["replay_dead_letters"]


def form(page: str, **typed: str) -> dict[str, Any]:
    """The form as a browser would send it, with what is typed by field: `ENERGY.Total=REGISTER`."""
    fields = re.findall(r'name="field" value="([^"]*)"', page)
    seen = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    return {
        "topic": TOPIC, "seen": seen, "field": fields, "register": [typed.get(each, "") for each in fields],
        "factor": ["1"] * len(fields), "unit": [""] * len(fields),
    }  # fmt: skip


def learn(client: TestClient) -> str:
    return client.get("/mappings/learn", params={"topic": TOPIC}).text


def test_a_new_datalogger_is_learned_in_three_steps_and_what_waited_is_asked_for(
    client_for: ClientFor, database: Database, heard: str
) -> None:
    client = client_for(ROLE)
    assert f'<a href="/mappings/learn?topic={TOPIC.replace("/", "%2F")}"' in client.get("/mappings").text
    page = learn(client)
    assert "<b>plug" not in page
    chosen = form(page, **{"ENERGY.Total": "ADM-01-E1", "ENERGY.Power": "ADM-01-P1"})
    assert chosen["field"] == ["ENERGY.Total", "ENERGY.Power"]
    answer = client.post("/mappings/learn", data=chosen)
    assert answer.status_code == 303
    assert standing(database) == [(TOPIC, "ENERGY.Power", 1_000_000, ""), (TOPIC, "ENERGY.Total", 1_000_000, "")]
    with database.reading() as session:
        assert [len(wish.params["ids"]) for wish in session.scalars(select(Command))] == [1]
    assert "ADM-01-P1" in client.get("/mappings").text


def test_the_preview_says_what_the_last_message_counts_or_why_nothing(client_for: ClientFor, heard: str) -> None:
    client = client_for(ROLE)
    typed = form(learn(client), **{"ENERGY.Total": "ADM-01-E1", "ENERGY.Power": "ADM-01-W1"})
    shown = client.post("/mappings/preview", data={**typed, "factor": ["40", "1"]}).text
    assert "500.000 kWh" in shown
    assert "W can&#39;t be turned into m3" in shown
    assert "There is no register" in client.post("/mappings/preview", data={**typed, "register": ["X", ""]}).text
    assert "Give a factor" in client.post("/mappings/preview", data={**typed, "factor": ["x", "1"]}).text


def test_a_register_of_the_building_in_the_topic_is_proposed_and_taken_with_one_click(
    client_for: ClientFor, database: Database, heard: str
) -> None:
    client, topic = client_for(ROLE), "tele/adm-01-cellar/SENSOR"
    with database.unit_of_work() as session:
        samples = (Sample("ENERGY.Total", NOW, 12.5, "kWh"), Sample("ENERGY.Power", NOW, 7000, "W"))
        note_heard(session, [HeardMessage(topic, "tasmota", PAYLOAD, samples)], now=NOW)
        register = session.scalars(select(Register).where(Register.code == "ADM-01-E1")).one()
        session.add(Reading(register_id=register.id, at=NOW - timedelta(hours=2), value_micro=11_250_000,
                            received_at=NOW, source="history"))  # fmt: skip
    page = client.get("/mappings/learn", params={"topic": topic}).text
    proposals = re.findall(r'href="(/mappings/learn\?[^"]*take[^"]*)"[^>]*>([^<]*)<', page)
    assert [code for _, code in proposals] == ["ADM-01-E1", "ADM-01-P1"]
    proposed = client.get(html.unescape(proposals[0][0])).text
    assert 'value="ADM-01-E1"' in proposed
    assert "12.500" in proposed
    assert "11.250" in proposed
    assert standing(database) == []


def test_a_proposal_for_a_field_that_counts_already_changes_nothing(
    client_for: ClientFor, database: Database, heard: str
) -> None:
    with database.unit_of_work() as session:
        wish = MappingWish(TOPIC, "tasmota", "ENERGY.Total", "ADM-01-E1")
        add_mapping(session, wish, who=system("a test"), now=NOW)
    question = {"topic": TOPIC, "take": "ENERGY.Total", "register": "ADM-01-W1"}
    page = client_for(ROLE).get("/mappings/learn", params=question).text
    assert ('value="ADM-01-E1" list' in page, 'value="ADM-01-W1" list' in page) == (True, False)


def test_a_refusal_keeps_what_was_typed_and_says_where(client_for: ClientFor, database: Database, heard: str) -> None:
    client = client_for(ROLE)
    typed = form(learn(client), **{"ENERGY.Total": "ADM-01-E1", "ENERGY.Power": "NOBODY"})
    answer = client.post("/mappings/learn", data=typed)
    assert (answer.status_code, standing(database)) == (422, [])
    assert 'value="NOBODY"' in answer.text
    assert 'href="#f-register.ENERGY.Power"' in answer.text
    assert 'value="ADM-01-E1"' in answer.text


def test_who_saves_on_an_older_page_is_told_and_an_emptied_register_counts_no_more(
    client_for: ClientFor, database: Database, heard: str
) -> None:
    client = client_for(ROLE)
    old = learn(client)
    client.post("/mappings/learn", data=form(old, **{"ENERGY.Total": "ADM-01-E1"}))
    assert client.post("/mappings/learn", data=form(old, **{"ENERGY.Power": "ADM-01-P1"})).status_code == 412
    assert client.post("/mappings/learn", data=form(learn(client))).status_code == 303
    assert standing(database) == []


def test_a_datalogger_is_counted_no_more(client_for: ClientFor, database: Database, heard: str) -> None:
    client = client_for(ROLE)
    client.post("/mappings/learn", data=form(learn(client), **{"ENERGY.Total": "ADM-01-E1"}))
    seen = form(learn(client))["seen"]
    assert client.post("/mappings/remove", data={"topic": TOPIC, "seen": seen}).status_code == 303
    assert standing(database) == []


def test_a_topic_that_nobody_heard_of_is_not_there(client_for: ClientFor, registers: Sequence[str]) -> None:
    client = client_for(ROLE)
    assert client.get("/mappings/learn", params={"topic": "nowhere"}).status_code == 404
    assert client.get("/mappings/learn").status_code == 404
    assert client.post("/mappings/learn", data={"topic": "nowhere"}).status_code in (404, 422)
    assert "Nothing new" in client.get("/mappings").text


HEAD = "topic_filter,format,field,register,factor,unit\n"
LINE = f"{TOPIC},tasmota,ENERGY.Total,ADM-01-E1,1,kWh\n"


def test_a_table_adds_changes_and_repeats_and_comes_out_as_it_went_in(session: Session, database: Database) -> None:
    add_register(session, add_building(session), "ADM-01-E1", medium="electricity", unit="kWh")
    take = [take_mappings(session, (HEAD + line).encode()) for line in (LINE, LINE, LINE.replace(",1,", ",2,"))]
    assert [(done.added, done.changed, done.unchanged) for done in take] == [(1, 0, 0), (0, 0, 1), (0, 1, 0)]
    columns, rows = export_mappings(session, NOW)
    assert [dict(zip(columns, row, strict=True)) for row in rows] == [
        {"topic_filter": TOPIC, "format": "tasmota", "field": "ENERGY.Total", "register": "ADM-01-E1", "factor": "2",
         "unit": "kWh"},
    ]  # fmt: skip


def test_a_faulty_line_names_itself_and_nothing_of_the_table_is_stored(session: Session) -> None:
    add_register(session, add_building(session), "ADM-01-E1", medium="electricity", unit="kWh")
    table = HEAD + LINE + LINE.replace("ADM-01-E1", "NOBODY").replace("Total", "Today") + "a,morse,b,c,x,\n"
    done = take_mappings(session, table.encode())
    assert [(fault.number, fault.column) for fault in done.faults] == [(3, "register"), (4, "factor"), (4, "format")]
    assert session.scalars(select(FieldMapping)).all() == []
    kept = take_mappings(session, table.encode(), skip_bad=True)
    assert (kept.added, len(kept.faults)) == (1, 3)


def test_the_last_message_of_a_topic_replaces_the_one_before(session: Session) -> None:
    for value in (1, 2):
        samples = (Sample("energy", None, value),)
        note_heard(session, [HeardMessage("zigbee2mqtt/a", "zigbee2mqtt", b"{}", samples)], now=NOW)
    note_heard(session, [HeardMessage("x" * 501, "csv", b"", ())], now=NOW)
    add_register(session, add_building(session), "ADM-01-E1", medium="electricity", unit="kWh")
    wish = MappingWish("zigbee2mqtt/a", "zigbee2mqtt", "energy", "ADM-01-E1", Decimal(1), "kWh")
    assert add_mapping(session, wish, who=system("a test"), now=NOW).version == 1
