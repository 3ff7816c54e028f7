"""Readings flow while ingest, database and broker are killed or restarted: what was confirmed is stored once."""

import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import func, select

from ops.db import Database
from ops.energy.models import DeadLetter, Meter, Reading, ReadingRevision, Register
from ops.estate.models import Location
from ops.kit.units import MICRO
from tests.support.ingest_process import IngestProcess
from tests.support.postgres_cluster import PostgresCluster
from tests.support.publisher import START, Key, Publisher, value_of
from tests.support.shipped_broker import ShippedBroker
from tests.support.waiting import until

MESSAGES = 20_000
AUTOSAVE_S = 5
CODES = [f"soak-{number}" for number in range(20)]
_PASSWORDS = {"MQTT_PASSWORD": "s1", "MQTT_LOGGERS": "logger-a:a1"}
_SECONDS = 40
_PATIENCE_S = 180
BACKLOG = 50_000
_BACKLOG_PER_S = 50_000


@dataclass(frozen=True)
class World:
    """All parts that a fault can hit."""

    broker: ShippedBroker
    cluster: PostgresCluster
    database: Database
    ingest: IngestProcess

    @property
    def logger_url(self) -> str:
        return f"mqtt://logger-a:a1@127.0.0.1:{self.broker.port}"


@contextmanager
def world(folder: Path) -> Iterator[World]:
    broker, cluster = ShippedBroker(folder / "broker", _PASSWORDS), PostgresCluster()
    broker.prepare()
    broker.start()
    cluster.start()
    database = Database(cluster.url.replace("postgresql://", "postgresql+psycopg://", 1))
    ingest = IngestProcess(folder, cluster.url, f"mqtt://regie:s1@127.0.0.1:{broker.port}")
    try:
        database.migrate()
        add_registers(database)
        yield World(broker, cluster, database, ingest)
    finally:
        ingest.end(signal.SIGKILL)
        broker.stop(signal.SIGKILL)
        database.dispose()
        cluster.stop()


def add_registers(database: Database) -> None:
    with database.unit_of_work() as session:
        site = Location(code="SOAK", kind="site", name="Soak", path="/", zone="centre")
        session.add(site)
        session.flush()
        meter = Meter(code="SOAK", medium="electricity", location_id=site.id)
        session.add(meter)
        session.flush()
        start = date(2020, 1, 1)
        session.add_all(
            Register(code=code, meter_id=meter.id, kind="index", unit="kWh", valid_from=start) for code in CODES
        )


def kill_ingest(parts: World) -> None:
    parts.ingest.end(signal.SIGKILL)
    parts.ingest.start()


def kill_ingest_between_commit_and_ack(parts: World) -> None:
    """Its first batch is committed, none of it acknowledged, and the process is gone."""
    parts.ingest.end(signal.SIGKILL)
    parts.ingest.start(dies_after_batches=1)
    until(lambda: not parts.ingest.is_running(), "ingest kills itself")
    parts.ingest.start()


def kill_database(parts: World) -> None:
    parts.cluster.kill()
    parts.cluster.start()


def restart_broker(parts: World) -> None:
    parts.broker.stop()
    parts.broker.start()


FAULTS: tuple[Callable[[World], None], ...] = (
    kill_ingest, kill_ingest_between_commit_and_ack, kill_database, restart_broker,
)  # fmt: skip


