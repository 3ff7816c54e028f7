"""Recurring defects from the scan at night to the preventive order, on both engines."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.db import Database
from ops.errors import EditedMeanwhile
from ops.estate.models import Installation, Location, ServiceLine, ServiceLinePlace
from ops.repairs import service
from ops.repairs.errors import ReasonNeeded
from ops.repairs.errors.recurrence import DefectIsDecided
from ops.repairs.models import RecurringDefect, Ticket
from ops.repairs.queries import recurrence as queries
from ops.repairs.service import NewTicket, StepDetails, open_ticket, recurrence
from tests.conftest import ClientFor
from tests.support.repairs_world import World, build_world, place
from tests.support.world import NOW

DESK = system("test")


@pytest.fixture
def world(session: Session) -> World:
    return estate(session)


def estate(session: Session) -> World:
    """Lifts to be compared with, and twelve risers of six flats each."""
    built = build_world(session, NOW)
    for number in range(8):
        session.add(Installation(code=f"L{number}", kind="lift", name="Lift", location_id=built.nor))
    house = session.get_one(Location, built.nor)
    for number in range(12):
        line = ServiceLine(code=f"NOR-RIS-{number}", kind="riser", name=f"Stijgleiding {number}", location_id=built.nor)
        session.add(line)
        session.flush()
        for floor in range(6):
            flat = place(session, f"NOR-01-{number}{floor}", house, "lot", "north")
            session.add(ServiceLinePlace(line_id=line.id, location_id=flat.id))
    session.flush()
    return built


def ticket(session: Session, code: str, days_ago: int, trade: str, machine: int | None = None) -> Ticket:
    """One that was repaired the same day by a firm."""
    at = NOW - timedelta(days=days_ago)
    where = session.scalars(select(Location).where(Location.code == code)).one()
    new = NewTicket(title="Broken", place=where, aware_at=at, trade=trade, installation_id=machine, pages=False)
    made = open_ticket(session, new, who=DESK, now=at)
    order = service.plan_work(session, made.ref, "lift-firm", "", who=DESK, now=at, dispatch=True)
    service.advance(session, order.ref, "start", StepDetails(), who=DESK, now=at + timedelta(hours=1))
    done = StepDetails(finding="repaired")
    service.advance(session, order.ref, "complete", done, who=DESK, now=at + timedelta(hours=2))
    return made


def broken_lift(session: Session, world: World) -> list[Ticket]:
    return [ticket(session, "ADM-01", days_ago, "lift", world.lift) for days_ago in (80, 60, 41, 30, 21, 9, 2)]


def only(session: Session) -> RecurringDefect:
    return session.scalars(select(RecurringDefect)).one()


def test_a_lift_that_broke_down_seven_times_is_found_with_what_it_cost(session: Session, world: World) -> None:
    made = broken_lift(session, world)
    assert recurrence.scan(session, now=NOW).opened == 1
    row = only(session)
    assert (row.object_kind, row.object_id, row.trade, row.count) == ("installation", world.lift, "lift", 7)
    assert row.tickets == [each.id for each in made]
    assert row.p_value < 0.001
    assert row.spent_cents == 7 * 186_00, "seven visits of the firm"


def test_three_leaks_on_one_riser_are_found_on_the_riser(session: Session, world: World) -> None:
    for flat, days_ago in ((30, 58), (32, 31), (35, 4)):
        ticket(session, f"NOR-01-{flat}", days_ago, "plumbing")
    recurrence.scan(session, now=NOW)
    row = only(session)
    line = session.get_one(ServiceLine, row.object_id)
    assert (row.object_kind, line.code, row.count) == ("service_line", "NOR-RIS-3", 3)


def test_an_incident_with_forty_callers_is_one_ticket(session: Session, world: World) -> None:
    made = ticket(session, "NOR-01-00", 3, "plumbing")
    assert len(queries.hits(session, NOW - timedelta(days=9), NOW, ())) == 1
    assert queries.of_ticket(session, made) == []


def test_one_click_orders_prevention_that_names_tickets_and_euro(session: Session, world: World) -> None:
    made = broken_lift(session, world)
    recurrence.scan(session, now=NOW)
    ordered = recurrence.order_prevention(session, only(session).id, who=DESK, now=NOW)
    assert (ordered.origin_kind, ordered.priority, ordered.installation_id) == ("prevention", "P4", world.lift)
    assert all(each.ref in ordered.description for each in made)
    assert "1.302,00 EUR" in ordered.description
    assert ordered.follows_id == made[-1].id
    assert (only(session).state, only(session).ticket_id) == ("ordered", ordered.id)
    with pytest.raises(DefectIsDecided):
        recurrence.order_prevention(session, only(session).id, who=DESK, now=NOW)


def test_the_order_itself_is_no_breakdown_and_the_defect_waits_for_it(session: Session, world: World) -> None:
    broken_lift(session, world)
    recurrence.scan(session, now=NOW)
    ordered = recurrence.order_prevention(session, only(session).id, who=DESK, now=NOW)
    assert recurrence.scan(session, now=NOW + timedelta(days=1)).opened == 0
    assert only(session).count == 7
    quiet = NOW + timedelta(days=120)
    recurrence.scan(session, now=quiet)
    assert only(session).state == "ordered", "the work is not done yet"
    service.cancel(session, ordered.ref, "error", "", who=DESK, now=quiet)
    assert recurrence.scan(session, now=quiet).ended == 1
    assert only(session).state == "over"


def test_what_was_dismissed_asks_again_only_after_it_was_quiet(session: Session, world: World) -> None:
    broken_lift(session, world)
    recurrence.scan(session, now=NOW)
    with pytest.raises(ReasonNeeded):
        recurrence.dismiss(session, only(session).id, "  ", who=DESK, now=NOW)
    recurrence.dismiss(session, only(session).id, "The lift is replaced in March", who=DESK, now=NOW)
    assert recurrence.scan(session, now=NOW + timedelta(days=1)).opened == 0
    assert (only(session).state, only(session).decision) == ("dismissed", "The lift is replaced in March")
    recurrence.scan(session, now=NOW + timedelta(days=100))
    assert only(session).state == "over"


def test_who_decides_on_an_older_view_is_told(session: Session, world: World) -> None:
    broken_lift(session, world)
    recurrence.scan(session, now=NOW)
    with pytest.raises(EditedMeanwhile):
        recurrence.dismiss(session, only(session).id, "Known", who=DESK, now=NOW, version=only(session).version - 1)


def test_the_page_shows_the_test_and_the_ticket_its_repetition(database: Database, client_for: ClientFor) -> None:
    with database.unit_of_work() as session:
        refs = [each.ref for each in broken_lift(session, estate(session))]
        recurrence.scan(session, now=NOW)
        defect, seen = only(session).id, {"version": only(session).version}
    desk = client_for("dispatch_lead")
    listed = desk.get("/recurring")
    assert listed.status_code == 200
    assert "R-017-L1" in listed.text
    assert "1,302.00" in listed.text
    shown = desk.get(f"/recurring/{defect}")
    assert all(ref in shown.text for ref in refs)
    assert f"/recurring/{defect}" in desk.get(f"/tickets/{refs[-1]}").text
    refused = desk.post(f"/recurring/{defect}/dismiss", data={**seen, "reason": " "})
    assert refused.status_code == 422
    ordered = desk.post(f"/recurring/{defect}/order", data=seen)
    assert ordered.status_code == 303
    assert ordered.headers["location"].startswith("/tickets/T")
    again = desk.post(f"/recurring/{defect}/order", data=seen)
    assert again.status_code == 409, "a double click orders once"
