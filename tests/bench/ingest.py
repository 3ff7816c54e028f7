"""How fast one `regie ingest` drains what Mosquitto kept for it, each message stored before it is acknowledged."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from ops.db import Database
from ops.energy.models import Meter, Reading, Register
from ops.estate.models import Location
from tests.bench.harness import Measurement
from tests.support.shipped_broker import ShippedBroker, need_program

MESSAGES = 100_000
REGISTERS = 100
TARGET_READINGS_PER_S = 20_000
PASSWORDS = {"MQTT_PASSWORD": "bench", "MQTT_LOGGERS": "bench:bench"}
TOPIC = "regie/v1/bench/readings"
#: mosquitto_pub leaves when it sees the number of its last message acknowledged; beyond 65,535 lines numbers repeat.
_LINES_AT_ONCE = 50_000
_PATIENCE_S = 300


def readings_per_s(url: str, folder: Path) -> Measurement:
    database = Database(url.replace("postgresql://", "postgresql+psycopg://", 1))
    _build_registers(database)
    broker = ShippedBroker(folder / "broker", PASSWORDS)
    broker.prepare()
    broker.start()
    try:
        with _ingest(url, folder, broker):
            _wait_for_session(folder)
        _publish(broker)
        with _ingest(url, folder, broker):
            rate = _drain(database)
    finally:
        broker.stop()
        database.dispose()
    return Measurement(rate, "readings/s", TARGET_READINGS_PER_S, at_least=True)


def _build_registers(database: Database) -> None:
    with database.unit_of_work() as session:
        site = Location(code="BENCH", kind="site", name="Bench", path="/", zone="centre")
        session.add(site)
        session.flush()
        meter = Meter(code="BENCH", medium="electricity", location_id=site.id)
        session.add(meter)
        session.flush()
        start = date(2020, 1, 1)
        session.add_all(
            Register(code=f"bench-{number}", meter_id=meter.id, kind="index", unit="kWh", valid_from=start)
            for number in range(REGISTERS)
        )


def _messages() -> Iterator[str]:
    """Each register counts up by one every second, ending a minute ago."""
    seconds = MESSAGES // REGISTERS
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=seconds + 60)
    for second in range(seconds):
        at = (start + timedelta(seconds=second)).isoformat()
        for number in range(REGISTERS):
            reading = {"register": f"bench-{number}", "at": at, "value": 1000 + second, "unit": "kWh", "kind": "index"}
            yield json.dumps(reading)


def _publish(broker: ShippedBroker) -> None:
    command = [need_program("mosquitto_pub"), "-p", str(broker.port), "-u", "bench", "-P", "bench"]
    messages = list(_messages())
    for start in range(0, len(messages), _LINES_AT_ONCE):
        lines = "\n".join(messages[start : start + _LINES_AT_ONCE]) + "\n"
        subprocess.run([*command, "-q", "1", "-t", TOPIC, "-l"], input=lines, text=True, check=True)


@contextmanager
def _ingest(url: str, folder: Path, broker: ShippedBroker) -> Iterator[None]:
    environment = {
        **os.environ,
        "REGIE_DATABASE_URL": url,
        "REGIE_DATA_DIR": str(folder),
        "REGIE_MQTT_URL": f"mqtt://regie:bench@127.0.0.1:{broker.port}",
        "REGIE_SECRET_KEY": "bench-only",
    }
    with (folder / "ingest.log").open("ab") as log:
        command = [str(Path(sys.executable).parent / "regie"), "ingest"]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for_session(folder: Path) -> None:
    deadline = time.monotonic() + 60
    while "broker_connected" not in (folder / "ingest.log").read_text():
        if time.monotonic() > deadline:
            raise TimeoutError((folder / "ingest.log").read_text())
        time.sleep(0.1)
    # The subscription follows the connection at once; the broker needs a moment to note it.
    time.sleep(1)


def _drain(database: Database) -> float:
    """From the first stored readings to the last."""
    before, started = 0, 0.0
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        stored = _stored(database)
        if stored and not before:
            before, started = stored, time.monotonic()
        if stored == MESSAGES:
            return (stored - before) / (time.monotonic() - started)
        time.sleep(0.2)
    raise TimeoutError(f"{_stored(database)} of {MESSAGES} readings after {_PATIENCE_S} s")


def _stored(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Reading)) or 0
