"""The planning board: who goes where and when; an order is chosen, then given a place."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, NotFound, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text, format_date
from ops.repairs import queries, rulebook, service
from ops.repairs.models import WorkOrder
from ops.repairs.rules.board import monday_of
from ops.repairs.rules.slots import Slot
from ops.repairs.rules.work_order import CAN_MOVE
from ops.repairs.service import Assignment
from ops.repairs.service.slots import agree_slot
from ops.web.addresses import href
from ops.web.forms import Line, NotInList, Version, faults
from ops.web.pages.repairs.planning_board import board_context, read_board, waiting_blocks
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_PAGE = "repairs/planning.html"
_VIEWS = {"day": N_("Day"), "week": N_("Week")}
_STEP = {"day": timedelta(days=1), "week": timedelta(days=7)}
_FARTHEST = timedelta(days=370)
Word = Annotated[str, Query(max_length=40)]


@router.get("/planning", permission="tickets.triage")
def show_planning(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    view: Word = "",
    on: Word = "",
    order: Word = "",
    fragment: Word = "",
) -> Response:
    """The page, or only the board for the live update (`fragment=board`)."""
    context = _context(request, session, who, view, on, order)
    if fragment == "board":
        return render(request, "repairs/_planning_board.html", fragment=True, **context)
    return render(request, _PAGE, **context, **faults(request))


@router.post("/planning/{ref}", permission="tickets.triage")
def submit_place(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    ref: str,
    place: Line = "",
    view: Line = "",
    on: Line = "",
    version: Version = 0,
) -> Response:
    """`place` is "team|from|to", or "team/person|from|to"."""
    try:
        wish, slot = _read(place)
        service.assign(session, ref, wish, who=who, now=now, version=version or None)
        agree_slot(session, ref, slot, by="desk", who=who, now=now)
    except NotFound:
        raise
    except RegieError as error:
        return _refused(request, who, error, view, on, ref)
    done = Text(N_("%(order)s stands on the board."), {"order": ref})
    return redirect(request, href("/planning", view=view, on=on), toast=done)


def _refused(request: Request, who: Principal, error: RegieError, view: str, on: str, ref: str) -> Response:
    """The board as it is now, with the order still chosen."""
    with reading_anew(request) as session:
        context = _context(request, session, who, view, on, ref)
    return render(request, _PAGE, status=error.status, **context, **faults(request, error))


def _read(place: str) -> tuple[Assignment, Slot]:
    """Raises NotInList for a place that no button of ours sends."""
    try:
        goes, starts, ends = place.split("|")
        team, _, person = goes.partition("/")
        slot = Slot(datetime.fromisoformat(starts), datetime.fromisoformat(ends))
        if slot.from_at.tzinfo is None or slot.to_at.tzinfo is None:
            raise NotInList(field="place")
        return Assignment(team, int(person) if person else None), slot
    except ValueError as error:
        raise NotInList(field="place") from error


def _context(request: Request, session: Session, who: Principal, view: str, on: str, order: str) -> dict[str, Any]:
    reader = reader_of(request)
    view = view if view in _VIEWS else "day"
    first_day = next(rulebook.calendar(session, reader.now).working_days_from(reader.today))
    day = _day(on, first_day)
    chosen = _chosen(session, who, order)
    board = read_board(session, who, reader, week=view == "week", on=day, chosen=chosen)
    return {
        **board_context(board),
        **_ways(view, day, order, reader),
        "waiting": waiting_blocks(session, who, reader),
        "view": view,
        "on": day.isoformat(),
        "title_day": _title(view, day, reader),
        "as_of": reader.time(reader.now, seconds=True),
    }


def _ways(view: str, day: date, order: str, reader: Reader) -> dict[str, Any]:
    """Where the page leads; a chosen order stays chosen on the way."""

    def board(view: str = view, day: date = day, **more: str) -> str:
        return href("/planning", view=view, on=day.isoformat(), **more)

    return {
        "views": [
            {"label": reader.say(text), "href": board(code, order=order), "current": code == view}
            for code, text in _VIEWS.items()
        ],
        "earlier": board(day=day - _STEP[view], order=order),
        "later": board(day=day + _STEP[view], order=order),
        "today_href": board(day=reader.today, order=order),
        "choose": board(),
        "live_href": board(order=order, fragment="board"),
    }


def _day(on: str, first_day: date) -> date:
    """The day asked for, within a year; else the first one on which somebody works, today or later."""
    try:
        day = date.fromisoformat(on)
    except ValueError:
        return first_day
    return day if abs(day - first_day) <= _FARTHEST else first_day


def _title(view: str, day: date, reader: Reader) -> str:
    if view == "day":
        return format_date(day, reader.language)
    monday = monday_of(day)
    first, last = (format_date(each, reader.language) for each in (monday, monday + timedelta(days=6)))
    return f"{first} – {last}"


def _chosen(session: Session, who: Principal, ref: str) -> WorkOrder | None:
    """The order to be placed; none when it is over or somebody is on site already."""
    if not ref:
        return None
    try:
        order = queries.order_visible(session, ref, who, "tickets.triage")
    except NotFound:
        return None
    return order if order.status in CAN_MOVE else None
