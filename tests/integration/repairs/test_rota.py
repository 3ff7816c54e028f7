"""The rota over API and pages: who sees what, exceptions, changes with a preview; warnings, tests, handover."""

import re
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.access.guard import SESSION_COOKIE
from ops.config import Settings
from ops.db import Database
from ops.kit.jobs import JobContext
from ops.kit.models import OutboxMessage
from ops.repairs import service
from ops.repairs.models import Page, Rota, RotaMember, RotaOverride
from ops.repairs.paging_jobs import page_escalate, page_self_test, rota_watch
from ops.repairs.queries.rota import on_duty
from ops.repairs.rules.rota import Post
from ops.repairs.service import Call, StepDetails
from ops.repairs.service.self_test import acknowledge
from tests.conftest import ClientFor
from tests.integration.repairs.test_alert_tickets import DESK
from tests.support.duty_world import Duties, build_duties, principal
from tests.support.moving_clock import MovingClock
from tests.support.repairs_world import build_world
from tests.support.world import NOW, open_session

API = "/api/v1"


@pytest.fixture
def duties(database: Database) -> Duties:
    with database.unit_of_work() as session:
        return build_duties(session, NOW)


class AsPerson:
    """A browser in which one of the people on call is signed in."""

    def __init__(self, anonymous: TestClient, database: Database, duties: Duties) -> None:
        self.anonymous, self.database, self.duties = anonymous, database, duties

    def __call__(self, key: str) -> TestClient:
        with self.database.unit_of_work() as session:
            secret = open_session(session, self.duties.people[key], NOW)
        client = TestClient(
            self.anonymous.app, follow_redirects=False, headers=dict(self.anonymous.headers),
            raise_server_exceptions=False,
        )  # fmt: skip
        client.cookies.set(SESSION_COOKIE, secret)
        return client


@pytest.fixture
def as_person(anonymous: TestClient, database: Database, duties: Duties) -> AsPerson:
    return AsPerson(anonymous, database, duties)


def exception(client: TestClient, **changes: str) -> tuple[int, str]:
    form = {
        "rota": "centre", "from": "2026-11-20T22:00", "to": "2026-11-21T06:00", "user": "nobody", "reason": "Ill",
    }  # fmt: skip
    answer = client.post("/rota/exceptions/new", data={**form, **changes})
    return answer.status_code, answer.text


def test_the_api_says_who_is_on_call_and_where_nobody_is(client_for: ClientFor, duties: Duties) -> None:
    lead = client_for("dispatch_lead")
    assert exception(lead)[0] == 303
    answer = lead.get(f"{API}/rota", params={"from": "2026-11-20T20:00:00Z", "to": "2026-11-21T08:00:00Z"}).json()
    centre = [each for each in answer["items"] if each["rota"] == "centre"]
    assert [each["user"] and each["user"]["name"] for each in centre] == ["Test tech", None, "Test tech", "Test tech"]
    assert [each["exception"] for each in centre] == [False, True, False, False]
    assert answer["gaps"] == [
        {"duty": "technician", "zone": "centre", "from": "2026-11-20T21:00:00Z", "to": "2026-11-21T05:00:00Z"}
    ]


def test_a_technician_sees_his_own_shifts_and_nobody_s_number(as_person: AsPerson) -> None:
    answer = as_person("tech").get(f"{API}/rota").json()
    assert {each["user"]["name"] for each in answer["items"]} == {"Test tech"}
    assert {each["user"]["phone"] for each in answer["items"]} == {None}
    page = as_person("tech").get("/rota").text
    assert "My duty" in page
    assert "Test second" not in page


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"from": "2026-11-21T00:00:00Z", "to": "2026-11-20T00:00:00Z"}, "span_backwards"),
        ({"from": "2026-01-01T00:00:00Z", "to": "2026-12-01T00:00:00Z"}, "span_too_long"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused(client_for: ClientFor, params: dict[str, str], code: str) -> None:
    answer = client_for("dispatcher").get(f"{API}/rota", params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"to": "2026-11-20T21:00"}, "The end lies before the beginning."),
        ({"from": "2026-11-19T00:00", "to": "2026-11-20T01:00"}, "This span is over"),
        ({"reason": " "}, "reason"),
        ({"user": ""}, "Choose one of the list."),
        ({"user": "999999"}, "Choose somebody from the list"),
        ({"rota": ""}, "Choose one of the list."),
        ({"from": "tonight"}, "Give a date and a time."),
    ],
)
def test_an_exception_that_can_t_be_loses_nothing_of_what_was_typed(
    client_for: ClientFor, duties: Duties, changes: dict[str, str], said: str
) -> None:
    status, page = exception(client_for("dispatch_lead"), **changes)
    assert status in (404, 422)
    assert said in page
    assert 'value="2026-11-20T22:00"' in page or "from" in changes


