"""`regie ingest` and `regie simulate` as a person starts them."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ops.db import Database
from ops.energy.models import Register
from tests.integration.iot.conftest import PASSWORDS, Broker, Logger, mosquitto_address, reading, values
from tests.support.ingest_process import IngestProcess
from tests.support.shipped_broker import ShippedBroker
from tests.support.waiting import until

MakeLogger = Callable[[Broker], Logger]
REGIE = str(Path(sys.executable).parent / "regie")


def environment(database_url: str, folder: Path, mqtt_url: str) -> dict[str, str]:
    own = {
        "REGIE_DATABASE_URL": database_url, "REGIE_DATA_DIR": str(folder), "REGIE_MQTT_URL": mqtt_url,
        "REGIE_SECRET_KEY": "a-key-for-tests-only-0123456789abcdef",
    }  # fmt: skip
    return {**os.environ, **own}


def run(arguments: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [REGIE, *arguments]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=90, check=False)


def test_a_member_that_retires_stores_what_was_meant_for_it_and_ends_its_session(
    mosquitto: ShippedBroker,
    database: Database,
    database_url: str,
    register: int,
    make_logger: MakeLogger,
    tmp_path: Path,
) -> None:
    broker = mosquitto_address(mosquitto)
    member = IngestProcess(tmp_path, database_url, broker.url)
    member.start()
    member.end()
    logger = make_logger(broker)
    logger.say(reading(5))
    retired = run(["ingest", "--retire"], environment(database_url, tmp_path, broker.url))
    assert (retired.returncode, retired.stdout) == (0, "regie-ingest-1: 1 messages stored, session ended\n")
    assert values(database) == [5]
    logger.say(reading(6))
    member.start()
    assert '"session_present": false' in member.log.read_text().splitlines()[-3]
    member.end()
    assert values(database) == [5]


def test_an_address_that_is_none_is_one_line_on_stderr(database_url: str, tmp_path: Path) -> None:
    failed = run(["ingest"], environment(database_url, tmp_path, "broker.example:1883"))
    assert failed.returncode == 1
    assert failed.stderr.startswith("regie: the MQTT address must look like")
    assert len(failed.stderr.splitlines()) == 1


def test_a_database_that_was_never_migrated_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    failed = run(["ingest"], environment(url, tmp_path, "mqtt://127.0.0.1:1"))
    assert (failed.returncode, failed.stderr) == (
        1, "regie: The database is not at the newest revision. Run: regie migrate\n",
    )  # fmt: skip


def test_the_simulator_speaks_for_the_registers_that_have_a_logger(
    mosquitto: ShippedBroker, database: Database, database_url: str, register: int, tmp_path: Path
) -> None:
    broker = mosquitto_address(mosquitto)
    give_logger(database, register)
    member = IngestProcess(tmp_path, database_url, broker.url)
    member.start()
    variables = environment(database_url, tmp_path, broker.url)
    command = [REGIE, "simulate", "--every", "0.5", "--fault", "leak:ADM-01-E1"]
    with subprocess.Popen(command, env=variables, stderr=subprocess.DEVNULL) as simulator:
        until(lambda: len(values(database)) >= 2, "its readings arrive", within_s=60)
        simulator.send_signal(signal.SIGTERM)
        assert simulator.wait(timeout=20) == 0
    member.end()


def test_a_fault_of_an_unknown_meter_is_refused(mosquitto: ShippedBroker, database_url: str, tmp_path: Path) -> None:
    url = mosquitto_address(mosquitto).url
    failed = run(["simulate", "--fault", "leak:NOBODY"], environment(database_url, tmp_path, url))
    assert (failed.returncode, len(failed.stderr.splitlines())) == (1, 1)
    assert "leak:NOBODY" in failed.stderr


def give_logger(database: Database, register: int) -> None:
    with database.unit_of_work() as session:
        session.get_one(Register, register).logger = PASSWORDS["MQTT_LOGGERS"].split(":")[0]
