"""A technician's day: the order of his jobs, the way between them, and when he will be done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: Minutes of driving between two postcodes.
Travel = Callable[[str, str], int]
_SOME_DAY = date.max
_DANGER = "P1"


@dataclass(frozen=True, slots=True)
class Job:
    """One work order as far as the day depends on it; `minutes` is how long it should take."""

    ref: str
    priority: str
    postcode: str
    minutes: int
    #: The appointment.
    slot_from_at: datetime | None = None
    due_at: datetime | None = None
    on_site_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """A job in its turn: how long he drives to it, when he is there, when he leaves."""

    ref: str
    drive_minutes: int
    arrives_at: datetime
    leaves_at: datetime


@dataclass(frozen=True, slots=True)
class DayPlan:
    """`home_at` is when he is back where his van stands."""

    legs: Sequence[Leg]
    drive_home_minutes: int
    home_at: datetime


def turn(job: Job, day_of: Callable[[datetime], date], today: date) -> tuple[bool, date, bool, float, str]:
    """A sort key. Where he is comes first, danger before all else of its day; what is late belongs to today."""
    at = job.slot_from_at or job.due_at
    on = max(day_of(at), today) if at else _SOME_DAY
    return job.on_site_at is None, on, job.priority != _DANGER, at.timestamp() if at else 0.0, job.ref


def is_for_today(job: Job, day_of: Callable[[datetime], date], today: date) -> bool:
    """An appointment says its day; without one a job is for today when its deadline is, or when it presses."""
    if job.on_site_at is not None or job.priority == _DANGER:
        return True
    at = job.slot_from_at or job.due_at
    return at is not None and day_of(at) <= today


def plan(jobs: Sequence[Job], home: str, now: datetime, travel: Travel) -> DayPlan:
    """Drives from one job to the next in their order; before an appointment he waits."""
    legs: list[Leg] = []
    at, place = now, home
    for job in jobs:
        leg = _leg(job, place, at, travel)
        legs.append(leg)
        at, place = leg.leaves_at, job.postcode
    way_home = travel(place, home) if legs else 0
    return DayPlan(legs, way_home, at + timedelta(minutes=way_home))


def _leg(job: Job, place: str, at: datetime, travel: Travel) -> Leg:
    length = timedelta(minutes=job.minutes)
    if job.on_site_at is not None:
        return Leg(job.ref, 0, job.on_site_at, max(at, job.on_site_at + length))
    minutes = travel(place, job.postcode)
    there_at = at + timedelta(minutes=minutes)
    arrives_at = max(there_at, job.slot_from_at) if job.slot_from_at else there_at
    return Leg(job.ref, minutes, arrives_at, arrives_at + length)
