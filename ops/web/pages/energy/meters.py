"""All registers: where they hang, whether they talk, and what stands open on them."""

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response, StreamingResponse

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.energy.queries import meters
from ops.energy.queries.meters import RegisterFilter, RegisterRow
from ops.energy.service.export import register_rows
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_
from ops.kit.exports import csv_stream
from ops.kit.http import Now, ReadSession
from ops.web.addresses import href
from ops.web.pages.energy import words
from ops.web.pages.energy.alerts import MEDIA
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

Word = Annotated[str, Query(max_length=80, pattern=r"^[^\x00]*$")]
_ROWS = 50
_STATUSES = {
    "alert": ("bell", "watch", N_("Alert")),
    "silent": ("wifi-off", "late", N_("Silent")),
    "not_connected": ("plug", "neutral", N_("Not connected")),
    "ok": ("check", "neutral", N_("In order")),
}
_FILTERS = ("alert", "silent", "not_connected")


@router.get("/meters", permission="meters.read")
def list_meters(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    q: Word = "",
    medium: Word = "",
    status: Word = "",
    building: Word = "",
    after: Word = "",
) -> Response:
    reader = reader_of(request)
    scopes = who.places("meters.read")
    chosen = {
        "q": q.strip(), "building": building,
        "medium": medium if medium in MEDIA else "",
        "status": status if status in _FILTERS else "",
    }  # fmt: skip
    wanted = RegisterFilter(chosen["q"], chosen["medium"] or None, building or None, chosen["status"] or None)
    figures = Rulebook(session, now).silence
    rows = meters.list_registers(session, scopes, wanted, figures, now=now, after=after, limit=_ROWS + 1)
    connected, every = meters.count_connected(session, scopes)
    return render(
        request, "energy/meters.html",
        rows=[_row(row, reader) for row in rows[:_ROWS]], chosen=chosen,
        chips=_chips(meters.counts_by_medium(session, scopes), every, chosen, reader),
        next_href=_href({**chosen, "after": rows[_ROWS - 1].register.code}) if len(rows) > _ROWS else "",
        first_href=_href(chosen) if after else "",
        connected=connected, registers=every,
        export_href="/meters.csv",
    )  # fmt: skip


@router.get("/meters.csv", permission="meters.read")
def export_meters(session: ReadSession, who: CurrentPrincipal, now: Now) -> StreamingResponse:
    """The columns that the import of registers reads."""
    columns, rows = register_rows(session, who.places("meters.read"), now)
    headers = {"Content-Disposition": 'attachment; filename="registers.csv"'}
    return StreamingResponse(csv_stream(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)


def _href(chosen: dict[str, str]) -> str:
    return href("/meters", **chosen)


def _chips(counts: dict[str, int], every: int, chosen: dict[str, str], reader: Reader) -> list[dict[str, Any]]:
    first = {
        "label": reader.say(N_("All")), "count": every, "href": _href({**chosen, "medium": ""}),
        "current": not chosen["medium"],
    }  # fmt: skip
    media = [
        {
            "label": reader.label("medium", medium), "count": counts[medium], "icon": words.MEDIUM_ICONS[medium],
            "href": _href({**chosen, "medium": medium}), "current": chosen["medium"] == medium,
        }
        for medium in MEDIA if counts.get(medium)
    ]  # fmt: skip
    statuses = [
        {
            "label": reader.say(_STATUSES[name][2]), "rule": name == _FILTERS[0],
            "href": _href({**chosen, "status": "" if chosen["status"] == name else name}),
            "current": chosen["status"] == name,
        }
        for name in _FILTERS
    ]  # fmt: skip
    return [first, *media, *statuses]


def _row(row: RegisterRow, reader: Reader) -> dict[str, Any]:
    icon, tone, text = _STATUSES[row.status]
    medium = row.register.meter.medium
    return {
        "register": row.register,
        "place": row.building,
        "icon": words.MEDIUM_ICONS[medium],
        "medium": reader.label("medium", medium),
        "heard": words.instant_or(row.register.last_live_at, reader),
        "status": {"icon": icon, "tone": tone, "text": reader.say(text), "quiet": row.status == "ok"},
    }
