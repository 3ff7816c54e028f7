"""How fast one `regie ingest` drains what Mosquitto kept for it, each message stored before it is acknowledged."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from ops.db import Database
from ops.energy.models import DeadLetter, Meter, Reading, ReadingRevision, Register
from ops.estate.models import Location
from ops.kit.units import MICRO
from tests.bench import bare_loop
from tests.bench.harness import Measurement
from tests.bench.parts import database_of, running, running_broker, until_logged
from tests.support.shipped_broker import ShippedBroker, need_program

MESSAGES, BACKLOG = 100_000, 500_000
REGISTERS = 100
TARGET_READINGS_PER_S, TARGET_SHARE = 20_000, 0.6
TOPIC = "regie/v1/bench/readings"
#: mosquitto_pub leaves when it sees the number of its last message acknowledged; beyond 65,535 lines numbers repeat.
_LINES_AT_ONCE = 50_000
_PATIENCE_S = 300
_FIRST_VALUE = 1_000


@dataclass(frozen=True)
class House:
    """A broker, a database with registers, and how many messages are to come."""

    broker: ShippedBroker
    database: Database
    url: str
    folder: Path
    messages: int


@contextmanager
def _house(url: str, folder: Path, messages: int) -> Iterator[House]:
    database = database_of(url)
    _build_registers(database)
    try:
        with running_broker(folder) as broker:
            yield House(broker, database, url, folder, messages)
    finally:
        database.dispose()


def readings_per_s(url: str, folder: Path) -> Measurement:
    with _house(url, folder, MESSAGES) as house:
        return Measurement(_ingest_rate(house), "readings/s", TARGET_READINGS_PER_S, at_least=True)


def vs_bare(url: str, folder: Path, messages: int = BACKLOG) -> Measurement:
    """As a share of what a loop without any rule reaches with the same backlog, just before."""
    with _house(url, folder, messages) as house:
        bare = _bare_rate(house)
        own = _ingest_rate(house)
        losses = _losses(house)
    peer = {"ingest_readings_per_s": own, "bare_readings_per_s": bare, **losses}
    share = own / bare if not any(losses.values()) else 0.0
    return Measurement(share, "share", TARGET_SHARE, at_least=True, peer=peer)


def _ingest_rate(house: House) -> float:
    with _ingest(house) as log:
        until_logged(log, "broker_subscribed")
    _publish(house)
    with _ingest(house):
        return _drain(house, lambda: _stored(house.database))


def _ingest(house: House) -> AbstractContextManager[Path]:
    return running("ingest", house.url, house.folder, house.broker)


def _bare_rate(house: House) -> float:
    with house.database.unit_of_work() as session:
        columns = "register text, at timestamptz, value double precision"
        session.execute(text(f"CREATE TABLE {bare_loop.TABLE} ({columns})"))
    _bare(house, 0).wait(timeout=_PATIENCE_S)
    _publish(house)
    process = _bare(house, house.messages)
    rate = _drain(house, lambda: _count(house.database, f"SELECT count(*) FROM {bare_loop.TABLE}"))
    process.wait(timeout=_PATIENCE_S)
    _bare_session_ends(house)
    return rate


def _bare(house: House, messages: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.bench.bare_loop", house.url, str(house.broker.port), TOPIC, str(messages)]
    return subprocess.Popen(command)


def _bare_session_ends(house: House) -> None:
    """Or the broker would keep the messages of the second run for it too."""
    command = [need_program("mosquitto_sub"), "-p", str(house.broker.port), "-u", "regie", "-P", "bench"]
    subprocess.run([*command, "-i", bare_loop.CLIENT_ID, "-t", TOPIC, "-E"], check=True)


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


def _messages(count: int) -> Iterator[str]:
    """Each register counts up by one every second, ending a minute ago."""
    seconds = count // REGISTERS
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=seconds + 60)
    for second in range(seconds):
        at, value = (start + timedelta(seconds=second)).isoformat(), _FIRST_VALUE + second
        for number in range(REGISTERS):
            reading = {"register": f"bench-{number}", "at": at, "value": value, "unit": "kWh", "kind": "index"}
            yield json.dumps(reading)


def _publish(house: House) -> None:
    command = [need_program("mosquitto_pub"), "-p", str(house.broker.port), "-u", "bench", "-P", "bench"]
    messages = list(_messages(house.messages))
    for start in range(0, len(messages), _LINES_AT_ONCE):
        lines = "\n".join(messages[start : start + _LINES_AT_ONCE]) + "\n"
        subprocess.run([*command, "-q", "1", "-t", TOPIC, "-l"], input=lines, text=True, check=True)


def _drain(house: House, stored_now: Callable[[], int]) -> float:
    """From the first stored readings to the last."""
    before, started = 0, 0.0
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        stored = stored_now()
        if stored and not before:
            before, started = stored, time.monotonic()
        if stored >= house.messages:
            return (stored - before) / (time.monotonic() - started)
        time.sleep(0.2)
    raise TimeoutError(f"{stored_now()} of {house.messages} readings after {_PATIENCE_S} s")


def _stored(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Reading)) or 0


def _count(database: Database, query: str) -> int:
    with database.reading() as session:
        return session.scalar(text(query)) or 0


def _losses(house: House) -> dict[str, float]:
    """What is missing, came twice, has another value than was sent, or was set aside."""
    seconds = house.messages // REGISTERS
    sent = REGISTERS * sum(range(_FIRST_VALUE, _FIRST_VALUE + seconds)) * MICRO
    with house.database.reading() as session:
        stored, total = session.execute(select(func.count(), func.sum(Reading.value_micro))).one()
        revised, dead = (
            session.scalar(select(func.count()).select_from(model)) for model in (ReadingRevision, DeadLetter)
        )
    return {
        "lost": max(house.messages - stored, 0),
        "doubled": max(stored - house.messages, 0) + (revised or 0),
        "changed": float(int(total) != sent),
        "dead_letters": dead or 0,
    }
