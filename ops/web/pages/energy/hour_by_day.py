"""Hour by day: the carpet of a register or a building over a year, eight weeks, or as a usual week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

import numpy as np
from fastapi import Depends, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.energy.queries import completeness
from ops.energy.queries import hour_by_day as queries
from ops.energy.queries.completeness import Hung, owed_span
from ops.energy.queries.hour_by_day import HourRow
from ops.energy.rules.day_types import SUNDAY, hour_instant
from ops.energy.rules.hour_by_day import HourTable, grouped, high_end, hour_table, shape_of
from ops.energy.service.consumption import consumption_unit
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_
from ops.kit.exports import Cell
from ops.kit.http import Now, ReadSession
from ops.kit.locale import format_date
from ops.kit.periods import local_midnight
from ops.web.pages.energy import desk
from ops.web.pages.energy.carpet_drawing import Drawing, day_labels, day_marks, drawing, table_rows
from ops.web.pages.energy.desk import ORDER, Page, Word
from ops.web.pages.energy.hour_facts import facts
from ops.web.pages.energy.words import MEDIUM_ICONS
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

#: How many days each view looks back.
_VIEWS = {"year": 365, "8w": 56, "week": 56}
_VIEW_WORDS = (("year", N_("A year")), ("8w", N_("8 weeks")), ("week", N_("Usual week")))
_WEEK = 7
_SUNDAY = 6
#: A Monday, to name the days of a week by.
_SOME_MONDAY = date(2024, 1, 1)


class Asked:
    """A register by its code, or a building and a medium."""

    def __init__(self, register: Word = "", building: Word = "", medium: Word = "", view: Word = "") -> None:
        self.register, self.building = register.strip(), building.strip()
        self.medium = desk.known_medium(medium)
        self.view = desk.known(view, tuple(_VIEWS)) or "year"

    def page(self, reader: Reader) -> Page:
        return Page("/hour-by-day", reader, dict(vars(self)))


@dataclass(frozen=True, eq=False)
class Seen:
    """What is looked at: registers of one medium in one building, and their hours."""

    registers: Sequence[Hung]
    others: Sequence[Hung]
    row: HourRow

    @property
    def unit(self) -> str:
        return consumption_unit(self.registers[0].register.unit)

    @property
    def medium(self) -> str:
        return self.registers[0].register.meter.medium


def _chosen(session: Session, who: Principal, asked: Asked) -> tuple[list[Hung], list[Hung]]:
    """(the registers that are added up, all registers of their building); nothing asked: the first building."""
    scopes = who.places("meters.read")
    every = completeness.registers_of(session, scopes)
    if asked.register:
        one = [each for each in every if each.register.code == asked.register]
        return one, [each for each in every if one and each.building.id == one[0].building.id]
    here = [each for each in every if each.building.code == asked.building]
    if not asked.building and every:
        here = [each for each in every if each.building.id == every[0].building.id]
    media = [medium for medium in ORDER if any(each.register.meter.medium == medium for each in here)]
    medium = asked.medium or (media[0] if media else "")
    of_medium = [each for each in here if each.register.meter.medium == medium]
    units = [consumption_unit(each.register.unit) for each in of_medium]
    return [each for each in of_medium if consumption_unit(each.register.unit) == units[0]], here


def _seen(session: Session, who: Principal, asked: Asked, reader: Reader) -> Seen | None:
    registers, others = _chosen(session, who, asked)
    if not registers:
        return None
    from_at = local_midnight(reader.today - timedelta(days=_VIEWS[asked.view]), reader.zone)
    figures = Rulebook(session, reader.now).silence
    until_s = max(owed_span(each.register, figures, reader.now, reader.zone)[1] for each in registers)
    until = hour_instant(until_s // 3600)
    return Seen(registers, others, queries.hours_of(session, registers, from_at, until, reader.zone))


@router.get("/hour-by-day", permission="meters.read")
def show_hours(
    request: Request, session: ReadSession, who: CurrentPrincipal, now: Now, asked: Annotated[Asked, Depends()]
) -> Response:
    reader = reader_of(request)
    page = asked.page(reader)
    seen = _seen(session, who, asked, reader)
    context: dict[str, Any] = {
        "asked": asked, "views": page.choices("view", ((code, reader.say(text)) for code, text in _VIEW_WORDS)),
        "buildings": desk.building_options(session, who.places("meters.read"), reader.language),
        "csv_href": page.csv_href(), "seen": None,
    }  # fmt: skip
    if seen:
        context.update(_drawn(session, who, seen, asked, now, reader), seen=seen)
        context["chips"] = _chips(page, seen, reader)
        context["code"] = seen.registers[0].building.code
    return render(request, "energy/hour_by_day.html", **context)


def _chips(page: Page, seen: Seen, reader: Reader) -> list[dict[str, Any]]:
    """The other registers of the building, and all of one medium together where there are several."""
    building = seen.registers[0].building.code
    chips: list[dict[str, Any]] = []
    for medium in ORDER:
        mine = [each for each in seen.others if each.register.meter.medium == medium]
        if len(mine) > 1:
            current = medium == seen.medium and len(seen.registers) > 1
            href = page.href(register="", building=building, medium=medium)
            label = reader.say(
                N_("%(label)s: %(value)s"), label=reader.label("medium", medium), value=reader.say(N_("all"))
            )
            chips.append({"label": label, "icon": MEDIUM_ICONS[medium], "href": href, "current": current})
        for each in mine:
            code = each.register.code
            current = [code] == [one.register.code for one in seen.registers]
            chips.append(
                {"label": code, "data": True, "icon": MEDIUM_ICONS[medium], "current": current,
                 "href": page.href(register=code, building="", medium="")}
            )  # fmt: skip
    return chips


def _drawn(
    session: Session, who: Principal, seen: Seen, asked: Asked, now: Now, reader: Reader
) -> dict[str, Any]:  # fmt: skip
    table = hour_table(seen.row.grid, seen.row.values)
    night = Rulebook(session, now).detection.night
    shape = shape_of(seen.row.grid, seen.row.values, (night.from_hour, night.to_hour))
    high = high_end(table.values)
    if asked.view == "week":
        carpet, rows = _usual_week(table, seen, reader)
    else:
        marks = queries.marks(session, who.places("alerts.read"), seen.registers, seen.row)
        names = [format_date(day, reader.language) for day in table.days]
        drawn_marks = day_marks(marks, seen.row.grid, len(table.days), reader)
        carpet = drawing(table, high, seen.unit, names, day_labels(table.days, reader), drawn_marks, reader)
        rows = _twin(table, high, asked.view, names, reader)
    return {"carpet": carpet, "twin": rows, "facts": facts(shape, seen, reader), "left_out": _left_out(seen)}


def _left_out(seen: Seen) -> list[str]:
    """Registers that told nothing at all."""
    return [each.register.code for each in seen.registers if each.register.id not in seen.row.told]


def _usual_week(table: HourTable, seen: Seen, reader: Reader) -> tuple[Drawing, list[tuple[str, list[str]]]]:
    """The mean hour of each day of the week; a holiday counts as a Sunday."""
    kinds = dict(zip(seen.row.grid.day_ordinal.tolist(), seen.row.grid.kind_of_day.tolist(), strict=True))
    weekday = np.array(
        [_SUNDAY if kinds[day.toordinal()] == SUNDAY else day.weekday() for day in table.days], dtype=np.int64
    )
    values = grouped(table, weekday, _WEEK)
    names = [format_date(_SOME_MONDAY + timedelta(days=day), reader.language).split(" ")[0] for day in range(_WEEK)]
    week = HourTable([], values, np.full_like(values, True, dtype=np.bool_))
    high = high_end(values)
    labels = [{"at": round(100 * day / _WEEK, 2), "text": name} for day, name in enumerate(names)]
    return drawing(week, high, seen.unit, names, labels, [], reader), table_rows(names, values, high, reader)


def _twin(
    table: HourTable, high: float, view: str, names: Sequence[str], reader: Reader
) -> list[tuple[str, list[str]]]:
    """Eight weeks day by day; a year as the mean day of each month, its every hour stands in the export."""
    if view == "8w":
        return table_rows(names, table.values, high, reader)[::-1]
    months = [day.replace(day=1) for day in table.days]
    distinct = sorted(set(months))
    groups = np.array([distinct.index(month) for month in months], dtype=np.int64)
    titles = [" ".join(format_date(month, reader.language).split(" ")[2:]) for month in distinct]
    return table_rows(titles, grouped(table, groups, len(distinct)), high, reader)[::-1]


@router.get("/hour-by-day.csv", permission="meters.read")
def export_hours(
    request: Request, session: ReadSession, who: CurrentPrincipal, asked: Annotated[Asked, Depends()]
) -> StreamingResponse:
    """Every hour of the span, the empty ones too."""
    reader = reader_of(request)
    seen = _seen(session, who, asked, reader)
    return desk.csv_file("hour-by-day", ("from", "local_day", "local_hour", "value", "unit"), _cells(seen))


def _cells(seen: Seen | None) -> Iterator[Sequence[Cell]]:
    if seen is None:
        return
    grid = seen.row.grid
    hours = zip(grid.day_ordinal.tolist(), grid.hour_of_day.tolist(), seen.row.values.tolist(), strict=True)
    for place, (ordinal, hour, value) in enumerate(hours):
        known = None if np.isnan(value) else f"{value:.3f}"
        yield grid.instant(place), date.fromordinal(ordinal), hour, known, seen.unit
