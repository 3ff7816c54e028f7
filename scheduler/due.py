"""Which runs are due, from the timetable and the ledger; pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ops.kit.runs import FAILED, INTERRUPTED, Planned
from scheduler.timetable import Row
from scheduler.triggers import At, Every, last_time, next_time, run_key

_RETRY_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Found:
    """What the ledger says about one planned run."""

    state: str
    attempt: int
    finished_at: datetime | None
    error: str | None


def planned_run(row: Row, now: datetime, zone: ZoneInfo) -> Planned | None:
    """The last run that the plan asked for; earlier missed ones are not made up for."""
    if not isinstance(row.trigger, At):
        return None
    at = last_time(row.trigger, now, row.catch_up, zone)
    return Planned(row.name, run_key(at, zone), at) if at else None


def loop_run(row: Row, now: datetime) -> Planned:
    """A round of a fast loop: its instant is its key, in UTC, so that the double hour has two."""
    return Planned(row.name, now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), now)


def may_start(row: Row, found: Found | None, now: datetime) -> bool:
    """A planned run starts once; a failed one again while attempts are left, an interrupted one at once."""
    if found is None:
        return True
    if found.state != FAILED or found.attempt >= row.attempts:
        return False
    return found.error == INTERRUPTED or found.finished_at is None or now - found.finished_at >= _RETRY_AFTER


def is_settled(row: Row, found: Found | None) -> bool:
    """True when nothing can happen to this planned run any more."""
    return found is not None and (found.state == "done" or (found.state == FAILED and found.attempt >= row.attempts))


def loop_is_due(row: Row, started_at: datetime | None, now: datetime) -> bool:
    """Also when the clock was set back: a loop must not stand still until the old time comes again."""
    if not isinstance(row.trigger, Every):
        return False
    return started_at is None or now < started_at or now - started_at >= row.trigger.interval


def may_go(row: Row, due: Iterable[str], running: Collection[str], hanging: Collection[str]) -> bool:
    """Waits for the jobs that must come first; one that hangs is not waited for."""
    first = set(row.after)
    busy = (set(due) | set(running)) - set(hanging)
    return row.name not in running and not first & busy


def next_at(row: Row, started_at: datetime | None, now: datetime, zone: ZoneInfo) -> datetime:
    if isinstance(row.trigger, At):
        return next_time(row.trigger, now, zone)
    return max(now, started_at + row.trigger.interval) if started_at else now
