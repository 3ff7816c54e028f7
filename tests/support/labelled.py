"""The labelled set of hourly consumption, with the clock of a series moved to where a test needs it."""

import csv
import gzip
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

_ROOT = Path(__file__).parents[2]
_HOUR = timedelta(hours=1)


def labelled_set() -> Path:
    """Where the set lies; it comes with the specification, not with the code."""
    shared = Path(os.environ.get("REGIE_SHARED", "../shared"))
    return (_ROOT / shared).resolve() / "data/energy/dev_labelled.csv.gz"


@dataclass(frozen=True)
class Hour:
    """What was counted in the hour that starts at `at`."""

    at: datetime
    value: str


@dataclass(frozen=True)
class LeakSeries:
    """A series up to `hours` after its leak began or ended; that hour is the last one, and it has just passed."""

    series: str
    edge: Literal["start", "end"]
    hours: int
    medium: str = "electricity"

    def load(self, path: Path, now: datetime) -> tuple[Sequence[Hour], datetime]:
        """The hours that hold a value, and when the leak began, both moved so that the last hour ends with `now`."""
        rows = _rows(path, self.series)
        leaking = [number for number, row in enumerate(rows) if row["event_type"] == "constant_leak"]
        end = (leaking[0] if self.edge == "start" else leaking[-1] + 1) + self.hours
        first_at = now.replace(minute=0, second=0, microsecond=0) - end * _HOUR
        hours = [Hour(first_at + n * _HOUR, row["value"]) for n, row in enumerate(rows[:end]) if row["value"]]
        return hours, first_at + leaking[0] * _HOUR


def _rows(path: Path, series: str) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as source:
        return [row for row in csv.DictReader(source) if row["series_id"] == series]
