"""Somebody is away: his duty is open, nobody proposes him, his jobs are flagged, and why is not for everybody."""

import re
from datetime import datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.access.models import AuditEntry
from ops.config import Settings
from ops.db import Database
from ops.kit.jobs import JobContext
from ops.repairs import queries, service
from ops.repairs.models import StaffAbsence, Team, TeamMember
from ops.repairs.paging_jobs import rota_watch
from ops.repairs.queries.rota import on_duty
from ops.repairs.rules.rota import Post
from ops.repairs.rules.slots import Slot
from ops.repairs.service.slots import agree_slot, free_slots
from ops.repairs.service.who_goes import who_goes
from tests.conftest import ClientFor
from tests.integration.repairs.test_alert_tickets import DESK
from tests.integration.repairs.test_rota import API, AsPerson
from tests.support.duty_world import Duties, build_duties
from tests.support.moving_clock import MovingClock
from tests.support.stock_world import new_order
from tests.support.world import NOW

ABSENCES = f"{API}/rota/absences"


@pytest.fixture
def duties(database: Database) -> Duties:
    """Two of them work in the team of the centre."""
    with database.unit_of_work() as session:
        made = build_duties(session, NOW)
        team = session.scalars(select(Team.id).where(Team.code == "rapid-centre")).one()
        session.add_all(TeamMember(team_id=team, user_id=made.people[key]) for key in ("tech", "second"))
        return made


@pytest.fixture
def lead(client_for: ClientFor, duties: Duties) -> TestClient:
    return client_for("dispatch_lead")


@pytest.fixture
def as_person(anonymous: TestClient, database: Database, duties: Duties) -> AsPerson:
    return AsPerson(anonymous, database, duties)


def away(lead: TestClient, duties: Duties, **changes: str) -> tuple[int, str]:
    """The form of the one who plans: ill on the day of the tests unless told otherwise."""
    form = {"user": str(duties.people["tech"]), "kind": "sick", "from": "2026-11-20", "to": ""}
    answer = lead.post("/rota/absences/new", data={**form, **changes})
    return answer.status_code, answer.text


def first_id(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(StaffAbsence.id).order_by(StaffAbsence.id)).first() or 0


def test_the_duty_of_who_is_away_is_open_and_the_leads_hear_of_it(
    lead: TestClient, duties: Duties, database: Database, settings: Settings
) -> None:
    assert away(lead, duties)[0] == 303
    answer = lead.get(f"{API}/rota", params={"from": "2026-11-20T08:00:00Z", "to": "2026-11-21T08:00:00Z"}).json()
    centre = [each for each in answer["items"] if each["rota"] == "centre"]
    assert [(each["user"] and each["user"]["name"], each["away"]) for each in centre][:2] == [
        (None, "Test tech"), ("Test tech", None),
    ]  # fmt: skip
    assert answer["gaps"][0] == {
        "duty": "technician", "zone": "centre", "from": "2026-11-20T08:00:00Z", "to": "2026-11-20T23:00:00Z",
    }  # fmt: skip
    page = lead.get("/rota").text
    assert "Test tech is away" in page
    assert "1 gap in these days" in page
    with database.reading() as session:
        assert not on_duty(session, NOW, Post("technician", "centre"))
    assert rota_watch(JobContext(database, settings, MovingClock(NOW)))["warned"] > 0


def test_a_withdrawn_absence_gives_the_turn_back_and_stays_on_record(
    lead: TestClient, duties: Duties, database: Database
) -> None:
    away(lead, duties)
    for _ in range(2):
        assert lead.post(f"/rota/absences/{first_id(database)}/withdraw").status_code == 303
    with database.reading() as session:
        assert on_duty(session, NOW, Post("technician", "centre"))
        assert session.scalars(select(StaffAbsence)).one().withdrawn_at == NOW
    assert "Test tech is away" not in lead.get("/rota").text


def test_why_is_read_by_who_plans_and_by_himself_only(
    lead: TestClient, duties: Duties, client_for: ClientFor, as_person: AsPerson, database: Database
) -> None:
    away(lead, duties)
    assert [each["kind"] for each in lead.get(ABSENCES).json()["items"]] == ["sick"]
    desk = client_for("dispatcher")
    assert [(each["name"], each["kind"]) for each in desk.get(ABSENCES).json()["items"]] == [("Test tech", None)]
    for path in ("/rota", "/planning?on=2026-11-20", "/planning?view=week&on=2026-11-20"):
        page = desk.get(path).text
        assert "away" in page
        assert not re.search(r"\bill\b|\bsick\b", page), path
    assert [each["kind"] for each in as_person("tech").get(ABSENCES).json()["items"]] == ["sick"]
    assert as_person("second").get(ABSENCES).json()["items"] == []
    with database.reading() as session:
        kept = session.scalars(select(AuditEntry).where(AuditEntry.action == "rota.absence")).one()
        assert "sick" not in str(kept.detail)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"user": ""}, "Choose one of the list."),
        ({"user": "9" * 18}, "Choose somebody from the list"),
        ({"kind": "hangover"}, "Choose one of the list."),
        ({"from": "today"}, "Give a day such as"),
        ({"from": "0001-01-01"}, "Give a day such as"),
        ({"to": "2026-11-19"}, "The end lies before the beginning."),
        ({"from": "2026-11-18", "to": "2026-11-19"}, "This span is over"),
        ({"to": "2028-11-19"}, "An absence lasts at most 366 days."),
        ({"from_half": "noon", "to_half": "noon"}, "The end lies before the beginning."),
    ],
)
def test_an_absence_that_can_t_be_loses_nothing_of_what_was_typed(
    lead: TestClient, duties: Duties, changes: dict[str, str], said: str
) -> None:
    status, page = away(lead, duties, **changes)
    assert status == 422
    assert said in page
    assert f'value="{changes.get("from", "2026-11-20")}"' in page


