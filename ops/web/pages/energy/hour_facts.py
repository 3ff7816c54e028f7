"""What a carpet says in figures: how much, what is always on, what flows when nobody is there, the highest hour."""

from collections.abc import Sequence
from typing import Any, Protocol

from markupsafe import Markup

from ops.energy.queries.completeness import Hung
from ops.energy.queries.hour_by_day import HourRow
from ops.energy.rules.hour_by_day import Shape
from ops.errors import N_
from ops.kit.locale import format_date, format_number
from ops.kit.units import MICRO
from ops.web.pages.energy import words
from ops.web.reader import Reader


class Looked(Protocol):
    """Registers and their hours."""

    @property
    def registers(self) -> Sequence[Hung]: ...
    @property
    def row(self) -> HourRow: ...
    @property
    def unit(self) -> str: ...


def facts(shape: Shape, seen: Looked, reader: Reader) -> list[dict[str, Any]]:
    """Cells of a strip."""
    number, unit = words.amount(round(shape.total * MICRO), seen.unit, reader)
    span = reader.say(_SPAN, first=_day(seen, 0, reader), last=_day(seen, -1, reader))
    cells = [{"label": reader.say(N_("In all")), "value": number, "unit": unit, "sub": span}]
    if shape.always_on is not None:
        cells.append(_always_on(shape, shape.always_on, seen, reader))
    if shape.idle_share is not None:
        cells.append(
            {"label": reader.say(N_("When nobody is there")), "value": _percent(shape.idle_share, reader),
             "sub": reader.say(N_("night, weekend, holiday"))}
        )  # fmt: skip
    if shape.highest is not None:
        top, unit = _rate(float(seen.row.values[shape.highest]), seen, reader)
        at = Markup('<span translate="no">{}</span>').format(reader.instant(seen.row.grid.instant(shape.highest)))
        cells.append({"label": reader.say(N_("Highest hour")), "value": top, "unit": unit, "sub": at})
    return [*cells, _missing(shape, seen, reader)]


_SPAN = N_("%(first)s to %(last)s")
_OF_ALL = N_("%(share)s of all")


def _always_on(shape: Shape, always_on: float, seen: Looked, reader: Reader) -> dict[str, Any]:
    number, unit = _rate(always_on, seen, reader)
    sub = reader.say(_OF_ALL, share=_percent(shape.always_share, reader)) if shape.always_share is not None else ""
    return {"label": reader.say(N_("Always on")), "value": number, "unit": unit, "sub": sub}


def _missing(shape: Shape, seen: Looked, reader: Reader) -> dict[str, Any]:
    missing = shape.hours - shape.known_hours
    cell = {
        "label": reader.say(N_("Hours not known")), "value": str(missing), "tone": "watch" if missing else "",
        "sub": reader.say(N_("of %(n)s"), n=shape.hours),
    }  # fmt: skip
    if missing and len(seen.registers) == 1:
        cell["href"] = f"/meters/{seen.registers[0].register.code}/gaps"
    return cell


def _rate(value: float, seen: Looked, reader: Reader) -> tuple[str, str]:
    """An hour of kWh is a kW; water is read in litres an hour."""
    unit, times = ("l/h", 1000.0) if seen.unit == "m3" else ("kW", 1.0)
    return words.amount(round(value * times * MICRO), unit, reader)


def _percent(share: float, reader: Reader) -> str:
    """With a decimal below ten, so that little is not nothing."""
    return f"{format_number(100 * share, reader.language, 0 if share >= 0.1 else 1)} %"


def _day(seen: Looked, place: int, reader: Reader) -> str:
    grid = seen.row.grid
    at = grid.instant(place % len(grid))
    return " ".join(format_date(reader.day_of(at), reader.language).split(" ")[1:])
