"""What the scheduler knows of its jobs beyond the ledger, published with its heartbeat for the page of jobs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.due import next_at
from scheduler.order import Ended
from scheduler.timetable import Row


@dataclass
class Last:
    """The last run of a job in this process."""

    started_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: float | None = None
    error: str | None = None


class Board:
    """Each job's last run; fast loops leave no row in the ledger when they had nothing to do."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self._rows = rows
        self._last = {row.name: Last() for row in rows}

    def started_at(self, name: str) -> datetime | None:
        return self._last[name].started_at

    def note_start(self, name: str, at: datetime) -> None:
        self._last[name].started_at = at

    def note_end(self, name: str, at: datetime) -> None:
        self._last[name].ended_at = at

    def note_result(self, name: str, seconds: float, ended: Ended) -> None:
        self._last[name].seconds = round(seconds, 3)
        self._last[name].error = ended.error

    def as_json(
        self,
        now: datetime,
        zone: ZoneInfo,
        running: Mapping[str, tuple[datetime, bool]],
        failing: Collection[str],
    ) -> list[dict[str, Any]]:
        """One entry a job, in the order of the timetable."""
        return [self._entry(row, now, zone) | _state(running.get(row.name), row.name in failing) for row in self._rows]

    def _entry(self, row: Row, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
        last = self._last[row.name]
        return {
            "name": row.name,
            "reason": row.reason,
            "trigger": row.trigger.text().to_json(),
            "loop": row.is_loop,
            "after": list(row.after),
            "limit_s": int(row.limit.total_seconds()),
            "next_at": next_at(row, last.started_at, now, zone).isoformat(),
            "last_started_at": last.started_at and last.started_at.isoformat(),
            "last_ended_at": last.ended_at and last.ended_at.isoformat(),
            "last_seconds": last.seconds,
        }


def _state(running: tuple[datetime, bool] | None, failing: bool) -> dict[str, Any]:
    return {
        "running_since": running and running[0].isoformat(),
        "hanging": bool(running and running[1]),
        "failing": failing,
    }
