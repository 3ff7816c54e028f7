"""Several people and processes at once, and lists whose cost does not grow with their rows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from ops.access.principal import system
from ops.db import Database
from ops.errors import EditedMeanwhile
from ops.estate.queries import location_by_id
from ops.kit.locale import Text
from ops.repairs import queries, service
from ops.repairs.models import Ticket, TicketEvent
from ops.repairs.queries import TicketFilter
from ops.repairs.service import AlertReport, NewCaller, NewTicket
from tests.support.repairs_world import World, build_world
from tests.support.world import NOW

DESK = system("test")


@pytest.fixture
def world(database: Database) -> World:
    with database.unit_of_work() as session:
        return build_world(session, NOW)


def opened(database: Database, world: World, title: str = "Leak", priority: str = "P3") -> str:
    caller = NewCaller("One", "+3225550100")
    with database.unit_of_work() as session:
        new = NewTicket(
            title, location_by_id(session, world.adm), NOW, trade="plumbing", priority=priority, caller=caller
        )
        return service.open_ticket(session, new, who=DESK, now=NOW).ref


def test_alerts_that_arrive_together_open_one_ticket(database: Database, world: World) -> None:
    def report(number: int) -> str:
        alert = AlertReport(
            world.adm, "continuous_flow", "plumbing", "P2", Text("Water"), Text("20 h"), NOW, f"A26-{number:06d}", False
        )
        with database.unit_of_work() as session:
            return service.report_alert(session, alert, now=NOW)

    with ThreadPoolExecutor(6) as pool:
        refs = set(pool.map(report, range(6)))
    with database.reading() as session:
        linked = session.scalar(select(func.count()).where(TicketEvent.kind == "alert_linked"))
        assert session.scalar(select(func.count()).select_from(Ticket)) == len(refs) == 1
    assert linked == 6


def test_of_two_dispatchers_on_one_version_one_is_told(database: Database, world: World) -> None:
    ref = opened(database, world)

    def send(team: str) -> str:
        try:
            with database.unit_of_work() as session:
                service.plan_work(session, ref, team, "Look", who=DESK, now=NOW, dispatch=True, version=1)
        except EditedMeanwhile:
            return "told"
        return "sent"

    with ThreadPoolExecutor(2) as pool:
        outcome = sorted(pool.map(send, ("rapid-centre", "rapid-north")))
    assert outcome == ["sent", "told"]


def test_many_notes_at_once_are_all_kept(database: Database, world: World) -> None:
    ref = opened(database, world)

    def note(number: int) -> None:
        with database.unit_of_work() as session:
            at = NOW + timedelta(seconds=number)
            service.add_note(session, ref, f"Note {number}", who=DESK, now=at)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(note, range(10)))
    with database.reading() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.ref == ref)).one()
        notes = [row.data["text"] for row in queries.timeline_of(session, ticket.id) if row.kind == "note"]
        assert notes == [f"Note {number}" for number in range(10)]
        assert ticket.version == 11


@contextmanager
def selects(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def test_the_queue_and_a_ticket_take_as_many_selects_for_one_row_as_for_many(database: Database, world: World) -> None:
    ref, _similar = opened(database, world), opened(database, world, "Leak too")

    def cost() -> tuple[int, int]:
        with selects(database) as listed, database.reading() as session:
            queries.list_tickets(session, DESK, TicketFilter(live=True, sort="due"), now=NOW, limit=100)
        with selects(database) as read, database.reading() as session:
            queries.ticket_file(session, ref, DESK)
        return len(listed), len(read)

    alone = cost()
    for number in range(15):
        opened(database, world, f"Leak {number}")
    assert cost() == alone
    assert max(alone) <= 8
