"""Somebody's day: when he has time for one more job, and what an emergency moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ops.kit.periods import Span
from ops.kit.working_time import WorkingCalendar

#: What is done at any hour of any day.
EMERGENCIES = frozenset({"P1", "P2"})


@dataclass(frozen=True, slots=True)
class Job:
    """Work that he has promised, or is at now; `due_at` is when its ticket must be done."""

    ref: str
    priority: str
    span: Span
    due_at: datetime | None = None
    on_site: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A job that makes room: when it can be done now, and whether that breaks its own deadline."""

    ref: str
    priority: str
    from_at: datetime
    late: bool


def first_gap(jobs: Sequence[Job], ready_at: datetime, length: timedelta) -> datetime:
    """From when he has so much time without touching a promise."""
    at = ready_at
    for job in sorted(jobs, key=_by_start):
        if job.span.from_at >= at + length:
            return at
        at = max(at, job.span.to_at)
    return at


def next_chance(jobs: Sequence[Job], ready_at: datetime, length: timedelta, calendar: WorkingCalendar) -> datetime:
    """The first moment in working hours from which he has so much time without touching a promise."""
    at = ready_at
    while (then := _working(calendar, first_gap(jobs, at, length), length)) != at:
        at = then
    return at


def free_to_leave_at(jobs: Sequence[Job], now: datetime, priority: str) -> datetime:
    """From when he can go to an emergency: he leaves what is less urgent, and finishes first what is as urgent.

    Priorities compare as their codes, "P1" being the most urgent.
    """
    at = now
    for job in sorted(jobs, key=lambda each: (not each.on_site, *_by_start(each))):
        if job.priority <= priority and job.span.from_at <= at:
            at = max(at, job.span.to_at) if job.on_site else at + job.span.length
    return at


def moved_by(jobs: Sequence[Job], busy: Span, calendar: WorkingCalendar) -> list[Moved]:
    """Which jobs start later because he is away, each after the one before it.

    What is urgent follows at once, the rest in working hours. A job that he is at is left for a while and goes on.
    """
    moved: list[Moved] = []
    taken_to = busy.to_at
    for job in sorted(jobs, key=_by_start):
        if job.span.to_at <= busy.from_at or job.span.from_at >= taken_to:
            continue
        length = _left(job, busy.from_at)
        from_at = taken_to if job.priority in EMERGENCIES else _working(calendar, taken_to, length)
        taken_to = from_at + length
        moved.append(Moved(job.ref, job.priority, from_at, job.due_at is not None and taken_to > job.due_at))
    return moved


def _left(job: Job, at: datetime) -> timedelta:
    return job.span.to_at - max(job.span.from_at, at) if job.on_site else job.span.length


def _working(calendar: WorkingCalendar, at: datetime, length: timedelta) -> datetime:
    """The first moment from which so much work fits into a working day; a long one begins with the day."""
    if calendar.is_out_of_hours(at):
        return calendar.next_opening(at)
    closes = calendar.end_of_nth_working_day(at, 0)
    return at if at + length <= closes else calendar.next_opening(at)


def _by_start(job: Job) -> tuple[datetime, str]:
    return job.span.from_at, job.ref