def exactly_once(messages: int, folder: Path, seconds: float = _SECONDS) -> dict[str, Any]:
    """The faults come one after the other, spread over the time that the messages need."""
    with world(folder) as parts:
        parts.ingest.start()
        publisher = Publisher(parts.logger_url, CODES)
        sending = threading.Thread(target=publisher.publish, args=(messages,), kwargs={"per_s": messages / seconds})
        sending.start()
        for number, fault in enumerate(FAULTS, 1):
            _until_confirmed(publisher, messages * number // (len(FAULTS) + 1))
            fault(parts)
        sending.join()
        until(lambda: not publisher.unconfirmed, "the broker confirms all", within_s=_PATIENCE_S)
        publisher.close()
        until(lambda: stored_count(parts.database) >= messages, "all is stored", within_s=_PATIENCE_S)
        parts.ingest.end()
        faults = [fault.__name__ for fault in FAULTS]
        return {**_verdict(parts.database, publisher.confirmed), "faults": faults}


def drained_despite_kills(messages: int, folder: Path, *, kills: int = 3) -> dict[str, Any]:
    """A backlog is waiting; the ingest that drains it is killed again and again, each time in the midst of it."""
    with world(folder) as parts:
        parts.ingest.start()
        parts.ingest.end()
        publisher = Publisher(parts.logger_url, CODES)
        publisher.publish(messages, per_s=_BACKLOG_PER_S)
        until(lambda: not publisher.unconfirmed, "the broker keeps all", within_s=_PATIENCE_S)
        publisher.close()
        killed_at = [_kill_in_the_midst(parts, messages * number // (kills + 1)) for number in range(1, kills + 1)]
        parts.ingest.start()
        until(lambda: stored_count(parts.database) >= messages, "all is stored", within_s=_PATIENCE_S)
        parts.ingest.end()
        return {**_verdict(parts.database, publisher.confirmed), "killed_at": killed_at}


def _kill_in_the_midst(parts: World, stored: int) -> int:
    """Says how many readings were stored when it was dead."""
    parts.ingest.start()
    until(lambda: stored_count(parts.database) >= stored, "a part is stored", within_s=_PATIENCE_S)
    parts.ingest.end(signal.SIGKILL)
    return stored_count(parts.database)


def _until_confirmed(publisher: Publisher, count: int) -> None:
    until(lambda: len(publisher.confirmed) >= count, "messages flow", within_s=_PATIENCE_S)


def _verdict(database: Database, confirmed: dict[Key, float]) -> dict[str, Any]:
    stored = stored_values(database)
    lost = [key for key in confirmed if key not in stored]
    changed = [key for key, value in stored.items() if value != value_of(key) * MICRO]
    with database.reading() as session:
        revised = session.scalar(select(func.count()).select_from(ReadingRevision)) or 0
        dead = session.scalar(select(func.count()).select_from(DeadLetter)) or 0
    return {
        "published_acked": len(confirmed),
        "stored": len(stored),
        "lost": len(lost),
        "duplicates": revised,
        "changed": len(changed),
        "dead_letters": dead,
        "ok": not (lost or changed or revised or dead),
    }


def stored_count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Reading)) or 0


def stored_values(database: Database) -> dict[Key, int]:
    query = select(Register.code, Reading.at, Reading.value_micro).join(Register, Register.id == Reading.register_id)
    with database.reading() as session:
        return {(code, int((at - START).total_seconds())): micro for code, at, micro in session.execute(query)}


def broker_kill_loss(folder: Path, *, per_s: float = 200, seconds: float = 12) -> dict[str, Any]:
    """How much a killed broker forgets while ingest is away: confirmed messages, and the seconds they span."""
    with world(folder) as parts:
        parts.ingest.start()
        parts.ingest.end()
        publisher = Publisher(parts.logger_url, CODES)
        publisher.publish(int(per_s * seconds), per_s=per_s)
        until(lambda: not publisher.unconfirmed, "the broker confirms all")
        killed_at = monotonic()
        parts.broker.stop(signal.SIGKILL)
        publisher.close()
        parts.broker.start()
        parts.ingest.start()
        _until_quiet(parts.database)
        stored = stored_values(parts.database)
        lost = [at for key, at in publisher.confirmed.items() if key not in stored]
    window_s = round(killed_at - min(lost), 2) if lost else 0.0
    return {"confirmed": len(publisher.confirmed), "lost": len(lost), "lost_window_s": window_s}


def _until_quiet(database: Database, quiet_s: float = 4.0) -> None:
    """What the broker kept has arrived when nothing more was stored for a while."""
    last, since = -1, monotonic()

    def is_quiet() -> bool:
        nonlocal last, since
        if (now_stored := stored_count(database)) != last:
            last, since = now_stored, monotonic()
        return monotonic() - since > quiet_s

    until(is_quiet, "ingest has caught up", within_s=_PATIENCE_S)


def run(messages: int = MESSAGES) -> dict[str, Any]:
    """The proofs in full size, as one line."""
    with tempfile.TemporaryDirectory(prefix="regie-soak-") as one, tempfile.TemporaryDirectory() as two:
        result = exactly_once(messages, Path(one))
        killed = broker_kill_loss(Path(two))
    with tempfile.TemporaryDirectory(prefix="regie-soak-") as three:
        drained = drained_despite_kills(BACKLOG, Path(three))
    # A save takes a moment itself, and the clock of the broker ticks in whole seconds.
    within = killed["lost_window_s"] <= AUTOSAVE_S + 2
    proofs = {"broker_killed": killed, "backlog_drained": drained}
    return {"soak": "broker_faults", **result, **proofs, "ok": result["ok"] and within and drained["ok"]}
