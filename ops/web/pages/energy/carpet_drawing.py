"""A table of days by hours as a drawing small enough for a year: one path a shade instead of a box a cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from ops.energy.queries.hour_by_day import Marked
from ops.energy.rules.arrays import Floats
from ops.energy.rules.day_types import HourGrid
from ops.energy.rules.hour_by_day import SHADES, HourTable, scale, shades, vertical_runs
from ops.kit.locale import format_amount, format_date, format_figure, format_number
from ops.web.reader import Reader

_FEW_DAYS = 100
_LABELS_AT_MOST = 14


@dataclass(frozen=True)
class Drawing:
    """What the template draws: columns are days (or days of the week), rows are hours."""

    columns: int
    #: (shade 0..7, path), the pale ones first; the path of what is not known stands apart.
    paths: Sequence[tuple[int, str]]
    unknown: str
    labels: Sequence[dict[str, Any]]
    legend: Sequence[dict[str, Any]]
    marks: Sequence[dict[str, Any]]
    #: For js/carpet.js: what each cell holds, as texts of columns and whole thousandths of the unit.
    data: dict[str, Any]


def drawing(
    table: HourTable, high: float, unit: str, column_names: Sequence[str], labels: Sequence[dict[str, Any]],
    marks: Sequence[dict[str, Any]], reader: Reader,
) -> Drawing:  # fmt: skip
    bounds = scale(high)
    shade = shades(table.values, bounds)
    paths = [(number, _path(shade, number)) for number in range(SHADES)]
    missing = np.where(table.exists & (shade < 0), 1, 0)
    return Drawing(
        len(table.values),
        [each for each in paths if each[1]],
        _path(missing, 1),
        labels,
        legend(bounds, unit, reader),
        marks,
        {"columns": list(column_names), "unit": unit_sign(unit, reader), "digits": _digits(high),
         "values": _rounded(table.values, _digits(high))},
    )  # fmt: skip


def _path(shade: Any, wanted: int) -> str:
    """Upright strokes of width 1 through the middle of each column."""
    parts = [f"M{day}.5 {start}v{length}" for day, start, length in vertical_runs(shade, wanted)]
    return "".join(parts)


def _digits(high: float) -> int:
    return 0 if high >= 100 else 1 if high >= 10 else 2 if high >= 1 else 3


def _rounded(values: Floats, digits: int) -> list[float | int | None]:
    """Row by row in one list; None for what is not known."""
    scaled = np.round(values.ravel(), digits)
    if digits == 0:
        return [None if np.isnan(each) else int(each) for each in scaled]
    return [None if np.isnan(each) else float(each) for each in scaled]


def unit_sign(unit: str, reader: Reader) -> str:
    return format_amount(0, unit, reader.language).partition(" ")[2]


def legend(bounds: Floats, unit: str, reader: Reader) -> list[dict[str, Any]]:
    """Each shade with the amount from which it counts."""
    return [
        {"shade": number, "text": format_figure(round(float(bound), 6), reader.language),
         "unit": unit_sign(unit, reader) if number == SHADES - 1 else ""}
        for number, bound in enumerate(bounds)
    ]  # fmt: skip


def day_labels(days: Sequence[date], reader: Reader) -> list[dict[str, Any]]:
    """The months of a long carpet, the Mondays of a short one; where they stand in per cent of the width."""
    starts = [
        (place, day) for place, day in enumerate(days)
        if (day.weekday() == 0 if len(days) <= _FEW_DAYS else day.day == 1)
    ]  # fmt: skip
    thin = 1 + (len(starts) - 1) // _LABELS_AT_MOST if starts else 1
    return [
        {"at": round(100 * place / len(days), 2), "text": _label(day, len(days) <= _FEW_DAYS, reader)}
        for place, day in starts[::thin] if place < len(days) * 0.97
    ]  # fmt: skip


def _label(day: date, short: bool, reader: Reader) -> str:
    """ "24 Nov", or "Nov" with its year in January."""
    words = format_date(day, reader.language).split(" ")
    if short:
        return f"{words[1]} {words[2]}"
    return f"{words[2]} {words[3]}" if day.month == 1 else words[2]


def day_marks(marks: Sequence[Marked], grid: HourGrid, days: int, reader: Reader) -> list[dict[str, Any]]:
    """The alerts above the days that they touch, in per cent of the width; each leads to its file."""
    first = int(grid.day_ordinal[0])
    found = []
    for mark in marks:
        start = int(grid.day_ordinal[mark.from_hour]) - first
        end = int(grid.day_ordinal[max(mark.to_hour - 1, mark.from_hour)]) - first + 1
        found.append(
            {"ref": mark.ref, "label": reader.label("cause", mark.cause), "at": round(100 * start / days, 2),
             "width": round(max(100 * (end - start) / days, 0.6), 2)}
        )  # fmt: skip
    return found


def table_rows(names: Sequence[str], values: Floats, high: float, reader: Reader) -> list[tuple[str, list[str]]]:
    """The table twin: a line a day, a month or a day of the week, with its 24 hours."""
    digits = _digits(high)
    return [
        (name, ["–" if np.isnan(each) else format_number(float(each), reader.language, digits) for each in row])
        for name, row in zip(names, values, strict=True)
    ]
