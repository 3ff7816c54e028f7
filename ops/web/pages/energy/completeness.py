"""Completeness: the share of the hours of each register and week that is measured, the worst register first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import numpy as np
from fastapi import Depends, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.energy.queries import completeness as queries
from ops.energy.queries.completeness import Weeks
from ops.energy.rules.completeness import Completeness
from ops.energy.service.rulebook import Rulebook
from ops.energy.store import last_known
from ops.errors import N_
from ops.kit.exports import Cell
from ops.kit.http import Now, ReadSession
from ops.kit.locale import format_number
from ops.web.addresses import pages
from ops.web.pages.energy import desk, words
from ops.web.pages.energy.desk import Page, Word
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

_SPANS: Mapping[str, int] = {"4": 4, "8": 8, "13": 13}
_SORTS = {"worst": "descending", "code": "ascending", "place": "ascending"}
_SIZE = 50
_WEEK, _N_WEEKS = N_("w%(n)s"), N_("%(n)s weeks")
_LATE_UNDER = 0.9
_COLUMNS = (
    "register",
    "building",
    "medium",
    "week_from",
    "hours_owed",
    "hours_measured",
    "hours_estimated",
    "hours_missing",
)


class Asked:
    """The filters of the address; what is none of the choices asks nothing."""

    def __init__(
        self,
        medium: Word = "",
        building: Word = "",
        weeks: Word = "",
        sort: Word = "",
        page: desk.Number = 1,
    ) -> None:
        self.medium, self.building = desk.known_medium(medium), building.strip()
        self.weeks = desk.known(weeks, tuple(_SPANS)) or "4"
        self.sort = desk.known(sort, tuple(_SORTS)) or "worst"
        self.number = page

    def params(self) -> dict[str, str]:
        return {"medium": self.medium, "building": self.building, "weeks": self.weeks, "sort": self.sort}

    def page(self, reader: Reader) -> Page:
        return Page("/completeness", reader, self.params())


def _looked_up(session: Session, who: Principal, asked: Asked, medium: str, now: Now, reader: Reader) -> Weeks:
    registers = queries.registers_of(
        session, who.places("meters.read"), medium=medium or None, building=asked.building or None
    )
    figures = Rulebook(session, now).silence
    return queries.by_week(session, registers, figures, now=now, zone=reader.zone, weeks=_SPANS[asked.weeks])


@router.get("/completeness", permission="meters.read")
def show_completeness(
    request: Request, session: ReadSession, who: CurrentPrincipal, now: Now, asked: Annotated[Asked, Depends()]
) -> Response:
    reader = reader_of(request)
    page = asked.page(reader)
    scopes = who.places("meters.read")
    counts = Counter(
        each.register.meter.medium
        for each in queries.registers_of(session, scopes, building=asked.building or None)
    )  # fmt: skip
    weeks = _looked_up(session, who, asked, asked.medium, now, reader)
    order = _in_order(weeks, asked.sort)
    shown = order[(asked.number - 1) * _SIZE : asked.number * _SIZE]
    return render(
        request, "energy/completeness.html", asked=asked, chips=page.media_chips(counts),
        facts=_facts(weeks, reader), heads=_heads(weeks, reader), rows=_rows(session, weeks, shown, reader),
        sorts=page.sorts(_SORTS.items()), spans=page.choices("weeks", ((n, reader.say(_N_WEEKS, n=n)) for n in _SPANS)),
        buildings=desk.building_options(session, scopes, reader.language),
        clear_href=page.href(building=""), csv_href=page.csv_href(),
        pages=pages("/completeness", asked.number, _SIZE, len(order), asked.params()),
    )  # fmt: skip


def _in_order(weeks: Weeks, sort: str) -> list[int]:
    """Places of the registers; the worst has the most hours that are missing, then estimated."""
    places = range(len(weeks.registers))
    if sort == "worst":
        sums = weeks.hours.by_register()
        return sorted(places, key=lambda at: (-int(sums.missing[at]), -int(sums.estimated[at])))
    if sort == "place":
        return sorted(places, key=lambda at: weeks.registers[at].building.name.casefold())
    return list(places)


def _facts(weeks: Weeks, reader: Reader) -> list[dict[str, Any]]:
    """Cells of the strip above the table; measured, estimated and missing add up to what was owed."""
    total, sums = weeks.hours.total(), weeks.hours.by_register()
    asked, measured = int(total.asked), int(total.measured)
    of_all = reader.say(_OF_HOURS, n=_number(measured, reader), all=_number(asked, reader))
    parts = ((N_("Estimated"), int(total.estimated), "watch"), (N_("Missing"), int(total.missing), "late"))
    return [
        {"label": reader.say(N_("Measured")), "value": words.percent(measured, asked, reader.language), "sub": of_all},
        *(
            {"label": reader.say(label), "value": _number(part, reader), "unit": reader.say(_HOURS),
             "tone": tone if part else "", "sub": words.percent(part, asked, reader.language)}
            for label, part, tone in parts
        ),
        {"label": reader.say(N_("Complete registers")), "value": str(int(np.sum(sums.asked == sums.measured))),
         "unit": reader.say(_OF, n=len(weeks.registers))},
    ]  # fmt: skip


_OF, _HOURS, _OF_HOURS = N_("of %(n)s"), N_("hours"), N_("%(n)s of %(all)s hours")


def _number(value: int, reader: Reader) -> str:
    return format_number(value, reader.language)


def _whole_percent(part: int, asked: int) -> int:
    """As a week has room for, away from both ends too."""
    if part in (0, asked):
        return 100 if part else 0
    return min(max(round(100 * part / asked), 1), 99)


def _heads(weeks: Weeks, reader: Reader) -> list[dict[str, str]]:
    return [
        {"text": reader.say(_WEEK, n=reader.day_of(edge).isocalendar().week), "from": reader.instant(edge)}
        for edge in weeks.edges[:-1]
    ]


def _rows(session: Session, weeks: Weeks, shown: Sequence[int], reader: Reader) -> list[dict[str, Any]]:
    """Those that still miss their last hours say since when."""
    missing = weeks.hours.by_register().missing
    ids = [weeks.registers[place].register.id for place in shown if missing[place]]
    last = last_known(session, ids, weeks.edges[0], weeks.edges[-1])
    return [_row(weeks, place, last, reader) for place in shown]


def _row(weeks: Weeks, place: int, last: Mapping[int, datetime], reader: Reader) -> dict[str, Any]:
    each, sums = weeks.registers[place], weeks.hours.by_register()
    code = each.register.code
    missing = int(sums.missing[place])
    return {
        "code": code,
        "place": each.building,
        "icon": words.MEDIUM_ICONS[each.register.meter.medium],
        "medium": reader.label("medium", each.register.meter.medium),
        "cells": [_cell(weeks.hours, place, week, reader) for week in range(len(weeks.edges) - 1)],
        "measured": words.percent(int(sums.measured[place]), int(sums.asked[place]), reader.language),
        "missing": missing,
        "estimated": int(sums.estimated[place]),
        "href": f"/meters/{code}/gaps",
        "since_at": _since(weeks, place, last),
    }


def _since(weeks: Weeks, place: int, last: Mapping[int, datetime]) -> datetime | None:
    """The end of the last measured hour, where nothing that was owed came after it."""
    at = last.get(weeks.registers[place].register.id)
    return at if at is not None and at.timestamp() < weeks.until_s[place] else None


def _cell(hours: Completeness, place: int, week: int, reader: Reader) -> dict[str, str]:
    """Tone and sign of a week: a normal one is quiet."""
    asked, measured = int(hours.asked[place, week]), int(hours.measured[place, week])
    missing, estimated = int(hours.missing[place, week]), int(hours.estimated[place, week])
    if not asked:
        return {"text": "", "tone": "", "said": reader.say(N_("nothing owed yet"))}
    share = measured / asked
    tone = "" if measured == asked else "late" if share < _LATE_UNDER and missing else "watch"
    said = reader.say(N_("%(n)s h missing, %(m)s h estimated"), n=missing, m=estimated) if tone else ""
    return {"text": str(_whole_percent(measured, asked)), "tone": tone, "said": said}


@router.get("/completeness.csv", permission="meters.read")
def export_completeness(
    request: Request, session: ReadSession, who: CurrentPrincipal, now: Now, asked: Annotated[Asked, Depends()]
) -> StreamingResponse:
    reader = reader_of(request)
    return desk.csv_file(
        "completeness", _COLUMNS, _cells(_looked_up(session, who, asked, asked.medium, now, reader), reader)
    )


def _cells(weeks: Weeks, reader: Reader) -> Iterator[Sequence[Cell]]:
    hours = weeks.hours
    for place, each in enumerate(weeks.registers):
        for week, edge in enumerate(weeks.edges[:-1]):
            numbers = (part[place, week] for part in (hours.asked, hours.measured, hours.estimated, hours.missing))
            medium = each.register.meter.medium
            yield each.register.code, each.building.code, medium, reader.day_of(edge), *(int(n) for n in numbers)
