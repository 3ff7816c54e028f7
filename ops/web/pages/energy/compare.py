"""Buildings side by side by floor area, in usual weather where temperatures tell, and beside others of their use."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.energy.models import Register
from ops.energy.queries import compare as queries
from ops.energy.queries.calorific import calorific_values
from ops.energy.queries.compare import Days, Factor
from ops.energy.queries.completeness import registers_of
from ops.energy.rules.calorific import calorific_of
from ops.energy.rules.compare import CompareFigures, Measured, beside_peers, in_usual_weather
from ops.energy.rules.degree_days import DegreeDaySum
from ops.energy.rules.figures import TariffFigures
from ops.energy.service.drivers import degree_day_figures, degree_days_between
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_
from ops.estate.models import Location
from ops.kit.exports import Cell
from ops.kit.http import Now, ReadSession
from ops.kit.units import MICRO
from ops.web.pages.energy import desk
from ops.web.pages.energy.compare_period import code_of, days_of, month_name, options
from ops.web.pages.energy.compare_rows import SORTS, Line, facts, row_of, usual_weather
from ops.web.pages.energy.desk import ORDER, Page, Word
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

#: Media whose amount follows the cold outside.
_HEATS = ("gas", "heat")
_MONTHS = 13
_COLUMNS = (
    "building", "name", "use", "floor_area_m2", "amount", "unit", "per_m2", "per_m2_in_usual_weather",
    "times_median_of_use", "change_since_year_before", "known_share",
)  # fmt: skip


class Asked:
    """The filters of the address; what is none of the choices asks nothing."""

    def __init__(self, medium: Word = "", period: Word = "", use: Word = "", sort: Word = "") -> None:
        self.medium = desk.known_medium(medium) or ORDER[0]
        self.period, self.use = period.strip(), use.strip()
        self.sort = desk.known(sort, tuple(SORTS)) or "m2"

    def page(self, reader: Reader) -> Page:
        return Page("/compare", reader, dict(vars(self)))


@dataclass(frozen=True)
class Compared:
    """Everything of one medium and period, before a use is chosen."""

    days: Days
    lines: Sequence[Line]
    degree_days: DegreeDaySum | None
    unit: str


def _compared(session: Session, who: Principal, asked: Asked, now: Now, reader: Reader) -> Compared:
    days = days_of(asked.period, reader.today)
    registers = registers_of(session, who.places("meters.read"), medium=asked.medium)
    rules = Rulebook(session, now)
    factor = _factor(session, asked.medium, rules.tariffs)
    heats = asked.medium in _HEATS
    found = queries.measured(
        session, registers, days, factor, today=reader.today, zone=reader.zone, with_base=heats, figures=rules.compare,
    )  # fmt: skip
    weather = (
        degree_days_between(session, days.from_on, days.to_on, degree_day_figures(session, now)) if heats else None
    )
    buildings = {each.building.id: each.building for each in registers}
    return Compared(
        days, _lines(found, buildings, weather, rules.compare), weather, "m3" if asked.medium == "water" else "kWh"
    )


def _factor(session: Session, medium: str, tariffs: TariffFigures) -> Factor:
    """Gas that is counted in m3 becomes kWh by the calorific value of its month."""
    known = calorific_values(session) if medium == "gas" else {}

    def of(register: Register, month: date) -> float:
        if medium != "gas" or register.unit != "m3":
            return 1.0
        return calorific_of(month, known, tariffs.gas_kwh_per_m3).kwh_per_m3_micro / MICRO

    return of


def _lines(
    found: Sequence[Measured], buildings: dict[int, Location], weather: DegreeDaySum | None, figures: CompareFigures
) -> list[Line]:
    """Peers are compared in usual weather where it is known of both, else as it came."""
    usual = {each.building_id: in_usual_weather(each, weather) for each in found}
    by_m2 = {
        each.building_id: by
        for each in found
        if (by := usual[each.building_id] if usual[each.building_id] is not None else each.per_m2) is not None
    }
    peers = beside_peers(found, by_m2, figures)
    return [_line(each, buildings, usual, peers.get(each.building_id), figures) for each in found]


def _line(
    each: Measured,
    buildings: Mapping[int, Location],
    usual: Mapping[int, float | None],
    times: float | None,
    figures: CompareFigures,
) -> Line:
    stands_out = times is not None and times >= figures.stands_out_from
    return Line(buildings[each.building_id], each, usual[each.building_id], times, stands_out)


@router.get("/compare", permission="meters.read")
def show_compare(
    request: Request, session: ReadSession, who: CurrentPrincipal, now: Now, asked: Annotated[Asked, Depends()]
) -> Response:
    reader = reader_of(request)
    page = asked.page(reader)
    found = _compared(session, who, asked, now, reader)
    shown = [line for line in found.lines if asked.use in ("", line.measured.use)]
    shown.sort(key=SORTS[asked.sort].key)
    top = max((line.shown_per_m2 or 0.0 for line in shown), default=0.0)
    counts = Counter(each.register.meter.medium for each in registers_of(session, who.places("meters.read")))
    return render(
        request, "energy/compare.html", asked=asked, chips=page.media_chips(counts)[1:],
        period=code_of(found.days, reader.today), periods=options(reader),
        uses=_uses(page, found, reader), facts=facts(found.lines, found.degree_days, found.unit, reader),
        rows=[row_of(line, top, found.unit, reader) for line in shown],
        sorts=page.sorts((name, sort.direction) for name, sort in SORTS.items()),
        weather=usual_weather(found.degree_days, reader), heats=asked.medium in _HEATS,
        months=_months(session, now, reader) if asked.medium in _HEATS else [], csv_href=page.csv_href(),
        per_m2=f"{'m³' if found.unit == 'm3' else 'kWh'}/m²",
    )  # fmt: skip


def _uses(page: Page, found: Compared, reader: Reader) -> list[dict[str, Any]]:
    counts = Counter(line.measured.use for line in found.lines if line.measured.use)
    chosen = page.asked["use"]
    every: list[dict[str, Any]] = [
        {
            "label": reader.say(N_("Every use")),
            "count": len(found.lines),
            "href": page.href(use=""),
            "current": not chosen,
        }
    ]
    return every + [
        {"label": reader.label("use", use), "count": count, "href": page.href(use=use), "current": use == chosen}
        for use, count in counts.most_common()
    ]


def _months(session: Session, now: Now, reader: Reader) -> list[dict[str, Any]]:
    """Degree days of the last months beside those of usual ones; the month under way to yesterday."""
    figures, rows = degree_day_figures(session, now), []
    for code, _ in options(reader)[3 : 3 + _MONTHS]:
        days = days_of(code, reader.today)
        found = degree_days_between(session, days.from_on, days.to_on, figures)
        rows.append(
            {"month": month_name(days.from_on, reader), "actual": round(found.actual), "normal": round(found.normal),
             "missing": found.days - found.known_days,
             "share": f"{round(100 * found.actual / found.normal)} %" if found.normal and found.is_complete else "–"}
        )  # fmt: skip
    return rows


@router.get("/compare.csv", permission="meters.read")
def export_compare(
    request: Request, session: ReadSession, who: CurrentPrincipal, now: Now, asked: Annotated[Asked, Depends()]
) -> StreamingResponse:
    reader = reader_of(request)
    found = _compared(session, who, asked, now, reader)
    lines = [line for line in found.lines if asked.use in ("", line.measured.use)]
    return desk.csv_file("compare", _COLUMNS, _cells(sorted(lines, key=SORTS[asked.sort].key), found.unit, reader))


def _cells(lines: Sequence[Line], unit: str, reader: Reader) -> Iterator[Sequence[Cell]]:
    for line in lines:
        each = line.measured
        numbers = (each.per_m2, line.usual_per_m2, line.times_median, each.change, each.known_share)
        yield (
            line.building.code, desk.place_name(line.building, reader), each.use, each.area_m2,
            f"{each.amount:.3f}", unit, *(None if number is None else f"{number:.4f}" for number in numbers),
        )  # fmt: skip
