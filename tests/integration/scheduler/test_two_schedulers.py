"""Real processes on one database: one runs, the other waits; death, and a holder that wakes up too late."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ops.db import Database
from ops.kit import runs
from ops.kit.models import Heartbeat, Lease
from tests.support.waiting import until

ROOT = Path(__file__).parents[3]


class House:
    """What two schedulers do on one database, seen from outside."""

    def __init__(self, database: Database, url: str, folder: Path) -> None:
        self.database = database
        self.processes: list[subprocess.Popen[bytes]] = []
        self._url = url
        self._folder = folder

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.support.scheduler_jobs", self._url]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, cwd=self._folder, env=environment, stdout=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def units_of(self, process: subprocess.Popen[bytes]) -> int:
        with self.database.reading() as session:
            names = session.scalars(select(Heartbeat.name).where(Heartbeat.kind == "unit")).all()
        return sum(name.startswith(f"unit {process.pid} ") for name in names)

    def token(self) -> int:
        with self.database.reading() as session:
            return session.scalar(select(Lease.token).where(Lease.name == "scheduler")) or 0

    def works(self, process: subprocess.Popen[bytes]) -> None:
        until(lambda: self.units_of(process) >= 3, f"process {process.pid} writes units")


@pytest.fixture
def house(database: Database, database_url: str, tmp_path: Path) -> Iterator[House]:
    house = House(database, database_url, tmp_path)
    yield house
    for process in house.processes:
        process.kill()
        process.wait()


def test_one_runs_and_the_other_takes_over_after_kill_9(house: House) -> None:
    first = house.start()
    house.works(first)
    second = house.start()
    before = house.units_of(first)
    until(lambda: house.units_of(first) > before + 20, "the first one goes on")
    assert house.units_of(second) == 0
    first.kill()
    first.wait()
    house.works(second)
    assert house.token() == 2
    with house.database.unit_of_work() as session:
        run = runs.latest(session, "busy")
        assert run is not None
        assert (run.state, run.attempt) == ("running", 2)
        assert run.runner.endswith(f":{second.pid}")


def test_a_holder_that_wakes_up_too_late_can_write_nothing_more(house: House) -> None:
    first = house.start()
    house.works(first)
    second = house.start()
    first.send_signal(signal.SIGSTOP)
    house.works(second)
    written = house.units_of(first)
    first.send_signal(signal.SIGCONT)
    before = house.units_of(second)
    until(lambda: house.units_of(second) > before + 20, "the second one goes on beside the first")
    assert house.units_of(first) == written
    assert first.poll() is None


def test_an_orderly_stop_ends_the_run_and_lets_the_other_in(house: House) -> None:
    first = house.start()
    house.works(first)
    second = house.start()
    first.send_signal(signal.SIGTERM)
    assert first.wait(10) == 0
    with house.database.unit_of_work() as session:
        run = runs.latest(session, "busy")
        assert run is not None
        assert run.state == "done"
    until(lambda: house.token() == 2, f"process {second.pid} takes the lease")
