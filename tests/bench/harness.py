"""What every benchmark shares: a database of its own, a clock, and one JSON line as its answer."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from ops.db import Database
from tests.support.commands import empty_postgresql


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


@dataclass(frozen=True)
class Benchmark:
    """What is measured, and in which house: benchmarks of the same house find it built once."""

    measure: Callable[[str, Path], Measurement]
    #: Fills the empty, migrated database of this address and leaves the folder as it likes.
    build: Callable[[str, Path], None] | None = None


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
def own_database() -> Iterator[str]:
    """A migrated database on the PostgreSQL of the tests, dropped at the end."""
    with empty_postgresql() as url:
        _migrate(url)
        yield url


def _migrate(url: str) -> None:
    database = Database(url.replace("postgresql://", "postgresql+psycopg://", 1))
    database.migrate()
    database.dispose()


def run(benchmarks: Mapping[str, Benchmark]) -> Iterator[tuple[str, Measurement]]:
    """One after the other; neighbours in the same built house share it, others find theirs empty."""
    for _, group in groupby(benchmarks, lambda name: benchmarks[name].build or name):
        names = list(group)
        build = benchmarks[names[0]].build
        with tempfile.TemporaryDirectory(prefix="regie-bench-") as folder, own_database() as url:
            if build:
                build(url, Path(folder))
            for name in names:
                yield name, benchmarks[name].measure(url, Path(folder))
