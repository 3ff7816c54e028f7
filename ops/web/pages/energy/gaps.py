"""The hours of one register that are not measured: from when to when, and whether their sum is known."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.energy.models import Register
from ops.energy.queries.completeness import gaps_of, owed_span
from ops.energy.queries.meters import building_of
from ops.energy.queries.registers import register_by_code
from ops.energy.rules.completeness import Gap
from ops.energy.rules.day_types import hour_instant
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_
from ops.kit.http import Now, ReadSession
from ops.kit.periods import local_midnight
from ops.web.pages.energy import desk, words
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

_DAYS = 365
_MOST = 200
_COLUMNS = ("register", "from", "to", "hours", "kind")


def _looked_up(
    session: Session, who: Principal, code: str, now: Now, reader: Reader
) -> tuple[Register, list[Gap], int]:
    """(register, its gaps of a year, the instant until which hours are owed). Raises NotFound."""
    register = register_by_code(session, code, who.places("meters.read"))
    figures = Rulebook(session, now).silence
    from_at = local_midnight(reader.today - timedelta(days=_DAYS), reader.zone)
    found = gaps_of(session, register, from_at, figures, now=now, zone=reader.zone)
    return register, found, owed_span(register, figures, now, reader.zone)[1]


@router.get("/meters/{code}/gaps", permission="meters.read")
def show_gaps(request: Request, session: ReadSession, who: CurrentPrincipal, now: Now, code: str) -> Response:
    reader = reader_of(request)
    found, gaps, until_s = _looked_up(session, who, code, now, reader)
    return render(
        request, "energy/gaps.html", register=found, building=building_of(session, found),
        medium=reader.label("medium", found.meter.medium), icon_name=words.MEDIUM_ICONS[found.meter.medium],
        rows=[_row(gap, until_s, reader) for gap in gaps[:_MOST]], more=max(len(gaps) - _MOST, 0),
        missing=sum(gap.hours for gap in gaps if not gap.estimated),
        estimated=sum(gap.hours for gap in gaps if gap.estimated),
        csv_href=f"/meters/{found.code}/gaps.csv",
    )  # fmt: skip


def _row(gap: Gap, until_s: int, reader: Reader) -> dict[str, Any]:
    return {
        "from_at": hour_instant(gap.from_s // 3600),
        "to_at": None if gap.to_s >= until_s else hour_instant(gap.to_s // 3600),
        "length": reader.span(timedelta(hours=gap.hours)),
        "estimated": gap.estimated,
        "kind": reader.say(N_("Estimated") if gap.estimated else N_("Missing")),
    }


@router.get("/meters/{code}/gaps.csv", permission="meters.read")
def export_gaps(
    request: Request, session: ReadSession, who: CurrentPrincipal, now: Now, code: str
) -> StreamingResponse:
    found, gaps, _ = _looked_up(session, who, code, now, reader_of(request))
    rows: Sequence[tuple[Any, ...]] = [
        (found.code, hour_instant(gap.from_s // 3600), hour_instant(gap.to_s // 3600), gap.hours,
         "estimated" if gap.estimated else "missing")
        for gap in gaps
    ]  # fmt: skip
    return desk.csv_file("gaps", _COLUMNS, rows)
