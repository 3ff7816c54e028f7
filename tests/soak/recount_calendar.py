"""Working hours, holidays and deadlines of the recount, written a second time on purpose."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
_DAY = timedelta(days=1)


def _easter(year: int) -> date:
    """Gauss, in the form of the anonymous Gregorian rule."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def _is_holiday(day: date) -> bool:
    fixed = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
    easter = _easter(day.year)
    moving = {easter + timedelta(days=n) for n in (0, 1, 39, 49, 50)}
    return (day.month, day.day) in fixed or day in moving


def _works(day: date) -> bool:
    return day.weekday() < 5 and not _is_holiday(day)


def _local(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, BRUSSELS).astimezone(ZoneInfo("UTC"))


def _opens(day: date) -> datetime:
    return _local(day, time(8))


def _closes(day: date) -> datetime:
    return _local(day, time(16, 30))


def _day_zero(at: datetime) -> date:
    day = at.astimezone(BRUSSELS).date()
    while not (_works(day) and at < _closes(day)):
        day += _DAY
    return day


Hole = tuple[datetime, datetime]


def due(how: str, amount: int, start: datetime, holes: list[Hole]) -> datetime:
    """A deadline as a walk in time: what is left shrinks over each free piece."""
    if how == "min":
        return _walk(iter([(start, datetime.max.replace(tzinfo=ZoneInfo("UTC")))]), timedelta(minutes=amount), holes)
    zero = _day_zero(start)
    return _walk(_days_after(zero), timedelta(hours=8, minutes=30) * amount, holes)


def _days_after(zero: date) -> Iterator[Hole]:
    day = zero
    while True:
        day += _DAY
        if _works(day):
            yield _opens(day), _closes(day)


def _walk(pieces: Iterator[Hole], left: timedelta, holes: list[Hole]) -> datetime:
    for begin, end in pieces:
        for from_at, to_at in _free(begin, end, holes):
            if to_at - from_at >= left:
                return from_at + left
            left -= to_at - from_at
    raise AssertionError("no end")


def _free(begin: datetime, end: datetime, holes: list[Hole]) -> Iterator[Hole]:
    for from_at, to_at in sorted(holes):
        if to_at <= begin or from_at >= end:
            continue
        if from_at > begin:
            yield begin, from_at
        begin = max(begin, to_at)
    if begin < end:
        yield begin, end
