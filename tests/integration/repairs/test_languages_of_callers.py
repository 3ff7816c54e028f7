"""A caller whose language is none of ours: a rule says in which he is written to, and the desk is told so."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.db import Database
from ops.kit.models import OutboxMessage
from ops.people.models import Person
from ops.repairs import defaults, rulebook
from ops.repairs.models import Caller
from ops.repairs.service.telling import language_of
from tests.conftest import ClientFor
from tests.support.repairs_world import build_world
from tests.support.world import NOW

_HINT = "We don't write {}."


@pytest.fixture
def desk(database: Database, client_for: ClientFor) -> TestClient:
    with database.unit_of_work() as session:
        world = build_world(session, NOW)
        session.get_one(Person, world.person).interpreter_language = "ar"
    return client_for("dispatcher")


def _pause(desk: TestClient, **typed: str) -> str:
    return desk.post("/tickets/new/draft", data={"draft": "4c6bb9cf-9f6d-4f0e-8a3f-0a0f5a6f1c11", **typed}).text


def test_the_desk_is_told_and_offered_the_interpreter(desk: TestClient) -> None:
    shown = _pause(desk, phone="0470 12 34 56", hazard="gas_smell")
    assert _HINT.format("Arabic") in shown
    assert "own page come in French" in shown
    assert 'href="tel:' in shown.partition(_HINT.format("Arabic"))[2]


def test_sentences_in_a_further_language_tell_the_same(desk: TestClient) -> None:
    shown = _pause(desk, phone="02 555 99 99", hazard="gas_smell", say="tr", language="nl")
    assert _HINT.format("Turkish") in shown
    assert "own page come in Dutch" in shown
    assert "We don't write" not in _pause(desk, phone="02 555 99 99", hazard="gas_smell", say="fr")


def test_he_is_written_to_in_the_language_of_his_file(desk: TestClient, database: Database) -> None:
    desk.post(
        "/tickets/new", data={"phone": "0470 12 34 56", "title": "Leak", "location": "ADM-01-R1", "hazard": "leak"}
    )
    with database.reading() as session:
        assert [
            each.language for each in session.scalars(select(OutboxMessage)) if each.event == "caller_registered"
        ] == ["fr"]


@pytest.mark.parametrize(("his", "written"), [("nl", "nl"), ("fr", "fr"), ("en", "en"), ("ar", "fr"), ("", "fr")])
def test_a_rule_names_the_language_for_those_who_read_none_of_ours(database: Database, his: str, written: str) -> None:
    with database.reading() as session:
        policy = rulebook.callers(session, NOW)
    assert policy.other_language == "en"
    french = defaults.CallersBody.model_validate({**policy.model_dump(), "other_language": "fr"})
    assert language_of(Caller(language=his), french) == written
