"""The period of a report, as it stands in the address."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query

from ops.errors import N_, InvalidInput
from ops.kit.locale import format_date
from ops.kit.periods import local_midnight
from ops.repairs.service.reporting import Period
from ops.web.addresses import href
from ops.web.reader import Reader

_LONGEST = timedelta(days=400)
_DAY = timedelta(days=1)
_THIS_MONTH, _LAST_MONTH = N_("This month"), N_("Last month")
_LAST_DAYS = N_("Last %(n)s days")

Day = Annotated[str, Query(max_length=10)]


class PeriodUnreadable(InvalidInput):
    code = "period_unreadable"
    text = N_("Write a day as 2026-11-24, the last day not before the first.")


class PeriodTooLong(InvalidInput):
    code = "period_too_long"
    text = N_("A report covers at most 400 days.")


@dataclass
class Asked:
    """First and last day, both counted; empty means the month that runs. `known` asks for what was known that day."""

    since: Day = ""
    until: Day = ""
    known: Day = ""

    def days(self, reader: Reader) -> tuple[date, date]:
        """Raises PeriodUnreadable, PeriodTooLong."""
        first = _day(self.since, "since") or reader.today.replace(day=1)
        last = _day(self.until, "until") or max(first, reader.today)
        if last < first:
            raise PeriodUnreadable(field="until")
        if last - first > _LONGEST:
            raise PeriodTooLong(field="until")
        return first, last

    def period(self, reader: Reader) -> Period:
        first, last = self.days(reader)
        known = _day(self.known, "known")
        return Period(
            local_midnight(first, reader.zone),
            local_midnight(last + _DAY, reader.zone),
            reader.now,
            local_midnight(known + _DAY, reader.zone) if known else None,
        )

    def params(self) -> dict[str, str]:
        return {"since": self.since, "until": self.until, "known": self.known}

    def words(self, reader: Reader) -> str:
        first, last = self.days(reader)
        return f"{format_date(first, reader.language)} – {format_date(last, reader.language)}"


def chips(asked: Asked, reader: Reader) -> list[dict[str, Any]]:
    """The usual periods, one click each."""
    today = reader.today
    month = today.replace(day=1)
    before = (month - _DAY).replace(day=1)
    usual = [
        (reader.say(_THIS_MONTH), month, today),
        (reader.say(_LAST_MONTH), before, month - _DAY),
        *((reader.say(_LAST_DAYS, n=n), today - timedelta(days=n - 1), today) for n in (90, 365)),
    ]
    chosen = asked.days(reader)
    return [
        {
            "label": label,
            "href": href("/reports", since=first.isoformat(), until=last.isoformat(), known=asked.known),
            "current": chosen == (first, last),
        }
        for label, first, last in usual
    ]


def _day(text: str, name: str) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise PeriodUnreadable(field=name) from error
    if not 2000 <= day.year <= 2999:
        raise PeriodUnreadable(field=name)
    return day
