"""When a job runs. APScheduler's triggers only compute times; what is due is read from the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, cast
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from ops.errors import N_
from ops.kit.locale import Text

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

_WEEKDAYS = {
    "mon": N_("Monday"),
    "tue": N_("Tuesday"),
    "wed": N_("Wednesday"),
    "thu": N_("Thursday"),
    "fri": N_("Friday"),
    "sat": N_("Saturday"),
    "sun": N_("Sunday"),
}
_KEY = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class At:
    """Each day, or each week on a named day, at a local time."""

    hour: int
    minute: int = 0
    weekday: Weekday | None = None

    def __post_init__(self) -> None:
        if self.hour == 2:
            raise ValueError("nothing is planned between 2 and 3: that hour is missing in March, double in October")

    def times(self, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """The planned instants in (after, until], in UTC."""
        cron = CronTrigger(day_of_week=self.weekday or "*", hour=self.hour, minute=self.minute, timezone=zone)
        at = _next(cron, after + timedelta(microseconds=1))
        while at <= until:
            yield at.astimezone(UTC)
            at = _next(cron, at + timedelta(microseconds=1))

    def text(self) -> Text:
        clock = f"{self.hour:02d}:{self.minute:02d}"
        if self.weekday is None:
            return Text(N_("every day at %(time)s"), {"time": clock})
        return Text(N_("every %(day)s at %(time)s"), {"day": Text(_WEEKDAYS[self.weekday]), "time": clock})


@dataclass(frozen=True)
class Every:
    """Again and again, this long after the last start."""

    seconds: int

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=self.seconds)

    def text(self) -> Text:
        if self.seconds % 60 == 0:
            return Text(N_("every %(minutes)s min"), {"minutes": self.seconds // 60})
        return Text(N_("every %(seconds)s s"), {"seconds": self.seconds})


def _next(cron: CronTrigger, now: datetime) -> datetime:
    return cast(datetime, cron.get_next_fire_time(None, now))


def last_time(trigger: At, now: datetime, looking_back: timedelta, zone: ZoneInfo) -> datetime | None:
    """The youngest planned instant that has passed; None when it lies further back than that."""
    times = list(trigger.times(now - looking_back, now, zone))
    return times[-1] if times else None


def next_time(trigger: At, now: datetime, zone: ZoneInfo) -> datetime:
    return next(trigger.times(now, now + timedelta(days=9), zone))


def run_key(planned_at: datetime, zone: ZoneInfo) -> str:
    """Local date and time: the hour that comes twice gives one key, so one run."""
    return planned_at.astimezone(zone).strftime(_KEY)
