"""An alert comes in like a breakdown, joins what is known, and ends with its finding."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.config import Settings
from ops.db import Database
from ops.kit.events import subscribe
from ops.kit.jobs import JobContext
from ops.kit.locale import Amount, Text
from ops.repairs import queries, service
from ops.repairs.errors import TicketIsClosed
from ops.repairs.events import WorkClosed
from ops.repairs.jobs import ticket_close
from ops.repairs.models import Ticket
from ops.repairs.rulebook import clock_rules
from ops.repairs.rules.projection import project
from ops.repairs.service import AlertReport, StepDetails
from tests.support.repairs_world import World, build_world
from tests.support.world import NOW

DESK = system("test")


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session, NOW)


def report(world: World, priority: str = "P3", alert: str = "A26-000001") -> AlertReport:
    return AlertReport(
        building_id=world.adm,
        cause="continuous_flow",
        trade="plumbing",
        priority=priority,
        title=Text("Water runs on, %(rate)s too much", {"rate": Amount(300_000_000, "l/h")}),
        evidence=Text("Each of the last 20 hours was above the usual minimum."),
        aware_at=NOW,
        alert_ref=alert,
        pages=False,
    )


def ticket_of(session: Session, ref: str) -> Ticket:
    return session.scalars(select(Ticket).where(Ticket.ref == ref)).one()


def close_work(session: Session, ref: str, finding: str) -> None:
    order = service.plan_work(session, ref, "rapid-centre", "Look", who=DESK, now=NOW, dispatch=True)
    service.advance(session, order.ref, "start", StepDetails(), who=DESK, now=NOW)
    service.advance(session, order.ref, "complete", StepDetails(finding=finding), who=DESK, now=NOW)


def test_an_alert_becomes_a_ticket_with_the_clocks_of_a_breakdown(session: Session, world: World) -> None:
    ticket = ticket_of(session, service.report_alert(session, report(world), now=NOW))
    assert (ticket.status, ticket.priority, ticket.origin_kind) == ("open", "P3", "alert")
    assert ticket.title == "Water runs on, 300 l/u too much", "in the default language, where an hour is an uur"
    assert {clock.name for clock in queries.clock_rows(session, ticket.id)} == {"respond", "complete"}
    assert ticket.version == 1
    assert [row.kind for row in queries.timeline_of(session, ticket.id)] == ["registered", "triaged", "alert_linked"]


def test_alerts_of_one_building_and_cause_share_a_ticket_which_the_worse_one_raises(
    session: Session, world: World
) -> None:
    first = service.report_alert(session, report(world), now=NOW)
    second = service.report_alert(session, report(world, "P2", "A26-000002"), now=NOW + timedelta(hours=5))
    assert first == second
    ticket = ticket_of(session, first)
    assert ticket.priority == "P2"
    linked = [row.data["alert"] for row in queries.timeline_of(session, ticket.id) if row.kind == "alert_linked"]
    assert linked == ["A26-000001", "A26-000002"]


def test_after_a_day_another_alert_opens_its_own_ticket(session: Session, world: World) -> None:
    first = service.report_alert(session, report(world), now=NOW)
    assert service.report_alert(session, report(world), now=NOW + timedelta(hours=25)) != first


def test_completing_the_work_tells_the_finding_to_whoever_listens(session: Session, world: World) -> None:
    heard: list[WorkClosed] = []

    def listen(_session: Session, event: WorkClosed, *, now: object) -> None:
        heard.append(event)

    subscribe(WorkClosed, listen)
    ref = service.report_alert(session, report(world), now=NOW)
    close_work(session, ref, "leak_repaired")
    assert [(event.ticket_ref, event.finding, event.origin_id) for event in heard] == [
        (ref, "leak_repaired", f"{world.adm}:continuous_flow")
    ]


def test_the_row_of_a_ticket_is_what_a_replay_of_its_events_gives(session: Session, world: World) -> None:
    ref = service.report_alert(session, report(world), now=NOW)
    close_work(session, ref, "left_on")
    service.reopen(session, ref, Text("Still abnormal"), who=DESK, now=NOW + timedelta(days=2))
    ticket = ticket_of(session, ref)
    replayed = project(queries.events_of(session, ticket.id), clock_rules(session, ticket.aware_at))
    columns = ("status", "priority", "next_due_at", "next_clock", "resolved_at", "finding", "reopened_count")
    assert {c: getattr(ticket, c) for c in columns} == {c: getattr(replayed, c) for c in columns}
    assert {row.name: row.due_at for row in queries.clock_rows(session, ticket.id)} == {
        clock.name: clock.due_at for clock in replayed.clocks
    }


def test_seven_days_after_it_was_resolved_a_ticket_closes_for_good(database: Database, settings: Settings) -> None:
    with database.unit_of_work() as session:
        world = build_world(session, NOW)
        ref = service.report_alert(session, report(world), now=NOW)
        close_work(session, ref, "left_on")
    early = JobContext(database, settings, clock=lambda: NOW + timedelta(days=6, hours=23))
    late = JobContext(database, settings, clock=lambda: NOW + timedelta(days=7))
    assert ticket_close(early) == {"closed": 0}
    assert ticket_close(late) == {"closed": 1}
    assert ticket_close(late) == {"closed": 0}
    with database.unit_of_work() as session, pytest.raises(TicketIsClosed):
        service.reopen(session, ref, Text("Late"), who=DESK, now=NOW + timedelta(days=8))
