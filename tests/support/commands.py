"""Commands of `regie` as processes of their own, and an empty database that is gone afterwards."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

REGIE = Path(sys.executable).with_name("regie")
SERVER = os.environ.get("REGIE_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
_PATIENCE_S = 240


class Processes:
    """Commands of `regie` with one environment; all are told to stop at the end."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, "REGIE_DATA_DIR": str(folder / "var"), **environment}
        self._running: list[subprocess.Popen[bytes]] = []

    def run(self, *words: str) -> None:
        subprocess.run([REGIE, *words], cwd=self._folder, env=self._environment, check=True, timeout=_PATIENCE_S)

    def start(self, *words: str) -> None:
        with self.log(words[0]).open("ab") as log:
            self._running.append(
                subprocess.Popen([REGIE, *words], cwd=self._folder, env=self._environment, stdout=log, stderr=log)
            )

    def log(self, command: str) -> Path:
        return self._folder / f"{command}.log"

    def stop(self) -> None:
        for process in reversed(self._running):
            process.send_signal(signal.SIGTERM)
        for process in self._running:
            process.wait(timeout=60)


@contextmanager
def empty_postgresql() -> Iterator[str]:
    """The address of an empty database on the server of the tests. Raises psycopg.OperationalError without one."""
    name = f"regie_test_{uuid4().hex[:12]}"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=5) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield f"{SERVER}/{name}"
    finally:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
