from datetime import timedelta

import psutil
import pytest

from ops.config import Settings
from ops.db import Database
from ops.kit import leases
from ops.kit.jobs import Token
from scheduler.child import Child
from tests.support.waiting import until
from tests.support.world import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def token(database: Database) -> Token:
    with database.unit_of_work() as session:
        number = leases.acquire(session, leases.SCHEDULER, "me", now=NOW, lasts=MINUTE)
    assert number is not None
    return Token(leases.SCHEDULER, number)


def _process(child: Child) -> psutil.Process:
    assert child._process is not None
    return psutil.Process(child._process.pid)


def test_it_runs_one_job_after_another_in_one_process(settings: Settings, token: Token) -> None:
    child = Child(settings)
    first = child.run("session_purge", token, MINUTE)
    process = _process(child)
    second = child.run("partitions", token, MINUTE)
    assert (first.error, second.error) == (None, None)
    assert first.did["sessions"] == 0
    assert _process(child) == process
    child.close()
    assert not process.is_running()


def test_it_is_fenced_by_the_token_it_was_given(settings: Settings, database: Database, token: Token) -> None:
    child = Child(settings)
    with database.unit_of_work() as session:
        leases.acquire(session, leases.SCHEDULER, "other", now=NOW + MINUTE, lasts=MINUTE)
    with pytest.raises(leases.Fenced):
        child.run("session_purge", token, MINUTE)
    child.close()


def test_a_child_that_takes_too_long_is_ended_and_another_one_started(settings: Settings, token: Token) -> None:
    child = Child(settings)
    assert child.run("session_purge", token, timedelta()).error == "the child process ended with code -9"
    assert child.run("session_purge", token, MINUTE).error is None
    child.close()


def test_a_child_that_died_before_it_read_its_question_is_put_away(settings: Settings, token: Token) -> None:
    child = Child(settings)
    child.run("session_purge", token, MINUTE)
    process = child._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.write("a question that is never read")
    process.kill()
    process.wait()
    child.close()
    assert child._process is None


def test_a_child_ends_when_its_parent_is_gone(settings: Settings, token: Token) -> None:
    child = Child(settings)
    child.run("session_purge", token, MINUTE)
    process = _process(child)
    assert child._process is not None
    assert child._process.stdin is not None
    child._process.stdin.close()
    until(lambda: child._process is not None and child._process.poll() is not None, "the child ends")
    assert not process.is_running()
    child.close()
