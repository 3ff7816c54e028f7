"""Whatever a desk and its crews do to a ticket, the row always says what a fresh replay of its stored events says."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.db import Database
from ops.errors import RegieError
from ops.kit.locale import Text
from ops.repairs import rulebook, service
from ops.repairs.models import Caller, Ticket, TicketClock, TicketEvent, WorkOrder
from ops.repairs.rules.events import Event
from ops.repairs.rules.lifecycle import PAUSE_REASONS, state_of
from ops.repairs.rules.projection import COLUMNS, Projection, project
from ops.repairs.rules.triage import PRIORITIES
from ops.repairs.rules.work_order import STEPS
from ops.repairs.service import Call, FollowOn, NewCaller, StepDetails
from ops.repairs.service.call_back import promise_call_back
from tests.support.repairs_world import build_world
from tests.support.world import NOW

DESK = system("test")
#: Minutes until the next thing happens: often at once, sometimes after a weekend.
GAPS = st.one_of(st.just(0), st.integers(1, 90), st.integers(90, 5_000))
Clocks = Sequence[tuple[str, datetime, datetime, datetime | None, datetime | None]]


def _take(session: Session, ref: str, action: str, details: StepDetails, *, now: datetime) -> None:
    """A visit that more work follows says which; every other step is its name alone."""
    if action == "follow-on":
        more = FollowOn("More work.", emergency=details.made_safe)
        service.follow_on(session, ref, more, details, who=DESK, now=now)
    else:
        service.advance(session, ref, action, details, who=DESK, now=now)


class Desk(RuleBasedStateMachine):
    """One ticket on a database that all examples share; what is refused must leave everything as it was."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.now, self.ref, self.told_all = NOW, "", False

    @initialize(priority=st.sampled_from(PRIORITIES), called=st.integers(0, 600))
    def a_call_is_taken(self, priority: str, called: int) -> None:
        """It may have come hours ago, noted on paper."""
        caller = NewCaller(name="Amina Haddad", phone="+32470123456")
        call = Call("Lek", "ADM-01-R1", priority=priority, aware_at=NOW - timedelta(minutes=called), caller=caller)
        with self.database.unit_of_work() as session:
            self.ref = service.take_call(session, call, who=DESK, now=NOW).ref

    @rule(gap=GAPS, priority=st.sampled_from(PRIORITIES))
    def triage(self, gap: int, priority: str) -> None:
        self._do(gap, lambda s: service.triage(s, self.ref, priority, Text("Because."), who=DESK, now=self.now))

    @rule(gap=GAPS, reason=st.sampled_from(PAUSE_REASONS), hours=st.integers(1, 200))
    def pause(self, gap: int, reason: str, hours: int) -> None:
        self._do(gap, lambda s: service.pause(s, self.ref, reason, self._in(hours), "", who=DESK, now=self.now))

    @rule(gap=GAPS)
    def resume(self, gap: int) -> None:
        self._do(gap, lambda s: service.resume(s, self.ref, "", who=DESK, now=self.now))

    @rule(gap=GAPS, at_once=st.booleans())
    def plan_work(self, gap: int, at_once: bool) -> None:
        self._do(
            gap,
            lambda s: service.plan_work(s, self.ref, "rapid-centre", "Look", who=DESK, now=self.now, dispatch=at_once),
        )

    @rule(gap=GAPS, pick=st.integers(0, 3), action=st.sampled_from(sorted(STEPS)), hours=st.integers(1, 200))
    def advance(self, gap: int, pick: int, action: str, hours: int) -> None:
        """A step of one of the orders, with all that any step may ask for."""

        def step(session: Session) -> None:
            orders = self._orders(session)
            if orders:
                details = StepDetails("Words.", until=self._in(hours), finding="repaired", made_safe=pick == 0)
                _take(session, orders[pick % len(orders)].ref, action, details, now=self.now)

        self._do(gap, step)

    @rule(gap=GAPS)
    def another_calls(self, gap: int) -> None:
        caller = NewCaller(name="Jan Peeters")
        self._do(gap, lambda s: service.add_caller(s, self.ref, caller, who=DESK, now=self.now))

    @rule(gap=GAPS, minutes=st.integers(5, 3_000))
    def promise_to_ring(self, gap: int, minutes: int) -> None:
        by = timedelta(minutes=minutes)
        self._do(gap, lambda s: promise_call_back(s, self.ref, None, self.now + by, who=DESK, now=self.now))

    @rule(gap=GAPS)
    def tell_all(self, gap: int) -> None:
        self._do(gap, lambda s: service.inform_callers(s, self.ref, None, "Told.", who=DESK, now=self.now))
        self.told_all = True

    @rule(gap=GAPS)
    def resolve(self, gap: int) -> None:
        self._do(gap, lambda s: service.resolve(s, self.ref, "answered", "", who=DESK, now=self.now))

    @rule(gap=GAPS)
    def reopen(self, gap: int) -> None:
        self._do(gap, lambda s: service.reopen(s, self.ref, Text("Still broken."), who=DESK, now=self.now))

    @rule(gap=GAPS)
    def cancel(self, gap: int) -> None:
        self._do(gap, lambda s: service.cancel(s, self.ref, "withdrawn", "", who=DESK, now=self.now))

    @invariant()
    def the_row_is_a_replay_of_its_events(self) -> None:
        with self._reading() as (session, ticket):
            seen = self._replay(session, ticket)
            assert {column: getattr(ticket, column) for column in COLUMNS} == {c: getattr(seen, c) for c in COLUMNS}
            assert self._clocks(session, ticket) == sorted(
                (c.name, c.started_at, c.due_at, c.stopped_at, c.paused_since) for c in seen.clocks
            )

    @invariant()
    def whoever_was_promised_a_call_is_rung_by_telling_all(self) -> None:
        with self._reading() as (_, ticket):
            assert not (self.told_all and ticket.next_clock == "call_back")

    @invariant()
    def each_order_is_where_the_events_leave_it(self) -> None:
        with self._reading() as (session, ticket):
            said = state_of(self._events(session, ticket)).orders
            assert {order.ref: order.status for order in self._orders(session)} == said

    @invariant()
    def who_was_told_is_told_by_the_events(self) -> None:
        with self._reading() as (session, ticket):
            told = {e.data["caller"] for e in self._events(session, ticket) if e.kind == "caller_informed"}
            callers = session.scalars(select(Caller).where(Caller.ticket_id == ticket.id))
            assert {caller.id for caller in callers if caller.informed_at} == told

    def _do(self, gap: int, act: Callable[[Session], object]) -> None:
        """A refusal is fine: the law is that it changes nothing."""
        self.now += timedelta(minutes=gap)
        self.told_all = False
        before = self._version()
        try:
            with self.database.unit_of_work() as session:
                act(session)
        except RegieError:
            assert self._version() == before

    def _in(self, hours: int) -> datetime:
        return self.now + timedelta(hours=hours)

    def _version(self) -> tuple[int, int]:
        with self._reading() as (session, ticket):
            return ticket.version, len(self._events(session, ticket))

    @contextmanager
    def _reading(self) -> Iterator[tuple[Session, Ticket]]:
        with self.database.reading() as session:
            yield session, session.scalars(select(Ticket).where(Ticket.ref == self.ref)).one()

    def _events(self, session: Session, ticket: Ticket) -> list[Event]:
        rows = session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.id))
        return [Event(row.kind, row.at, row.data) for row in rows]

    def _replay(self, session: Session, ticket: Ticket) -> Projection:
        return project(self._events(session, ticket), rulebook.clock_rules(session, ticket.aware_at))

    def _clocks(self, session: Session, ticket: Ticket) -> Clocks:
        rows = session.scalars(select(TicketClock).where(TicketClock.ticket_id == ticket.id))
        return sorted((row.name, row.started_at, row.due_at, row.stopped_at, row.paused_since) for row in rows)

    def _orders(self, session: Session) -> Sequence[WorkOrder]:
        mine = select(WorkOrder).join(Ticket).where(Ticket.ref == self.ref)
        return session.scalars(mine.order_by(WorkOrder.id)).all()


def test_every_row_is_a_replay_of_its_events(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "regie.sqlite3")
    database = Database(f"sqlite:///{tmp_path / 'regie.sqlite3'}")
    with database.unit_of_work() as session:
        build_world(session, NOW)
    machine = type("DeskOfThisTest", (Desk,), {"database": database})
    run_state_machine_as_test(machine, settings=settings(max_examples=20, stateful_step_count=25))
    database.dispose()
