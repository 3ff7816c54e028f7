"""Consumption that we did not make, sent by a program that we did not write: one leak is one ticket.

One building's series breaks off in the 30th hour of a leak, another one's two days after a leak that nobody saw.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from iot.topics import readings_topic
from ops.config import Settings
from ops.db import Database
from ops.energy.models import Alert, DeadLetter, Reading, Register
from ops.estate.models import Location
from ops.kit.clock import utc_now
from ops.repairs.models import Ticket
from tests.support.commands import Processes, empty_postgresql
from tests.support.labelled import Hour, LeakSeries, labelled_set
from tests.support.shipped_broker import ShippedBroker, need_program
from tests.support.waiting import until

#: Both were tried with the last hour at each hour of the week: what they show does not hang on the time of the run.
RUNNING = LeakSeries("eem_il-gas-hdd-only", "start", 30, medium="gas")
ENDED = LeakSeries("cl22_1", "end", 50)
SERIES = (RUNNING, ENDED)
#: The set holds dwellings, and its gas is counted in a larger unit; so many of them make a public building.
_FACTORS = {"electricity": 10, "gas": 100}
_LOGGER, _PASSWORD = "real-1", "r1"
#: Their alerts are part of the reference organisation.
_WITH_A_STORY = ("ADM-01", "ANT-03")
_MOST_LINES = 50_000
_PATIENCE_S = 120


@dataclass(frozen=True)
class Declared:
    """A register with the series that is replayed on it."""

    code: str
    building: str
    medium: str
    hours: Sequence[Hour]
    leak_at: datetime


@dataclass(frozen=True)
class House:
    """PostgreSQL and Mosquitto with the seeded organisation."""

    folder: Path
    database: Database
    broker: ShippedBroker
    processes: Processes


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """Broker and seeded database; `ingest` and `scheduler` run until the end."""
    broker = ShippedBroker(folder / "broker", {"MQTT_PASSWORD": "s1", "MQTT_LOGGERS": f"{_LOGGER}:{_PASSWORD}"})
    with empty_postgresql() as url:
        environment = {
            "REGIE_DATABASE_URL": url, "REGIE_SECRET_KEY": uuid4().hex,
            "REGIE_MQTT_URL": f"mqtt://regie:s1@127.0.0.1:{broker.port}",
        }  # fmt: skip
        processes = Processes(folder, environment)
        database = Database(Settings.model_validate({"database_url": url}).sqlalchemy_url)
        try:
            broker.prepare()
            broker.start()
            processes.run("migrate")
            processes.run("seed", "demo", "--scale", "0.05")
            yield House(folder, database, broker, processes)
        finally:
            processes.stop()
            broker.stop()
            database.dispose()


def declare(parts: House, path: Path, now: datetime) -> Sequence[Declared]:
    """Registers in buildings of their own, by the command and the columns that a coordinator uses."""
    query = select(Location.code).where(Location.kind == "building", Location.code.not_in(_WITH_A_STORY))
    with parts.database.reading() as session:
        buildings = list(session.scalars(query.order_by(Location.code).limit(len(SERIES))))
    declared = [
        Declared(f"REAL-{each.series}", building, each.medium, *each.load(path, now))
        for each, building in zip(SERIES, buildings, strict=True)
    ]
    table = parts.folder / "registers.csv"
    table.write_text("\n".join([_HEAD, *map(_row, declared)]) + "\n")
    parts.processes.run("import", "registers", str(table))
    return declared


_HEAD = "register,meter,building,medium,kind,unit,digits,factor,resolution,step_minutes,valid_from"


def _row(each: Declared) -> str:
    first_on = each.hours[0].at.date()
    counts = f"interval,kWh,8,{_FACTORS[each.medium]},0.0001,60"
    return f"{each.code},M-{each.code},{each.building},{each.medium},{counts},{first_on}"


def publish(broker: ShippedBroker, declared: Sequence[Declared]) -> None:
    """Each reading as a line that `mosquitto_pub` makes a message of."""
    lines = [_line(each.code, hour) for each in declared for hour in each.hours]
    command = [
        need_program("mosquitto_pub"), "-V", "mqttv5", "-h", "127.0.0.1", "-p", str(broker.port), "-q", "1",
        "-u", _LOGGER, "-P", _PASSWORD, "-i", "logger-real-1", "-t", readings_topic(_LOGGER), "-l",
    ]  # fmt: skip
    for first in range(0, len(lines), _MOST_LINES):
        portion = "\n".join(lines[first : first + _MOST_LINES]) + "\n"
        subprocess.run(command, input=portion.encode(), check=True, timeout=_PATIENCE_S)


def _line(code: str, hour: Hour) -> str:
    reading = {"register": code, "at": hour.at.isoformat(), "value": float(hour.value)}
    return json.dumps({**reading, "unit": "kWh", "kind": "interval"})


def stored(database: Database, code: str) -> int:
    query = select(func.count()).select_from(Reading).join(Register, Register.id == Reading.register_id)
    with database.reading() as session:
        return session.scalar(query.where(Register.code == code)) or 0


def is_scanned(database: Database, code: str) -> bool:
    """Nothing waits to be computed, and the detectors have seen all of it."""
    with database.reading() as session:
        register = session.scalars(select(Register).where(Register.code == code)).one()
        newest = session.scalar(select(func.max(Reading.at)).where(Reading.register_id == register.id))
        return register.dirty_from is None and bool(register.scanned_to and newest and register.scanned_to > newest)


def outcome(database: Database, each: Declared) -> dict[str, Any]:
    """The alerts of the register, and the tickets that any alert opened in its building."""
    with database.reading() as session:
        register = session.scalars(select(Register).where(Register.code == each.code)).one()
        alerts = list(session.scalars(select(Alert).where(Alert.register_id == register.id)))
        place = session.scalars(select(Location.id).where(Location.code == each.building)).one()
        query = select(Ticket.ref).where(Ticket.location_id == place, Ticket.origin_kind == "alert")
        tickets = list(session.scalars(query))
    return {
        "readings": stored(database, each.code),
        "alerts": [
            {
                "cause": alert.cause,
                "ticket": alert.ticket_ref,
                "began_hours_after_the_leak": (alert.started_at - each.leak_at).total_seconds() / 3600,
            }
            for alert in alerts
        ],
        "tickets": tickets,
    }


def dead_letters(database: Database) -> frozenset[int]:
    """Those of the reference organisation, where a datalogger waits to be learned, and any that our messages became."""
    with database.reading() as session:
        return frozenset(session.scalars(select(DeadLetter.id)))


def replay(folder: Path, path: Path) -> dict[str, Any]:
    """The whole way: declared, sent, stored, scanned; then a further scan, which must add nothing."""
    with house(folder) as parts:
        running, ended = declared = declare(parts, path, utc_now())
        seeded = dead_letters(parts.database)
        parts.processes.start("ingest")
        parts.processes.start("scheduler")
        until(lambda: '"broker_subscribed"' in parts.processes.log("ingest").read_text(), "ingest subscribes")
        seconds = _send_and_wait(parts, declared)
        parts.processes.run("job", "run", "energy_scan")
        found = {"running": outcome(parts.database, running), "ended": outcome(parts.database, ended)}
        return {**seconds, "dead_letters": len(dead_letters(parts.database) - seeded), **found}


def _send_and_wait(parts: House, declared: Sequence[Declared]) -> dict[str, float]:
    began = monotonic()
    publish(parts.broker, declared)
    _until_each(declared, "is stored", lambda each: stored(parts.database, each.code) == len(each.hours))
    stored_s = monotonic() - began
    _until_each(declared, "is scanned", lambda each: is_scanned(parts.database, each.code))
    return {"stored_s": round(stored_s, 1), "scanned_s": round(monotonic() - began, 1)}


def _until_each(declared: Sequence[Declared], what: str, holds: Callable[[Declared], bool]) -> None:
    for each in declared:
        until(partial(holds, each), f"{each.code} {what}", within_s=_PATIENCE_S)


def run() -> dict[str, Any]:
    """One line: a leak that runs is one ticket, a leak that ended unseen is none."""
    path = labelled_set()
    if not path.exists():
        return {"soak": "real_input", "ok": False, "missing": str(path)}
    with tempfile.TemporaryDirectory(prefix="regie-soak-") as folder:
        found = replay(Path(folder), path)
    running, ended = found["running"], found["ended"]
    one = [alert["cause"] for alert in running["alerts"]] == ["base_load"] and len(running["tickets"]) == 1
    none = not ended["alerts"] and not ended["tickets"]
    return {"soak": "real_input", **found, "ok": one and none and not found["dead_letters"]}
