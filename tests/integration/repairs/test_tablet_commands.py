"""Any commands in any order, twice and late: each is carried out once or refused whole, and a replay gives the row."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.db import Database
from ops.errors import RegieError
from ops.estate.queries import location_by_id
from ops.repairs import queries, rulebook, service
from ops.repairs.models import Ticket, TicketEvent, WorkOrder
from ops.repairs.rules.lifecycle import state_of
from ops.repairs.rules.projection import COLUMNS, project
from ops.repairs.rules.slots import Slot
from ops.repairs.rules.work_order import MOVES, STEPS
from ops.repairs.service import FollowOn, NewTicket, StepDetails
from ops.repairs.service.slots import agree_slot
from tests.support.repairs_world import World, build_world
from tests.support.world import NOW

DESK = system("test")
ACTIONS = [*(name for name in STEPS if name != "follow-on"), "follow-on", "access-step", "slot"]
#: Action, number of the command's id, how many minutes it was held back, and what the next minute brings.
COMMANDS = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, 6), st.integers(0, 600), st.integers(0, 30)), max_size=14
)


@pytest.fixture
def world(database: Database) -> World:
    with database.unit_of_work() as session:
        return build_world(session, NOW)


def _command(action: str, order: str, details: StepDetails, now: Any) -> Callable[[Session], object]:
    by: dict[str, Any] = {"who": DESK, "now": now}
    match action:
        case "follow-on":
            return lambda session: service.follow_on(session, order, FollowOn("More"), details, **by)
        case "access-step":
            return lambda session: service.access_step(session, order, "keys", details, **by)
        case "slot":
            slot = Slot(NOW + timedelta(days=3), NOW + timedelta(days=3, hours=2))
            uuid = details.client_uuid
            return lambda session: agree_slot(session, order, slot, by="desk", client_uuid=uuid, **by)
    return lambda session: service.advance(session, order, action, details, **by)


def _seen(database: Database, ref: str) -> tuple[int, str]:
    with database.reading() as session:
        order = session.scalars(select(WorkOrder).where(WorkOrder.ref == ref)).one()
        count = session.scalar(select(func.count()).where(TicketEvent.ticket_id == order.ticket_id)) or 0
        return count, order.status


@given(COMMANDS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_each_command_counts_once_or_not_at_all(
    database: Database, world: World, commands: list[tuple[str, int, int, int]]
) -> None:
    with database.unit_of_work() as session:
        new = NewTicket("Leak", location_by_id(session, world.adm), NOW, trade="plumbing", priority="P3")
        ticket = service.open_ticket(session, new, who=DESK, now=NOW)
        ref = service.plan_work(session, ticket.ref, "rapid-centre", "Look", who=DESK, now=NOW, dispatch=True).ref
        ticket_id = ticket.id
    now, carried_out = NOW, dict[int, str]()
    for action, number, held_back, minutes in commands:
        now += timedelta(minutes=minutes)
        details = StepDetails(
            "Words", until=now + timedelta(days=2), finding="repaired", proof="photo", card="left", reason="strike",
            at=now - timedelta(minutes=held_back), client_uuid=str(UUID(int=ticket_id * 100 + number)),
        )  # fmt: skip
        before = _seen(database, ref)
        outcome = _try(database, _command(action, ref, details, now))
        after = _seen(database, ref)
        repeat = carried_out.get(number) == action
        assert not repeat or outcome == "done"
        if outcome == "refused" or repeat:
            assert after == before
        elif after != before:
            assert number not in carried_out
            carried_out[number] = action
    _replays(database, ticket_id)


def _try(database: Database, command: Callable[[Session], object]) -> str:
    try:
        with database.unit_of_work() as session:
            command(session)
    except RegieError:
        return "refused"
    return "done"


def _replays(database: Database, ticket_id: int) -> None:
    with database.reading() as session:
        ticket = session.get_one(Ticket, ticket_id)
        rows = queries.timeline_of(session, ticket_id)
        events = queries.events_of(session, ticket_id)
        seen = project(events, rulebook.clock_rules(session, ticket.aware_at))
        assert [getattr(ticket, column) for column in COLUMNS] == [getattr(seen, column) for column in COLUMNS]
        states = state_of(events).orders
        for order in queries.orders_of(session, ticket_id):
            assert states[order.ref] == order.status
            mine = [row for row in rows if row.kind in MOVES and row.data.get("work_order") == order.ref]
            assert [row.id for row in mine] == [row.id for row in sorted(mine, key=lambda row: row.id)]
        assert all(row.at <= row.recorded_at for row in rows)