def test_nobody_is_put_in_who_is_away_himself(lead: TestClient, duties: Duties) -> None:
    away(lead, duties, user=str(duties.people["tech_north"]))
    form = {
        "rota": "centre", "from": "2026-11-20T22:00", "to": "2026-11-21T06:00",
        "user": str(duties.people["tech_north"]), "reason": "Swap",
    }  # fmt: skip
    answer = lead.post("/rota/exceptions/new", data=form)
    assert answer.status_code == 422
    assert "Test tech_north is away in these hours." in answer.text


def promised(database: Database, duties: Duties) -> str:
    """An order of the one who will be away, for Monday morning."""
    with database.unit_of_work() as session:
        order = new_order(session, duties.world, NOW)
        service.assign(session, order.ref, service.Assignment("", duties.people["tech"]), who=DESK, now=NOW)
        slot = Slot(NOW.replace(day=23, hour=7), NOW.replace(day=23, hour=9))
        agree_slot(session, order.ref, slot, by="desk", who=DESK, now=NOW)
        return order.ref


def test_a_job_that_was_promised_is_flagged_wherever_it_is_planned(
    lead: TestClient, duties: Duties, database: Database
) -> None:
    ref = promised(database, duties)
    away(lead, duties, **{"from": "2026-11-23", "to": "2026-11-24", "to_half": "noon"})
    assert ref in lead.get("/rota").text
    board = lead.get("/planning?on=2026-11-23").text
    assert "Test tech is away then" in board
    assert "away: ill" in board
    week = lead.get("/planning?view=week&on=2026-11-23").text
    assert "away until 12:00: ill" in week
    assert "Test tech is away then" in lead.get(f"/work-orders/{ref}").text
    assert "Test tech: away" in lead.get(f"/work-orders/{ref}?do=assign").text
    with database.reading() as session:
        ticket = queries.order_visible(session, ref, DESK).ticket.ref
    assert "Test tech is away then" in lead.get(f"/tickets/{ticket}").text


def test_no_place_is_offered_on_the_board_to_who_is_away(lead: TestClient, duties: Duties, database: Database) -> None:
    ref, tech = promised(database, duties), duties.people["tech"]
    away(lead, duties, **{"from": "2026-11-24", "from_half": "noon"})
    board = lead.get(f"/planning?on=2026-11-24&order={ref}").text
    places = re.findall(r'name="place" value="([^"|]+)[|]([^"|]+)', board)
    his = sorted(starts[11:16] for goes, starts in places if goes == f"rapid-centre/{tech}")
    assert his == ["07:00", "09:00"]


def test_a_caller_is_offered_no_hour_of_who_is_away(lead: TestClient, duties: Duties, database: Database) -> None:
    ref = promised(database, duties)
    away(lead, duties, **{"from": "2026-11-23", "to": "2026-11-27"})
    with database.reading() as session:
        order = queries.order_visible(session, ref, DESK)
        offered = [slot.from_at.day for slot in free_slots(session, order, now=NOW, days=14)]
    assert set(offered) == {20, 30, 1, 2, 3}


def test_who_is_away_is_not_proposed_and_it_says_until_when(
    lead: TestClient, duties: Duties, database: Database
) -> None:
    ref = promised(database, duties)
    away(lead, duties)
    with database.reading() as session:
        ticket = queries.order_visible(session, ref, DESK).ticket.ref
        found = who_goes(session, queries.ticket_file(session, ticket, DESK).ticket, NOW)
    tech = duties.people["tech"]
    assert tech not in [each.candidate.person for each in found.likely]
    doubts = next(each.doubts for each in found.rest if each.candidate.person == tech)
    assert (doubts[0].code, doubts[0].data) == ("absent", {"at": datetime.fromisoformat("2026-11-20T23:00:00Z")})
    page = lead.get(f"/tickets/{ticket}?do=send").text
    assert "Test tech: away until" in page


def test_the_api_notes_and_withdraws(lead: TestClient, duties: Duties) -> None:
    body = {
        "user": duties.people["lead"], "from": "2026-12-24T11:00:00Z", "to": "2026-12-31T23:00:00Z", "kind": "holiday",
    }  # fmt: skip
    made = lead.post(ABSENCES, json=body)
    assert (made.status_code, made.json()["name"], made.json()["withdrawn_at"]) == (201, "Test lead", None)
    gone = lead.post(f"{ABSENCES}/{made.json()['id']}/withdraw")
    assert gone.json()["withdrawn_at"] is not None
    assert lead.post(f"{ABSENCES}/999999/withdraw").status_code == 404
    assert lead.post(ABSENCES, json={**body, "kind": "flu"}).status_code == 422
    assert lead.post(ABSENCES, json={**body, "to": "2026-12-24T10:00:00Z"}).json()["code"] == "span_backwards"
