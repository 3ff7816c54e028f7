"""The period of a comparison as it stands in the address: a month, a year, or the last twelve whole months."""

import re
from datetime import date, timedelta

from ops.energy.queries.compare import Days
from ops.energy.queries.series import next_month
from ops.errors import N_
from ops.kit.locale import format_date
from ops.web.reader import Reader

_MONTH, _YEAR = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])"), re.compile(r"20\d\d")
_MONTHS = 13
_TWELVE = "12m"


def days_of(text: str, today: date) -> Days:
    """What is not a period, or has no whole day yet, means the last whole month."""
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    if text == _TWELVE:
        return Days(_months_back(this_month, 12), this_month)
    if (found := _MONTH.fullmatch(text)) and (first := date(int(found[1]), int(found[2]), 1)) <= last_month:
        return Days(first, next_month(first))
    if _YEAR.fullmatch(text) and date(int(text), 1, 1) < today:
        return Days(date(int(text), 1, 1), min(date(int(text) + 1, 1, 1), today))
    return Days(last_month, this_month)


def _months_back(month: date, count: int) -> date:
    for _ in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def code_of(days: Days, today: date) -> str:
    """How the address names it."""
    if days == days_of(_TWELVE, today):
        return _TWELVE
    return str(days.from_on.year) if days.length > 31 or days.from_on.month != _month_before(days.to_on) else (
        f"{days.from_on:%Y-%m}"
    )  # fmt: skip


def _month_before(day: date) -> int:
    return (day - timedelta(days=1)).month


def options(reader: Reader) -> list[tuple[str, str]]:
    """The last months, the year under way, the one before, and twelve months."""
    month, found = reader.today.replace(day=1), []
    for _ in range(_MONTHS):
        month = _months_back(month, 1)
        found.append((f"{month:%Y-%m}", month_name(month, reader)))
    years = [str(reader.today.year - back) for back in range(2)]
    return [(_TWELVE, reader.say(N_("Last 12 months"))), *((year, year) for year in years), *found]


def month_name(month: date, reader: Reader) -> str:
    """ "Oct 2026"; Dutch and French write months small."""
    return " ".join(format_date(month, reader.language).split(" ")[2:])
