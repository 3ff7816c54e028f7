"""Degree days of a span, by day or month, beside those of usual weather."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Annotated, Literal

from fastapi import Query

from ops.access.guard import ApiRouter
from ops.energy.errors import SpanTurned
from ops.energy.queries.temperatures import means_between
from ops.energy.rules.degree_days import DegreeDayFigures, degree_day_sum
from ops.energy.schemas.degree_days import DegreeDaysList, DegreeDaysOut
from ops.energy.service.drivers import degree_day_figures
from ops.kit.cursors import InvalidCursor, decode_cursor, encode_cursor
from ops.kit.http import MAX_LIMIT, Now, ReadSession, SettingsDep
from ops.kit.periods import local_date

router = ApiRouter(tags=["energy"])

#: Beyond these there is no weather that anybody measured or will.
_Day = Annotated[date | None, Query(ge=date(1800, 1, 1), le=date(2200, 1, 1))]
_YEAR = timedelta(days=365)


@router.get("/degree-days", permission="meters.read")
def list_degree_days(
    session: ReadSession,
    now: Now,
    settings: SettingsDep,
    from_: Annotated[_Day, Query(alias="from")] = None,
    to: _Day = None,
    step: Literal["day", "month"] = "month",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = MAX_LIMIT,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> DegreeDaysList:
    """Of the local days from `from` up to, not including, `to`; without them, of the year until today."""
    to_on = to or local_date(now, settings.zone)
    from_on = _cursor_day(cursor) or from_ or to_on - _YEAR
    if from_on >= to_on:
        raise SpanTurned(field="to")
    parts = list(islice(_parts(from_on, to_on, step), limit + 1))
    shown, following = parts[:limit], parts[limit:]
    figures = degree_day_figures(session, now)
    means = means_between(session, shown[0][0] - timedelta(days=figures.days_back), shown[-1][1])
    return DegreeDaysList(
        base_c=f"{figures.base_c:g}",
        items=[_out(part, means, figures) for part in shown],
        next=encode_cursor([following[0][0].isoformat()]) if following else None,
    )


def _parts(from_on: date, to_on: date, step: str) -> Iterator[tuple[date, date]]:
    """Half-open; the first and last month may be cut."""
    start = from_on
    while start < to_on:
        following = start + timedelta(days=1)
        if step == "month":
            following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield start, min(following, to_on)
        start = following


def _out(part: tuple[date, date], means: Mapping[date, float], figures: DegreeDayFigures) -> DegreeDaysOut:
    found = degree_day_sum(means, *part, figures)
    return DegreeDaysOut(
        from_=part[0],
        to=part[1],
        degree_days=f"{found.actual:.1f}",
        normal=f"{found.normal:.1f}",
        known_days=found.known_days,
        days=found.days,
    )


def _cursor_day(cursor: str | None) -> date | None:
    values = decode_cursor(cursor, 1)
    if values is None:
        return None
    try:
        return date.fromisoformat(values[0])
    except (TypeError, ValueError):
        raise InvalidCursor(field="cursor") from None
