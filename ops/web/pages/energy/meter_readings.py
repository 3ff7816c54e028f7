"""Readings as their page shows them: when they came, from where, and whether they count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ops.energy.models import Reading, ReadingRevision, Register
from ops.energy.queries.readings import former_values, readings_of
from ops.energy.queries.segments import rows_of_falls
from ops.errors import N_
from ops.kit.locale import format_amount, format_time
from ops.kit.periods import Span
from ops.web.pages.energy.meter_view import View
from ops.web.reader import Reader

MOST = 500
_DIGITS = 3
_SOURCES = {
    "live": N_("of the datalogger"),
    "history": N_("of a table"),
    "api": N_("of another system"),
    "replay": N_("sent again later"),
}
#: What a datalogger sends later than this says so; a table is always of the past.
_PROMPT = timedelta(minutes=15)


@dataclass(frozen=True)
class Line:
    """A reading, and the values that it took the place of."""

    reading: Reading
    #: In the register's unit, beside the reading before it; None for the first, and where nothing is an index.
    moved_micro: int | None
    #: Lies within what was asked; else it is where the sum begins or ends.
    inside: bool
    #: False for what a fall of the index leaves out.
    counts: bool
    former: Sequence[ReadingRevision]
    view: dict[str, Any]


def lines_of(view: View, register: Register, span: Span) -> list[Line]:
    """In order of time, at most MOST and the two beside them."""
    rows = readings_of(view.session, register.id, span, MOST)
    former = former_values(view.session, register.id, Span(rows[0].at, rows[-1].at)) if rows else {}
    out = [(fall.left_from_at, fall.left_to_at) for fall in rows_of_falls(view.session, register.id)]
    lines: list[Line] = []
    before: int | None = None
    for row in rows:
        counts = not any(first and end and first <= row.at < end for first, end in out)
        moved = row.value_micro - before if before is not None and register.kind == "index" else None
        inside = span.from_at <= row.at < span.to_at
        old = former.get(row.at, ())
        shown = _shown(row, register, old, moved, view.reader)
        lines.append(Line(row, moved, inside, counts, old, shown))
        before = row.value_micro
    return lines


def _shown(
    row: Reading, register: Register, former: Sequence[ReadingRevision], moved: int | None, reader: Reader
) -> dict[str, Any]:
    late = row.received_at - row.at if row.source == "live" else timedelta(0)
    return {
        "at": format_time(row.at, reader.zone, seconds=True), "day": reader.instant(row.at),
        "value": format_amount(row.value_micro, register.unit, reader.language, _DIGITS),
        "moved": "–" if moved is None else _signed(moved, reader),
        "received": reader.instant(row.received_at), "late": reader.span(late) if late > _PROMPT else "",
        "source": reader.say(_SOURCES[row.source]) if row.source in _SOURCES else row.source,
        "former": [_former(each, register, reader) for each in former],
    }  # fmt: skip


def _signed(micro: int, reader: Reader) -> str:
    return ("−" if micro < 0 else "+") + format_amount(abs(micro), "", reader.language, _DIGITS)


def _former(row: ReadingRevision, register: Register, reader: Reader) -> str:
    value = format_amount(row.value_micro, register.unit, reader.language, _DIGITS)
    return reader.say(N_("%(value)s until %(at)s"), value=value, at=reader.instant(row.superseded_at))
