"""One line a building of the comparison, and the figures above them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ops.energy.rules.compare import Measured
from ops.energy.rules.degree_days import DegreeDaySum
from ops.errors import N_
from ops.estate.models import Location
from ops.kit.locale import format_amount, format_number
from ops.kit.units import MICRO
from ops.web.addresses import href
from ops.web.pages.energy import desk, words
from ops.web.reader import Reader

_NOT_KNOWN = -1.0


@dataclass(frozen=True)
class Line:
    """A building with what it took; `usual_per_m2` in usual weather, `times_median` of the buildings of its use."""

    building: Location
    measured: Measured
    usual_per_m2: float | None
    times_median: float | None
    stands_out: bool

    @property
    def shown_per_m2(self) -> float | None:
        return self.measured.per_m2 if self.usual_per_m2 is None else self.usual_per_m2


@dataclass(frozen=True)
class Sort:
    key: Callable[[Line], Any]
    direction: str


def _down(value: float | None) -> float:
    return -(_NOT_KNOWN if value is None else value)


SORTS: Mapping[str, Sort] = {
    "m2": Sort(lambda line: (_down(line.shown_per_m2), line.building.code), "descending"),
    "amount": Sort(lambda line: (-line.measured.amount, line.building.code), "descending"),
    "peers": Sort(lambda line: (_down(line.times_median), line.building.code), "descending"),
    "change": Sort(lambda line: (_down(line.measured.change), line.building.code), "descending"),
    "name": Sort(lambda line: (line.building.name.casefold(), line.building.code), "ascending"),
}


def row_of(line: Line, top: float, unit: str, reader: Reader) -> dict[str, Any]:
    each, shown = line.measured, line.shown_per_m2
    times = line.times_median
    return {
        "code": line.building.code,
        "place": desk.place_name(line.building, reader),
        "use": reader.label("use", each.use) if each.use else "",
        "area": format_number(each.area_m2, reader.language) if each.area_m2 else "",
        "amount": format_amount(round(each.amount * MICRO), unit, reader.language).rpartition(" ")[0],
        "per_m2": _by_m2(each.per_m2, reader),
        "usual": _by_m2(line.usual_per_m2, reader),
        "share": (shown or 0.0) / top if top else 0.0,
        "times": "" if times is None else f"{format_number(times, reader.language, 1)} ×",
        "stands_out": line.stands_out,
        "change": "" if each.change is None else signed_percent(each.change),
        "known": f"{int(100 * each.known_share)} %",
        "whole": each.is_whole,
        "hours_href": href("/hour-by-day", building=line.building.code),
    }


def _by_m2(value: float | None, reader: Reader) -> str:
    if value is None:
        return ""
    return format_number(value, reader.language, 0 if value >= 100 else 1 if value >= 1 else 3)


def signed_percent(share: float) -> str:
    """ "+12 %", with a real minus."""
    whole = round(100 * share)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)} %"


def facts(
    lines: Sequence[Line], weather: DegreeDaySum | None, unit: str, reader: Reader
) -> list[dict[str, Any]]:  # fmt: skip
    """Cells of the strip; the sum is that of all buildings below."""
    number, sign = words.amount(round(sum(line.measured.amount for line in lines) * MICRO), unit, reader)
    known = [line.shown_per_m2 for line in lines if line.measured.is_whole and line.shown_per_m2 is not None]
    whole = sum(line.measured.is_whole for line in lines)
    without_area = sum(line.measured.area_m2 is None for line in lines)
    cells: list[dict[str, Any]] = [
        {"label": reader.say(N_("In all")), "value": number, "unit": sign,
         "sub": reader.say(N_("%(n)s buildings"), n=len(lines))},
        {"label": reader.say(N_("Middle building")), "value": _by_m2(median(known), reader) if known else "–",
         "unit": f"{sign}/m²"},
        {"label": reader.say(N_("Wholly known")), "value": str(whole), "unit": reader.say(N_("of %(n)s"), n=len(lines)),
         "sub": reader.say(N_("%(n)s without floor area"), n=without_area) if without_area else ""},
    ]  # fmt: skip
    if weather is not None:
        cells.append(
            {"label": reader.say(N_("Degree days")), "value": format_number(round(weather.actual), reader.language),
             "sub": reader.say(N_("usual: %(n)s"), n=format_number(round(weather.normal), reader.language))}
        )  # fmt: skip
    return cells


def usual_weather(weather: DegreeDaySum | None, reader: Reader) -> str:
    """Why figures are given in usual weather, or why not."""
    if weather is None:
        return ""
    if not weather.is_complete:
        missing = weather.days - weather.known_days
        return reader.say(N_("Not in usual weather: the temperature of %(n)s days is missing."), n=missing)
    return reader.say(
        N_("In usual weather: what follows the cold is scaled to the degree days of a usual period;"
           " what flows in July and August is not.")
    )  # fmt: skip