def test_an_exception_that_is_withdrawn_gives_the_turn_back(
    client_for: ClientFor, duties: Duties, database: Database
) -> None:
    lead, at = client_for("dispatch_lead"), datetime.fromisoformat("2026-11-21T00:00:00+01:00")
    assert exception(lead, user=str(duties.people["tech_north"]))[0] == 303
    assert exception(lead)[0] == 303
    with database.reading() as session:
        made = session.scalars(select(RotaOverride.id).order_by(RotaOverride.id)).all()[-1]
        assert not on_duty(session, at, Post("technician", "centre"))
    assert lead.post(f"/rota/exceptions/{made}/withdraw").status_code == 303
    assert lead.post(f"/rota/exceptions/{made}/withdraw").status_code == 303
    with database.reading() as session:
        (shift,) = on_duty(session, at, Post("technician", "centre"))
    assert shift.user is not None
    assert shift.user.name == "Test tech_north"


ROTA = {
    "name": "Weekend centre", "duty": "technician", "zone": "centre", "weekdays": ["sat", "sun"], "starts": "08:00",
    "ends": "08:00", "turn_days": "7", "first_turn_on": "2026-11-16", "from_on": "2026-11-16", "to_on": "",
}  # fmt: skip


def test_a_rota_is_shown_before_it_is_saved_and_saved_as_shown(
    client_for: ClientFor, duties: Duties, database: Database
) -> None:
    lead = client_for("dispatch_lead")
    form = {**ROTA, "members": [str(duties.people["tech"]), "", str(duties.people["tech_north"])]}
    shown = lead.post("/rota/new", data={**form, "preview": "1"})
    assert shown.status_code == 200
    assert shown.text.count("Test tech_north") > 1
    assert lead.post("/rota/new", data=form).status_code == 303
    with database.reading() as session:
        row = session.scalars(select(Rota).where(Rota.code == "weekend-centre")).one()
        members = session.scalars(select(RotaMember.user_id).where(RotaMember.rota_id == row.id)).all()
        assert members == [duties.people["tech"], duties.people["tech_north"]]
    again = lead.post("/rota/new", data=form)
    assert (again.status_code, "There is a rota with this code already." in again.text) == (422, True)


def test_two_who_change_one_rota_the_second_is_told_and_loses_nothing(client_for: ClientFor, duties: Duties) -> None:
    lead = client_for("dispatch_lead")
    form = {**ROTA, "members": [str(duties.people["tech"])], "version": "1"}
    assert lead.post("/rota/centre", data={**form, "name": "First"}).status_code == 303
    second = lead.post("/rota/centre", data={**form, "name": "Second"})
    assert second.status_code == 412
    assert 'value="Second"' in second.text


def test_the_page_shows_gaps_in_words(client_for: ClientFor, duties: Duties) -> None:
    lead = client_for("dispatch_lead")
    exception(lead)
    for view in ("week", "month"):
        page = lead.get(f"/rota?view={view}&on=2026-11-20").text
        assert "nobody can be called" in page
        assert "22:00–06:00" in page
    assert "Nobody on call" in client_for("dispatcher").get("/queue").text


def test_the_queue_shows_who_is_on_call_and_since_when_he_was_paged(
    client_for: ClientFor, duties: Duties, database: Database, settings: Settings
) -> None:
    desk = client_for("dispatcher")
    assert "until" in desk.get("/queue").text
    with database.unit_of_work() as session:
        service.take_call(session, Call("Gas", "ADM-01", priority="P1"), who=DESK, now=NOW)
    page = desk.get("/queue").text
    assert "paged at 11:00" in page
    clock = MovingClock(NOW)
    for _ in range(4):
        clock.wait(minutes=5)
        page_escalate(JobContext(database, settings, clock))
    page = desk.get("/queue").text
    assert "no answer since" in page
    assert "Nobody has answered the page of 11:00" in page


def test_the_queue_shows_where_whoever_is_on_call_is(client_for: ClientFor, duties: Duties, database: Database) -> None:
    with database.unit_of_work() as session:
        ref = service.take_call(session, Call("Lamp out", "ADM-01-R1", priority="P4"), who=DESK, now=NOW).ref
        order = service.plan_work(session, ref, "rapid-centre", "", who=DESK, now=NOW, dispatch=True)
        order.technician_id = duties.people["tech"]
        service.advance(session, order.ref, "start", StepDetails(), who=DESK, now=NOW)
    assert "at Place ADM-01, place ADM-01-R1" in client_for("dispatcher").get("/queue").text


