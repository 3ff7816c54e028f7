"""The scheduler: the holder of the lease looks around, and starts what is due or asked for."""

import os
import socket
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ops.config import Settings
from ops.db import Database
from ops.errors import RegieError
from ops.kit import commands, heartbeats, leases, runs
from ops.kit.clock import Clock, utc_now
from ops.kit.jobs import JobContext
from ops.kit.runs import Planned
from scheduler.board import Board
from scheduler.child import Child
from scheduler.due import Found, is_settled, loop_is_due, loop_run, may_go, may_start, planned_run
from scheduler.lease import LeaseKeeper
from scheduler.order import Order, describe
from scheduler.runner import Runner
from scheduler.timetable import TIMETABLE, Row

_log = structlog.get_logger(__name__)
BY_HAND = "job:"


@dataclass(frozen=True)
class Pace:
    """How long the lease lasts and how often the scheduler looks."""

    lease: timedelta = timedelta(seconds=30)
    heartbeat: timedelta = timedelta(seconds=10)
    tick_s: float = 0.5
    #: How long a stop waits for the runs at hand.
    grace_s: float = 20.0


@dataclass(frozen=True)
class Wish:
    """Somebody asked for a run now."""

    command_id: int
    job: str
    by: str


class Scheduler:
    """`run` until told to stop; `tick` is one look around."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        clock: Clock = utc_now,
        rows: tuple[Row, ...] = TIMETABLE,
        pace: Pace | None = None,
        holder: str | None = None,
    ) -> None:
        self.database = database
        self.settings = settings
        self.clock = clock
        self.rows = rows
        self.pace = pace or Pace()
        self.holder = holder or f"{socket.gethostname()}:{os.getpid()}"
        self.lease = LeaseKeeper(database, leases.SCHEDULER, self.holder, self.pace.lease, self.pace.heartbeat)
        self.board = Board(rows)
        self._runner = Runner(self.board, Child(settings), self.holder)
        self._beaten_at: datetime | None = None
        self._settled: dict[str, str] = {}

    def run(self, stop: threading.Event) -> None:
        """Looks around until `stop`; a database that is away is waited for."""
        while not stop.wait(self.pace.tick_s):
            try:
                self.tick()
            except (SQLAlchemyError, RegieError) as error:
                _log.warning("scheduler_waits", error=describe(error))
                stop.wait(2.0)
        self.leave()

    def tick(self) -> None:
        now = self.clock()
        if not self._hold_lease(now):
            return
        self._runner.note_overdue(self._context())
        self._take_commands(now)
        self._start_due(now)
        self._beat(now)

    def leave(self) -> None:
        """Lets the runs at hand finish, then gives the lease to whoever waits."""
        self._runner.stop(self.pace.grace_s)
        try:
            self.lease.release(self.clock())
        except (SQLAlchemyError, RegieError) as error:
            _log.warning("lease_not_released", error=describe(error))

    def wait_for_runs(self, seconds: float) -> bool:
        """False when something still runs after that."""
        return self._runner.wait(seconds)

    # The lease

    def _hold_lease(self, now: datetime) -> bool:
        if self.lease.is_held:
            return self.lease.keep(now)
        if self.lease.take(now, self._close_what_was_left):
            self._settled.clear()
            self._beaten_at = None
        return self.lease.is_held

    def _close_what_was_left(self, session: Session, now: datetime) -> None:
        """A new holder first closes what the former one left open."""
        runs.close_interrupted(session, now=now)
        commands.give_back(session, commands.RUN_JOB)
        self._runner.failing = {job for job, run in runs.latest_of_all(session).items() if run.state == runs.FAILED}

    # What to start

    def _take_commands(self, now: datetime) -> None:
        for wish in self._wishes():
            row = next((row for row in self.rows if row.name == wish.job), None)
            if row is None:
                self._refuse(wish, now)
            elif row.name not in self._runner.at_hand() and self._take(wish, now):
                plan = Planned(row.name, f"manual:{wish.command_id}", now, wish.by)
                self._start(Order(row, plan, wish.command_id), now)

    def _wishes(self) -> list[Wish]:
        with self.database.reading() as session:
            waiting = commands.open_commands(session, commands.RUN_JOB, ("waiting",))
            return [Wish(each.id, str(each.params.get("job")), each.requested_by) for each in waiting]

    def _take(self, wish: Wish, now: datetime) -> bool:
        with self._context().unit_of_work() as session:
            return commands.take(session, commands.RUN_JOB, now=now, command_id=wish.command_id) is not None

    def _refuse(self, wish: Wish, now: datetime) -> None:
        with self._context().unit_of_work() as session:
            commands.finish(session, wish.command_id, now=now, error="unknown_job")

    def _start_due(self, now: datetime) -> None:
        orders = {order.row.name: order for order in self._due_orders(now)}
        if not orders:
            return
        with self.database.reading() as session:
            by_hand = {name.removeprefix(BY_HAND) for name in leases.held_like(session, BY_HAND, now)}
        busy, hanging = [*self._runner.at_hand(), *by_hand], self._runner.hanging()
        for name, order in orders.items():
            others = orders.keys() - {name}
            if name not in by_hand and may_go(order.row, others, busy, hanging):
                self._start(order, now)

    def _due_orders(self, now: datetime) -> list[Order]:
        return [order for row in self.rows if (order := self._due_order(row, now)) is not None]

    def _due_order(self, row: Row, now: datetime) -> Order | None:
        if row.name in self._runner.at_hand():
            return None
        if row.is_loop:
            due = loop_is_due(row, self.board.started_at(row.name), now)
            return Order(row, loop_run(row, now)) if due else None
        plan = planned_run(row, now, self.settings.zone)
        if plan is None or self._settled.get(row.name) == plan.run_key:
            return None
        found = self._found(plan)
        if is_settled(row, found):
            self._settled[row.name] = plan.run_key
            return None
        return Order(row, plan) if may_start(row, found, now) else None

    def _found(self, plan: Planned) -> Found | None:
        with self.database.reading() as session:
            run = runs.by_key(session, plan.job, plan.run_key)
            return Found(run.state, run.attempt, run.finished_at, run.error) if run else None

    def _start(self, order: Order, now: datetime) -> None:
        self._runner.start(order, now, self._context())

    def _context(self) -> JobContext:
        return JobContext(self.database, self.settings, self.clock, self.lease.token, self._runner.stopping.is_set)

    # The heartbeat

    def _beat(self, now: datetime) -> None:
        if self._beaten_at is not None and timedelta() <= now - self._beaten_at < self.pace.heartbeat:
            return
        with self._context().unit_of_work() as session:
            heartbeats.beat(session, "scheduler", heartbeats.SCHEDULER, now=now, detail=self._detail(now))
        self._beaten_at = now

    def _detail(self, now: datetime) -> dict[str, Any]:
        at_hand = {name: (run.started_at, run.hanging) for name, run in self._runner.at_hand().items()}
        jobs = self.board.as_json(now, self.settings.zone, at_hand, self._runner.failing)
        return {"holder": self.holder, "token": self.lease.token and self.lease.token.number, "jobs": jobs}
