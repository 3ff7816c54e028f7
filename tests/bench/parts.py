"""The processes of a house for a benchmark: a broker with the shipped files, and commands of `regie` beside it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.db import Database
from tests.support.shipped_broker import ShippedBroker
from tests.support.waiting import until

#: Of the service and of one logger; the names of both stand in the access list.
PASSWORDS = {"MQTT_PASSWORD": "bench", "MQTT_LOGGERS": "bench:bench"}


def database_of(url: str) -> Database:
    return Database(url.replace("postgresql://", "postgresql+psycopg://", 1))


@contextmanager
def running_broker(folder: Path) -> Iterator[ShippedBroker]:
    broker = ShippedBroker(folder / "broker", PASSWORDS)
    broker.prepare()
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


@contextmanager
def running(command: str, url: str, folder: Path, broker: ShippedBroker) -> Iterator[Path]:
    """`regie COMMAND` as a process of its own until the end of the block; gives the path of its log."""
    environment = {
        **os.environ,
        "REGIE_DATABASE_URL": url,
        "REGIE_DATA_DIR": str(folder),
        "REGIE_MQTT_URL": f"mqtt://regie:bench@127.0.0.1:{broker.port}",
        "REGIE_SECRET_KEY": "bench-only-and-long-enough-for-a-key",
    }
    log = folder / f"{command}.log"
    with log.open("ab") as stream:
        program = str(Path(sys.executable).parent / "regie")
        process = subprocess.Popen([program, command], env=environment, stdout=stream, stderr=stream)
    try:
        yield log
    finally:
        process.terminate()
        process.wait(timeout=30)


def until_logged(log: Path, line: str) -> None:
    until(lambda: line in log.read_text(), f"{line} in {log.name}: {log.read_text()[-500:]}")
