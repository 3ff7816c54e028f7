"""Keeps readings and hours as long as the rule says. Readings go only after their hours stand and days are written.

Each step is one transaction of its caller, small enough that nobody waits for it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.energy.queries.retention import is_recount_due, register_chunks
from ops.energy.retention_defaults import RETENTION
from ops.energy.rules.retention import RetentionFigures, kept_from, next_month
from ops.energy.store import rollups
from ops.kit.periods import local_date
from ops.kit.rulesets import current


@dataclass(frozen=True)
class Horizon:
    """The first days that the rule keeps: of readings in UTC, of hours in local time."""

    raw_on: date
    hour_on: date


def horizon(session: Session, now: datetime) -> Horizon:
    figures = RetentionFigures.model_validate(current(session, RETENTION, now).body)
    today = local_date(now, zone_of(session))
    return Horizon(kept_from(local_date(now, UTC), figures.raw_months), kept_from(today, figures.hour_months))


def roll_up_month(session: Session, until_on: date, *, now: datetime) -> int | None:
    """Writes the days of the oldest month whose readings are to go, and lets them go; None when no month is left.

    A month of which an hour must still be computed again stays, and all after it.
    """
    zone, first_on = zone_of(session), rollups.kept_from(session, rollups.RAW)
    if first_on is None:
        oldest_at = rollups.oldest_hour(session)
        first_on = rollups.first_day_of(oldest_at, zone) if oldest_at else until_on
    end_on = min(next_month(first_on), until_on)
    if first_on >= until_on or is_recount_due(session, _after(end_on)):
        return None
    written = sum(rollups.write_days(session, ids, first_on, end_on, zone) for ids in register_chunks(session))
    rollups.move_mark(session, rollups.RAW, end_on, now)
    return written


def roll_up_newcomers(session: Session) -> int | None:
    """The days of registers whose history came in after those months were closed for the others.

    None while an hour of a closed month must be computed: until then no reading may go.
    """
    zone, until_on = zone_of(session), rollups.kept_from(session, rollups.RAW)
    if until_on is None or is_recount_due(session, _after(until_on)):
        return None
    written = 0
    for chunk in register_chunks(session):
        ids = sorted(set(chunk) - rollups.with_days(session, chunk))
        oldest_at = rollups.oldest_hour(session, ids)
        if oldest_at is not None and (first_on := rollups.first_day_of(oldest_at, zone)) < until_on:
            written += rollups.write_days(session, ids, first_on, until_on, zone)
    return written


def _after(day: date) -> datetime:
    """By then every zone of the world has begun the day."""
    return datetime.combine(day, time(12), UTC)


def let_hours_go(session: Session, until_on: date, *, now: datetime) -> None:
    """Only those whose days are written."""
    written_until = rollups.kept_from(session, rollups.RAW)
    if written_until is None:
        return
    before = rollups.kept_from(session, rollups.HOUR)
    if (target := min(until_on, written_until)) > (before or date.min):
        rollups.move_mark(session, rollups.HOUR, target, now)
