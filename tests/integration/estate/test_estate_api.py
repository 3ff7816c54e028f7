import pytest
from sqlalchemy import select

from ops.access.models import AuditEntry
from ops.db import Database
from ops.estate.models import Firm, Installation, Location
from tests.conftest import ClientFor

API = "/api/v1"


def codes(body: dict[str, list[dict[str, str]]]) -> list[str]:
    return [item["id"] for item in body["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["R-017", "R-017-3B", "vesale"]),
        ("?kind=building", ["R-017", "vesale"]),
        ("?zone=north", ["vesale"]),
        ("?q=kruitmolen 18 3b", ["R-017-3B"]),
        ("?q=VESALE", ["vesale"]),
        ("?q=nobody", []),
    ],
    ids=["all", "by kind", "by zone", "by words of the address", "without accents or case", "nothing"],
)
def test_places_are_found(estate: Database, api_client: ClientFor, query: str, found: list[str]) -> None:
    assert codes(api_client("dispatcher").get(f"{API}/locations{query}").json()) == found


def test_a_list_goes_on_where_it_stopped(estate: Database, api_client: ClientFor) -> None:
    client = api_client("dispatcher")
    first = client.get(f"{API}/locations?limit=2").json()
    second = client.get(f"{API}/locations?limit=2&cursor={first['next']}").json()
    assert codes(first) + codes(second) == ["R-017", "R-017-3B", "vesale"]
    assert second["next"] is None


def test_a_lot_shows_its_periods_and_rent(estate: Database, api_client: ClientFor) -> None:
    file = api_client("letting_officer").get(f"{API}/locations/R-017-3B").json()
    assert file["address"]["house_number"] == "18/3B"
    assert [above["id"] for above in file["above"]] == ["R-017"]
    assert file["use"]["use"] == "housing"
    assert file["lot"]["rent_eur"] == "612.5"
    assert [p["kind"] for p in file["lot"]["periods"]] == ["void", "lease"]


def test_key_holders_show_only_to_those_who_may_know_persons(estate: Database, api_client: ClientFor) -> None:
    known = api_client("dispatcher").get(f"{API}/locations/vesale").json()
    assert [(h["name"], h["role"]) for h in known["key_holders"]] == [("Jan Peeters", "concierge")]
    assert api_client("director").get(f"{API}/locations/vesale").json()["key_holders"] is None


@pytest.mark.parametrize(
    ("role", "scope", "path", "status"),
    [
        ("home_manager", "home:vesale", "/locations/vesale", 200),
        ("home_manager", "home:vesale", "/locations/R-017", 404),
        ("concierge", "building:R-017", "/locations/R-017-3B", 200),
        ("technician", "zone:north", "/locations/R-017", 404),
        ("contractor", "firm:liften", "/installations/R-017-L1", 200),
        ("contractor", "firm:wacht", "/installations/R-017-L1", 404),
        ("home_manager", "home:vesale", "/persons/P-00002", 200),
        ("home_manager", "home:vesale", "/persons/P-00001", 404),
        ("director", "all", "/persons/P-00001", 403),
        ("works_planner", "all", "/persons/P-00001", 404),
    ],
    ids=lambda value: str(value).strip("/"),
)
def test_nobody_reaches_beyond_his_scope(
    estate: Database, api_client: ClientFor, role: str, scope: str, path: str, status: int
) -> None:
    assert api_client(role, scope).get(API + path).status_code == status


def test_an_installation_names_its_firm_and_who_comes_instead(estate: Database, api_client: ClientFor) -> None:
    [lift] = api_client("dispatcher").get(f"{API}/installations?kind=lift&location=R-017").json()["items"]
    assert lift["firm"] == {
        "id": "liften", "name": "Liften NV", "phone": "+32400099001", "hours": "working_hours",
        "fallback_name": "Wacht NV", "fallback_phone": "+32400099002",
    }  # fmt: skip


@pytest.mark.parametrize("query", ["ozdemir", "0400 00 12 47", "+32 400 00 12 47", "P-00001", "zeynep özd"])
def test_a_person_is_found_by_name_phone_or_code(estate: Database, api_client: ClientFor, query: str) -> None:
    found = api_client("dispatcher").get(f"{API}/persons", params={"q": query}).json()
    assert codes(found) == ["P-00001"]


def test_reading_a_file_leaves_a_line_in_the_audit_trail(estate: Database, api_client: ClientFor) -> None:
    file = api_client("dispatcher").get(f"{API}/persons/P-00001").json()
    assert [t["location"] for t in file["tenancies"]] == ["R-017-3B"]
    with estate.reading() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.read")).all()
    assert [(line.object_kind, line.object_ref) for line in lines] == [("person", "P-00001")]


def test_a_change_on_an_older_version_is_refused(estate: Database, api_client: ClientFor) -> None:
    client = api_client("letting_officer")
    etag = client.get(f"{API}/persons/P-00001").headers["etag"]
    first = client.patch(f"{API}/persons/P-00001", json={"phone": "02 555 12 34"}, headers={"If-Match": etag})
    assert (first.status_code, first.json()["phone"]) == (200, "+3225551234")
    second = client.patch(f"{API}/persons/P-00001", json={"phone": ""}, headers={"If-Match": etag})
    assert (second.status_code, second.json()["code"]) == (412, "edited_meanwhile")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"given_name": ""}, "given_name"),
        ({"phone": "call me"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"language": "de"}, "language"),
        ({"caution": {"note": "x", "until": "2020-01-01"}}, "until"),
        ({"caution": {"note": " ", "until": "2026-12-31"}}, "note"),
        ({"caution": {"note": "x", "until": "2036-12-31"}}, "until"),
    ],
    ids=["no name", "no phone number", "no address", "no language of ours", "in the past", "no words", "for ever"],
)
def test_what_can_not_be_is_named_by_its_field(
    estate: Database, api_client: ClientFor, body: dict[str, object], field: str
) -> None:
    answer = api_client("letting_officer").patch(f"{API}/persons/P-00001", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_caution_names_its_author_and_ends_by_itself(estate: Database, api_client: ClientFor) -> None:
    client = api_client("letting_officer")
    note = {"note": "Met twee gaan", "until": "2026-12-24"}
    caution = client.patch(f"{API}/persons/P-00001", json={"caution": note}).json()["caution"]
    assert caution["note"] == "Met twee gaan"
    assert caution["author"].startswith("letting_officer")
    assert client.patch(f"{API}/persons/P-00001", json={"caution": None}).json()["caution"] is None


def test_a_firm_knows_who_opens_the_door_and_not_who_lives_behind_every_other(
    estate: Database, api_client: ClientFor, client_for: ClientFor
) -> None:
    """The lift of a building is no reason to know all its tenants; a machine in the dwelling itself is."""
    machine, page = api_client("contractor", "firm:liften"), client_for("contractor", "firm:liften")
    assert codes(machine.get(f"{API}/persons?q=zeynep").json()) == []
    assert machine.get(f"{API}/persons/P-00001").status_code == 404
    assert "zdemir" not in page.get("/locations/R-017-3B").text
    with estate.unit_of_work() as session:
        flat = session.scalars(select(Location.id).where(Location.code == "R-017-3B")).one()
        firm = session.scalars(select(Firm.id).where(Firm.code == "liften")).one()
        session.add(Installation(code="R-017-3B-B1", kind="boiler", name="Boiler", location_id=flat, firm_id=firm))
    assert machine.get(f"{API}/persons/P-00001").status_code == 200
    assert "zdemir" in page.get("/locations/R-017-3B").text
