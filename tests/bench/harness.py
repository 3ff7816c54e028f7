"""What every benchmark shares: a database of its own, a clock, and one JSON line as its answer."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from ops.config import Settings
from ops.db import Database


@dataclass(frozen=True)
class Measurement:
    """What came out, and what was aimed at; `at_least` says on which side of the target the good values lie."""

    value: float
    unit: str
    target: float
    at_least: bool
    peer: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        return self.value >= self.target if self.at_least else self.value <= self.target


#: Builds its data in the empty, migrated database of this address and leaves the folder as it likes.
Benchmark = Callable[[str, Path], Measurement]


def as_line(name: str, measured: Measurement) -> str:
    return json.dumps(
        {
            "bench": name,
            "value": round(measured.value, 3),
            "unit": measured.unit,
            "target": measured.target,
            "ok": measured.is_ok,
            "peer": {key: round(value, 3) for key, value in measured.peer.items()},
        }
    )


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """A migrated database on the configured server, dropped at the end; without a server a file in the folder."""
    configured = make_url(Settings().sqlalchemy_url)
    if configured.get_backend_name() == "sqlite":
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        _migrate(url)
        yield url
        return
    name = f"regie_bench_{uuid4().hex[:12]}"
    server = configured.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
        url = configured.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        try:
            _migrate(url)
            yield url
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _migrate(url: str) -> None:
    database = Database(url.replace("postgresql://", "postgresql+psycopg://", 1))
    database.migrate()
    database.dispose()


def run(name: str, benchmark: Benchmark) -> Measurement:
    with tempfile.TemporaryDirectory(prefix=f"regie-{name}-") as folder, own_database(Path(folder)) as url:
        return benchmark(url, Path(folder))
