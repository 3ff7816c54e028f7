"""When a job runs. APScheduler's triggers only compute times; what is due is read from the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, cast
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from ops.errors import N_
from ops.kit.locale import Text
from ops.kit.periods import days, local_date, local_midnight

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
        """The planned instants in (after, until], in UTC.

        The trigger is asked anew for each local day: asked to go on by itself, it leaves out a run shortly after
        midnight on the day that follows a change of the clock.
        """
        cron = CronTrigger(day_of_week=self.weekday or "*", hour=self.hour, minute=self.minute, timezone=zone)
        for day in days(local_date(after, zone), local_date(until, zone) + timedelta(days=1)):
            at = _first_on(cron, day, zone)
            if at is not None and after < at <= until:
                yield at

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


def _first_on(cron: CronTrigger, day: date, zone: ZoneInfo) -> datetime | None:
    at = cast(datetime | None, cron.get_next_fire_time(None, local_midnight(day, zone).astimezone(zone)))
    return at.astimezone(UTC) if at is not None and local_date(at, zone) == day else None


def last_time(trigger: At, now: datetime, looking_back: timedelta, zone: ZoneInfo) -> datetime | None:
    """The youngest planned instant that has passed; None when it lies further back than that."""
    times = list(trigger.times(now - looking_back, now, zone))
    return times[-1] if times else None


def next_time(trigger: At, now: datetime, zone: ZoneInfo) -> datetime:
    return next(trigger.times(now, now + timedelta(days=9), zone))


def run_key(planned_at: datetime, zone: ZoneInfo) -> str:
    """Local date and time: the hour that comes twice gives one key, so one run."""
    return planned_at.astimezone(zone).strftime(_KEY)
