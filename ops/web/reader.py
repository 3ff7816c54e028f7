"""Who reads a page: in whose words, by which clock, and when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fastapi import Request

from ops.kit.http import language_of, now_of, settings_of
from ops.kit.locale import format_day, format_duration, format_instant, format_time, translate
from ops.kit.locale.formats import HOURS_MINUTES
from ops.kit.periods import local_date
from ops.web.labels import label


@dataclass(frozen=True)
class Reader:
    """Says things in one language and one zone, at one instant: that of the request."""

    language: str
    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        return self.day_of(self.now)

    def day_of(self, at: datetime) -> date:
        return local_date(at, self.zone)

    def say(self, msgid: str, **params: object) -> str:
        return translate(self.language, msgid, **params)

    def span(self, length: timedelta) -> str:
        return format_duration(length, self.language)

    def instant(self, at: datetime) -> str:
        return format_instant(at, self.language, self.zone)

    def time(self, at: datetime, *, seconds: bool = False) -> str:
        return format_time(at, self.zone, seconds=seconds)

    def soon(self, at: datetime) -> str:
        """The time today, else with its day."""
        return self.time(at) if self.day_of(at) == self.today else self.instant(at)

    def when(self, at: datetime) -> str:
        """In as few words as a row of a list has room for: the time today, else the day."""
        day = self.day_of(at)
        return self.time(at) if day == self.today else format_day(day, self.language)

    def hours(self, length: timedelta) -> str:
        """Working time as hours: a working day has fewer than 24."""
        minutes = int(length.total_seconds()) // 60
        return self.say(HOURS_MINUTES, h=minutes // 60, m=minutes % 60)

    def label(self, kind: str, code: str | None) -> str:
        return label(self.language, kind, code)


def reader_of(request: Request) -> Reader:
    return Reader(language_of(request), settings_of(request).zone, now_of(request))
