from datetime import date

import pytest
from sqlalchemy import select

from ops.access.models import AuditEntry
from ops.db import Database
from ops.people.models import Person
from tests.conftest import ClientFor


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/locations", ["Kruitmolenstraat 18", "Huis Vésale"]),
        ("/locations?kind=lot", ["Woning 3B"]),
        ("/locations?kind=building&zone=north", ["Huis Vésale"]),
        ("/locations/R-017", ["Woning 3B", "Liften NV", "Wacht NV", "+32400099002", "1 lot"]),
        ("/locations/R-017-3B", ["Zeynep Özdemir", "612", "Let", "Void"]),
        ("/locations/vesale", ["Jan Peeters", "Onthaal"]),
        ("/installations", ["R-017-L1", "Liften NV"]),
        ("/installations/R-017-L1", ["Wacht NV", "+32400099001"]),
        ("/persons?q=ozdemir", ["Özdemir, Zeynep"]),
        ("/persons/P-00001", ["Zeynep Özdemir", "Kruitmolenstraat 18/3B"]),
        ("/search?q=kruitmolen", ["R-017", "Woning 3B", "R-017-L1"]),
        ("/search?q=ozdemir", ["P-00001", "Zeynep Özdemir"]),
        ("/search?q=ozdemir&fragment=hits", ["Zeynep Özdemir", "All results"]),
        ("/search?q=qqqq", ["Nothing found"]),
        ("/search?q=", ["What are you looking for?"]),
    ],
)
def test_a_page_shows_what_it_is_about(estate: Database, client_for: ClientFor, path: str, words: list[str]) -> None:
    answer = client_for("dispatcher").get(path)
    assert answer.status_code == 200
    assert [word for word in words if word not in answer.text] == []


def test_names_show_only_to_those_who_may_know_persons(estate: Database, client_for: ClientFor) -> None:
    client = client_for("director")
    for path in ("/locations/vesale", "/locations/R-017-3B", "/search?q=ozdemir", "/search?q=peeters"):
        text = client.get(path).text
        assert "Özdemir" not in text
        assert "Peeters" not in text


def test_nobody_is_listed_before_somebody_is_looked_for(estate: Database, client_for: ClientFor) -> None:
    assert "Özdemir" not in client_for("dispatcher").get("/persons").text


def test_opening_a_file_leaves_a_line_in_the_audit_trail(estate: Database, client_for: ClientFor) -> None:
    client_for("dispatcher").get("/persons/P-00001")
    with estate.reading() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.read")).all()
    assert [line.object_ref for line in lines] == ["P-00001"]


FORM = {"given_name": "Zeynep", "family_name": "Özdemir-Aydın", "language": "nl", "phone": "", "email": ""}


def test_a_person_is_changed_and_found_by_the_new_name(estate: Database, client_for: ClientFor) -> None:
    client = client_for("letting_officer")
    answer = client.post("/persons/P-00001", data={**FORM, "version": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/persons/P-00001")
    assert "P-00001" in client.get("/persons?q=aydin").text


@pytest.mark.parametrize(
    ("change", "status", "shown"),
    [
        ({"phone": "call me", "version": "1"}, 422, "call me"),
        ({"version": "7", "family_name": "Nieuw"}, 412, "Nieuw"),
    ],
    ids=["a wrong number", "somebody was first"],
)
def test_what_was_typed_is_never_lost(
    estate: Database, client_for: ClientFor, change: dict[str, str], status: int, shown: str
) -> None:
    answer = client_for("letting_officer").post("/persons/P-00001", data={**FORM, **change})
    assert answer.status_code == status
    assert f'value="{shown}"' in answer.text


def test_a_caution_shows_until_its_last_day_only(estate: Database, client_for: ClientFor) -> None:
    client = client_for("letting_officer")
    data = {"note": "Met twee gaan", "until": "2026-12-24", "version": "1"}
    assert client.post("/persons/P-00001/caution", data=data).status_code == 303
    assert "Met twee gaan" in client.get("/persons/P-00001").text
    with estate.unit_of_work() as session:
        person = session.scalars(select(Person).where(Person.code == "P-00001")).one()
        person.caution_until = date(2026, 11, 20)
    assert "Met twee gaan" not in client.get("/persons/P-00001").text


def test_a_caution_is_taken_away(estate: Database, client_for: ClientFor) -> None:
    client = client_for("letting_officer")
    client.post("/persons/P-00001/caution", data={"note": "Hond", "until": "2026-12-24", "version": "1"})
    assert client.post("/persons/P-00001/caution/clear", data={"version": "2"}).status_code == 303
    assert "Hond" not in client.get("/persons/P-00001").text


def test_namesakes_are_told_apart_by_where_they_live(estate: Database, client_for: ClientFor) -> None:
    client = client_for("dispatcher")
    for path in ("/search?q=ozdemir", "/search?q=ozdemir&fragment=hits", "/persons?q=ozdemir"):
        assert "Kruitmolenstraat 18/3B" in client.get(path).text, path
    assert "Huis Vésale" in client.get("/search?q=peeters").text
    assert "Huis Vésale" not in client_for("home_manager", "home:R-017").get("/search?q=peeters").text
