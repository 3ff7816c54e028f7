import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ops.db import Database
from ops.errors import RegieError
from ops.kit import leases, runs
from ops.kit.clock import utc_now
from scheduler import by_hand, cli
from tests.support.waiting import until


@pytest.fixture
def regie(database_url: str, tmp_path: Path) -> "Command":
    return Command(database_url, tmp_path)


class Command:
    """`regie` as a person starts it."""

    def __init__(self, url: str, folder: Path) -> None:
        self._folder = folder
        self._environment = os.environ | {"REGIE_DATABASE_URL": url, "REGIE_SECRET_KEY": "x" * 40}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(Path(sys.executable).with_name("regie")), *arguments],
            cwd=self._folder, env=self._environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err


def test_job_run_runs_as_if_it_were_another_day_and_notes_it(regie: Command, database: Database) -> None:
    code, out, _ = regie("job", "run", "session_purge", "--now", "2027-01-15T10:00:00+01:00")
    assert (code, out.strip()) == (0, "session_purge: nothing to do")
    with database.unit_of_work() as session:
        run = runs.latest(session, "session_purge")
        assert run is not None
        assert (run.state, run.requested_by, run.planned_at.year) == ("done", "command line", 2027)


@pytest.fixture
def here(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """The same commands without a process of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REGIE_DATABASE_URL", database_url)
    return lambda *arguments: CliRunner().invoke(cli.app, arguments)


def test_job_list_names_each_job_with_its_reason(here: Callable[..., Result]) -> None:
    listed = here("job", "list").output
    assert "session_purge  every day at 04:10" in listed
    assert "Sends the messages that wait" in listed


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("nothing",), by_hand.NoSuchJob),
        (("partitions", "--now", "2027-01-15T10:00:00"), by_hand.BadInstant),
        (("partitions", "--now", "tomorrow"), by_hand.BadInstant),
    ],
    ids=["an unknown job", "an instant without its zone", "no instant"],
)
def test_what_can_t_be_run_is_refused(
    here: Callable[..., Result], arguments: tuple[str, ...], error: type[RegieError]
) -> None:
    assert isinstance(here("job", "run", *arguments).exception, error)


def test_a_job_that_somebody_runs_by_hand_is_not_run_twice(here: Callable[..., Result], database: Database) -> None:
    with database.unit_of_work() as session:
        leases.acquire(session, "job:partitions", "by hand", now=utc_now(), lasts=timedelta(minutes=5))
    assert isinstance(here("job", "run", "partitions").exception, by_hand.JobUnderWay)


def test_the_scheduler_takes_the_lease_and_gives_it_back_when_it_is_stopped(regie: Command, database: Database) -> None:
    process = regie.start("scheduler")

    def holder() -> str | None:
        with database.reading() as session:
            lease = leases.held(session, leases.SCHEDULER, utc_now())
            return lease.holder if lease else None

    until(lambda: holder() is not None, "the scheduler takes the lease")
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert holder() is None
