"""Runs at hand, each in a thread of its own; what one throws reaches neither the others nor the scheduler."""

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from ops.kit import runs
from ops.kit.jobs import JobContext, Token
from ops.kit.leases import Fenced
from scheduler import record
from scheduler.board import Board
from scheduler.child import Child
from scheduler.order import Ended, Order, describe, run_here

_log = structlog.get_logger(__name__)


@dataclass
class Running:
    """A run at hand."""

    order: Order
    started_at: datetime
    began_s: float = field(default_factory=time.monotonic)
    hanging: bool = False

    @property
    def is_overdue(self) -> bool:
        return time.monotonic() - self.began_s > self.order.row.limit.total_seconds()


class Runner:
    """Starts runs and knows which are at hand and which jobs fail."""

    def __init__(self, board: Board, child: Child, holder: str) -> None:
        self.board = board
        self.child = child
        self.holder = holder
        self.stopping = threading.Event()
        self.failing: set[str] = set()
        self._at_hand: dict[str, Running] = {}
        self._own: dict[str, Child] = {}
        self._threads: list[threading.Thread] = []

    def at_hand(self) -> dict[str, Running]:
        """A copy: runs end while somebody reads it."""
        return dict(self._at_hand)

    def hanging(self) -> Collection[str]:
        return {name for name, run in self.at_hand().items() if run.hanging}

    def start(self, order: Order, now: datetime, context: JobContext) -> None:
        self._at_hand[order.row.name] = Running(order, now)
        self.board.note_start(order.row.name, now)
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=self._execute, args=(order, now, context), name=order.row.name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def wait(self, seconds: float) -> bool:
        """Waits until nothing runs; False when something still does."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self, grace_s: float) -> None:
        """Lets the runs at hand finish; the child processes are ended with what they still do."""
        self.stopping.set()
        self.wait(grace_s)
        for child in (self.child, *list(self._own.values())):
            child.close()

    def note_overdue(self, context: JobContext) -> None:
        """A thread can't be ended from outside: people are told, and the other jobs go on."""
        for run in self.at_hand().values():
            if run.is_overdue and not run.hanging and not run.order.row.in_child:
                run.hanging = True
                record.note_hanging(context, run.order)

    def _execute(self, order: Order, started_at: datetime, context: JobContext) -> None:
        """The body of a run's thread."""
        name = order.row.name
        try:
            if order.is_round:
                self._run_round(order, started_at, context)
            else:
                self._run_recorded(order, context)
        except Fenced:
            _log.warning("job_fenced", job=name)
        except Exception as error:  # noqa: BLE001 - a run that can't write its ledger must not end the scheduler
            _log.error("job_unrecorded", job=name, error=describe(error))
        finally:
            self.board.note_end(name, context.now)
            self._at_hand.pop(name, None)

    def _run_recorded(self, order: Order, context: JobContext) -> None:
        run_id = record.begin(context, order, self.holder)
        if run_id is None:
            return
        ended = self._do(order, context)
        record.end(context, order, run_id, ended)
        self._note_health(order, ended)

    def _run_round(self, order: Order, started_at: datetime, context: JobContext) -> None:
        ended = self._do(order, context)
        if not ended.error and not any(ended.did.values()) and order.row.name in self.failing:
            record.end_failures(context, order, started_at, self.holder)
        else:
            record.end_round(context, order, started_at, ended, self.holder)
        self._note_health(order, ended)

    def _note_health(self, order: Order, ended: Ended) -> None:
        change = self.failing.add if ended.error else self.failing.discard
        change(order.row.name)

    def _do(self, order: Order, context: JobContext) -> Ended:
        """Raises Fenced."""
        began_s = time.monotonic()
        ended = self._do_in_child(order, context) if order.row.in_child else run_here(order.row, context)
        seconds = time.monotonic() - began_s
        self.board.note_result(order.row.name, seconds, ended)
        record.log_end(order, ended, seconds)
        return ended

    def _do_in_child(self, order: Order, context: JobContext) -> Ended:
        """A child that was ended because the scheduler stops has not failed. Raises Fenced."""
        run = self._in_own_child if order.row.own_child else self.child.run
        ended = run(order.row.name, context.token, order.row.limit)
        return Ended({}, runs.INTERRUPTED) if ended.error and self.stopping.is_set() else ended

    def _in_own_child(self, job: str, token: Token | None, limit: timedelta) -> Ended:
        """Its memory goes with it, and the other jobs' child is free meanwhile. Raises Fenced."""
        child = self._own[job] = Child(self.child.settings)
        try:
            return child.run(job, token, limit)
        finally:
            child.close()
            del self._own[job]