def test_the_person_who_was_woken_answers_from_his_phone_and_no_other_sees_the_page(
    as_person: AsPerson, database: Database
) -> None:
    with database.unit_of_work() as session:
        service.take_call(session, Call("Gas", "ADM-01", priority="P1"), who=DESK, now=NOW)
        page_id = session.scalars(select(Page.id)).one()
    tech, other = as_person("tech"), as_person("tech_north")
    assert other.get(f"/pages/{page_id}").status_code == 404
    assert other.post(f"{API}/pages/{page_id}/acknowledge").status_code == 404
    assert "I deal with it" in tech.get(f"/pages/{page_id}").text
    assert tech.post(f"/pages/{page_id}/acknowledge").status_code == 303
    page = tech.get(f"/pages/{page_id}").text
    assert "before 11:45" in page
    assert "I deal with it" not in page
    taken = as_person("desk").post(f"{API}/pages/{page_id}/acknowledge")
    assert (taken.status_code, taken.json()["code"]) == (409, "page_taken")
    assert tech.post(f"{API}/pages/{page_id}/acknowledge").json()["state"] == "acknowledged"


def test_the_leads_are_warned_every_four_hours_of_hours_without_anybody(
    client_for: ClientFor, duties: Duties, database: Database, settings: Settings
) -> None:
    exception(client_for("dispatch_lead"))
    clock = MovingClock(NOW)
    context = JobContext(database, settings, clock)
    told = []
    for _ in range(10):
        told.append(rota_watch(context)["warned"])
        clock.wait(hours=1)
    assert [number > 0 for number in told] == [True, False, False, False, True, False, False, False, True, False]


def test_without_any_rota_nobody_is_warned(database: Database, settings: Settings) -> None:
    with database.unit_of_work() as session:
        build_world(session, NOW)
    assert rota_watch(JobContext(database, settings, MovingClock(NOW))) == {"warned": 0}


def test_each_evening_whoever_is_on_call_is_tested_once(duties: Duties, database: Database, settings: Settings) -> None:
    clock = MovingClock(datetime.fromisoformat("2026-11-20T19:59:00+01:00"))
    context = JobContext(database, settings, clock)
    assert not any(page_self_test(context).values())
    clock.wait(minutes=1)
    assert page_self_test(context) == {"pages_tested": 2}
    clock.wait(minutes=5)
    assert page_self_test(context) == {"pages_tested": 0}
    with database.unit_of_work() as session:
        first = session.scalars(select(Page.id).order_by(Page.id)).first()
        assert first is not None
        acknowledge(session, first, who=principal(duties.people, "tech"), now=clock.at)
    clock.wait(minutes=30)
    page_escalate(context)
    with database.reading() as session:
        assert session.scalars(select(Page.state).order_by(Page.id)).all() == ["acknowledged", "exhausted"]
        warned = session.scalars(select(OutboxMessage.body).where(OutboxMessage.event == "self_test_failed")).all()
    assert len(warned) == 2
    assert all("Test tech_north did not answer" in body for body in warned)


def test_a_test_page_that_reaches_nobody_warns_at_once(duties: Duties, database: Database, settings: Settings) -> None:
    context = JobContext(database, settings, MovingClock(datetime.fromisoformat("2026-11-20T20:00:00+01:00")))
    page_self_test(context)
    with database.unit_of_work() as session:
        for message in session.scalars(select(OutboxMessage).where(OutboxMessage.event == "page_self_test")):
            message.state = "failed"
    page_escalate(context)
    with database.reading() as session:
        subjects = set(session.scalars(select(OutboxMessage.subject).where(OutboxMessage.event == "self_test_failed")))
    assert subjects == {"The test page did not reach Test tech", "The test page did not reach Test tech_north"}


def test_a_note_is_handed_over_once(client_for: ClientFor, duties: Duties, database: Database) -> None:
    desk, next_one = client_for("dispatcher"), client_for("dispatch_lead")
    assert desk.post("/handover", data={"text": " "}).status_code == 422
    assert desk.post("/handover", data={"text": "Key at the caretaker's"}).status_code == 303
    page = next_one.get("/handover").text
    assert "Key at the caretaker" in page
    take = re.search(r'action="(/handover/\d+/take)"', page)
    assert take
    assert next_one.post(take[1]).status_code == 303
    assert desk.post(take[1]).status_code == 409
    assert "taken over by" in desk.get("/handover").text


def test_the_sheet_names_what_is_urgent_and_who_was_woken(
    client_for: ClientFor, duties: Duties, database: Database
) -> None:
    with database.unit_of_work() as session:
        call = Call("Water runs down the stairs", "ADM-01", priority="P1")
        ref = service.take_call(session, call, who=DESK, now=NOW - timedelta(minutes=30)).ref
    page = client_for("dispatcher").get("/handover").text
    assert page.count(ref) >= 2
    assert "Test tech" in page
    assert "nobody has answered yet" in page
