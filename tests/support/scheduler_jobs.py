"""Jobs that tests give to a scheduler, and a process that runs them: `python -m tests.support.scheduler_jobs URL`."""

import os
import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from ops.config import Settings
from ops.db import Database
from ops.kit import heartbeats
from ops.kit.jobs import JobContext
from scheduler.main import Pace, Scheduler
from scheduler.timetable import Row
from scheduler.triggers import At, Every

QUICK = Pace(lease=timedelta(seconds=1.5), heartbeat=timedelta(seconds=0.4), tick_s=0.05, grace_s=5.0)
_pause = threading.Event()
release = threading.Event()


def busy(context: JobContext) -> dict[str, int]:
    """Writes twenty units a second under the name of its process, until it is fenced or stopped."""
    units = 0
    while not context.should_stop():
        units += 1
        with context.unit_of_work() as session:
            name = f"unit {os.getpid()} {context.token and context.token.number} {units}"
            heartbeats.beat(session, name, "unit", now=context.now)
        _pause.wait(0.05)
    return {"units": units}


def idle(_context: JobContext) -> dict[str, int]:
    return {"found": 0}


def useful(_context: JobContext) -> dict[str, int]:
    return {"found": 2}


def broken(_context: JobContext) -> dict[str, int]:
    raise ValueError("the wheel came off")


def hanging(_context: JobContext) -> dict[str, int]:
    release.wait(20)
    return {}


def row(name: str, trigger: At | Every, *, after: tuple[str, ...] = (), limit_s: float = 60, attempts: int = 3) -> Row:
    """A row of a timetable that runs the function of this module with the same name."""
    return Row(
        name, trigger, f"{__name__ if __name__ != '__main__' else 'tests.support.scheduler_jobs'}:{name}", "Why.",
        after=after, limit=timedelta(seconds=limit_s), attempts=attempts,
    )  # fmt: skip


def turn(scheduler: Scheduler) -> None:
    """One look around, and the end of what it started."""
    scheduler.tick()
    assert scheduler.wait_for_runs(10)


#: A planned run that is always due: its time has passed today or yesterday.
BUSY = row("busy", At(0, 1))


def main() -> None:
    settings = Settings(_env_file=None, data_dir=Path.cwd(), database_url=SecretStr(sys.argv[1]))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    Scheduler(Database(settings.sqlalchemy_url), settings, rows=(BUSY,), pace=QUICK).run(stop)


if __name__ == "__main__":
    main()
