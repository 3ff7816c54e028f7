"""From a day of the ledger to its hours, and from an hour to its readings: every number opens down to its records."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response, StreamingResponse

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.energy.models import Register
from ops.energy.queries.ledger import ledger_hours
from ops.energy.queries.meters import building_of
from ops.energy.queries.readings import HourRecords, records_by_hour
from ops.energy.queries.registers import register_by_code
from ops.energy.rules.ledger import LedgerMonth
from ops.kit.exports import Cell
from ops.kit.http import ReadSession
from ops.kit.locale import format_date
from ops.kit.periods import Span, local_day
from ops.kit.units import micro_text
from ops.web.addresses import href
from ops.web.pages.energy import desk, meter_ledger, words
from ops.web.pages.energy.meter import view_of
from ops.web.pages.energy.meter_readings import MOST, Line, lines_of
from ops.web.pages.energy.meter_view import View
from ops.web.reader import Reader
from ops.web.rendering import render

router = PageRouter()
Word = Annotated[str, Query(max_length=40, pattern=r"^[^\x00]*$")]
_FIRST = date(2000, 1, 1)
_HOUR = timedelta(hours=1)
_HOUR_COLUMNS = ("register", "from", "index_start", "index_end", "difference", "value", "unit", "quality", "readings")
_READING_COLUMNS = ("register", "at", "value", "unit", "received_at", "source", "counts", "former_values")


@router.get("/meters/{code}/hours", permission="meters.read")
def show_hours(request: Request, session: ReadSession, who: CurrentPrincipal, code: str, day: Word = "") -> Response:
    """Each hour of a local day: what the index counted, what is stored, and how many readings are behind it."""
    register = register_by_code(session, code, who.places("meters.read"))
    view = view_of(request, session, who)
    on = _day(day, view.reader)
    return render(
        request, "energy/meter_hours.html", register=register, unit=register.unit,
        building=building_of(session, register),
        day=format_date(on, view.reader.language), month=meter_ledger.month_name(on, view.reader),
        rows=[_hour_row(register, each, view.reader) for each in _hours(view, register, on)],
        csv_href=href(f"/meters/{register.code}/hours.csv", day=f"{on}"),
        readings_href=href(f"/meters/{register.code}/readings", day=f"{on}"),
        around=_around(register, on, view.reader),
    )  # fmt: skip


def _day(text: str, reader: Reader) -> date:
    """Today for what is no day, or lies out of reach."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return reader.today
    return asked if _FIRST <= asked <= reader.today else reader.today


def _around(register: Register, on: date, reader: Reader) -> dict[str, str]:
    """The days beside it, and the month that it belongs to."""
    page = f"/meters/{register.code}/hours"
    after = on + timedelta(days=1)
    return {
        "month_href": href(f"/meters/{register.code}/ledger", month=f"{on:%Y-%m}"),
        "before_href": href(page, day=f"{on - timedelta(days=1)}") if on > _FIRST else "",
        "after_href": href(page, day=f"{after}") if after <= reader.today else "",
    }


_Hour = tuple[datetime, LedgerMonth, HourRecords]


def _hours(view: View, register: Register, on: date) -> list[_Hour]:
    """Those that have begun, in order."""
    span = local_day(on, view.reader.zone)
    ledger = ledger_hours(view.session, register, on, view.reader.zone)
    records = records_by_hour(view.session, register.id, span)
    starts = [datetime.fromtimestamp(second, UTC) for second in records]
    hours = zip(starts, ledger, records.values(), strict=True)
    return [each for each in hours if each[0] <= view.reader.now]


def _hour_row(register: Register, hour: _Hour, reader: Reader) -> dict[str, Any]:
    at, counted, records = hour
    return {
        **meter_ledger.figures(counted, reader),
        "hour": reader.time(at), "at": at, "known": bool(records.quality), "estimated": records.quality == "estimated",
        "under_way": at + _HOUR > reader.now, "readings": records.readings,
        "href": href(f"/meters/{register.code}/readings", hour=at.isoformat().replace("+00:00", "Z")),
    }  # fmt: skip


@router.get("/meters/{code}/hours.csv", permission="meters.read")
def export_hours(
    request: Request, session: ReadSession, who: CurrentPrincipal, code: str, day: Word = ""
) -> StreamingResponse:
    register = register_by_code(session, code, who.places("meters.read"))
    view = view_of(request, session, who)
    rows = [_hour_cells(register, each) for each in _hours(view, register, _day(day, view.reader))]
    return desk.csv_file("hours", _HOUR_COLUMNS, rows)


def _hour_cells(register: Register, hour: _Hour) -> Sequence[Cell]:
    at, counted, records = hour
    indexes = [
        None if each is None else micro_text(each) for each in (counted.index_start_micro, counted.index_end_micro)
    ]
    value = micro_text(counted.intervals_micro) if records.quality else None
    difference = None if counted.readings_gone else micro_text(counted.difference_micro)
    return (register.code, at, *indexes, difference, value, register.unit, records.quality, records.readings)


@router.get("/meters/{code}/readings", permission="meters.read")
def show_readings(
    request: Request, session: ReadSession, who: CurrentPrincipal, code: str, hour: Word = "", day: Word = ""
) -> Response:
    """The readings of an hour or a day as they came in, with those beside them that the sum begins and ends at."""
    register = register_by_code(session, code, who.places("meters.read"))
    view = view_of(request, session, who)
    span = _span(hour, day, view.reader)
    on = view.reader.day_of(span.from_at)
    lines = lines_of(view, register, span)
    return render(
        request, "energy/meter_readings.html", register=register, rows=lines[:MOST],
        more=len(lines) > MOST, kind=register.kind, is_hour=span.length == _HOUR,
        day=format_date(on, view.reader.language), from_at=span.from_at, to_at=span.to_at,
        hours_href=href(f"/meters/{register.code}/hours", day=f"{on}"),
        csv_href=href(f"/meters/{register.code}/readings.csv", hour=hour, day=day),
        medium=view.reader.label("medium", register.meter.medium), icon_name=words.MEDIUM_ICONS[register.meter.medium],
    )  # fmt: skip


def _span(hour: str, day: str, reader: Reader) -> Span:
    """An hour by the instant of its start, else a local day."""
    try:
        at = datetime.fromisoformat(hour).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        on = reader.day_of(at)
    except (ValueError, OverflowError):
        return local_day(_day(day, reader), reader.zone)
    if not _FIRST <= on <= reader.today:
        return local_day(reader.today, reader.zone)
    return Span(at, at + _HOUR)


@router.get("/meters/{code}/readings.csv", permission="meters.read")
def export_readings(
    request: Request, session: ReadSession, who: CurrentPrincipal, code: str, hour: Word = "", day: Word = ""
) -> StreamingResponse:
    register = register_by_code(session, code, who.places("meters.read"))
    view = view_of(request, session, who)
    lines = lines_of(view, register, _span(hour, day, view.reader))
    return desk.csv_file("readings", _READING_COLUMNS, _cells(register, lines))


def _cells(register: Register, lines: Sequence[Line]) -> Iterator[Sequence[Cell]]:
    for each in lines:
        row = each.reading
        former = " ".join(micro_text(old.value_micro) for old in each.former)
        value = micro_text(row.value_micro)
        yield register.code, row.at, value, register.unit, row.received_at, row.source, each.counts, former
