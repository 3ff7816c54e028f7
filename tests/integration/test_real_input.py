"""Real consumption through the whole house: `regie import registers`, `mosquitto_pub`, ingest, scheduler, a ticket."""

import os
from pathlib import Path

import psycopg
import pytest

from tests.soak.real_input import replay
from tests.support.commands import SERVER
from tests.support.labelled import labelled_set
from tests.support.shipped_broker import need_program


def _need(there: bool, what: str) -> None:
    if there:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


def _server_answers() -> bool:
    try:
        psycopg.connect(f"{SERVER}/postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def labelled() -> Path:
    need_program("mosquitto")
    need_program("mosquitto_pub")
    _need(_server_answers(), "PostgreSQL is not there; `make services` starts it")
    path = labelled_set()
    _need(path.exists(), f"{path} is not there; REGIE_SHARED names the folder of the specification")
    return path


def test_a_leak_in_real_consumption_opens_one_ticket_and_one_that_ended_unseen_opens_none(
    labelled: Path, tmp_path: Path
) -> None:
    found = replay(tmp_path, labelled)
    assert found["dead_letters"] == 0
    [alert] = found["running"]["alerts"]
    assert alert["cause"] == "base_load"
    assert found["running"]["tickets"] == [alert["ticket"]]
    assert abs(alert["began_hours_after_the_leak"]) <= 3
    assert found["ended"]["alerts"] == []
    assert found["ended"]["tickets"] == []
