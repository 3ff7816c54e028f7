"""Tickets as JSON."""

from typing import Annotated, Literal

from fastapi import Query, Request, Response

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.kit.http import MAX_LIMIT, Language, Now, ReadSession
from ops.repairs import api_views, queries, service, texts
from ops.repairs.api.desk import DECIDE, WORK, AtDesk, Ref, Word, instant, ticket_now
from ops.repairs.errors import UnknownStatus
from ops.repairs.queries import TicketFilter
from ops.repairs.rules.lifecycle import ACTIVE, STATUSES
from ops.repairs.rules.triage import Priority
from ops.repairs.schemas import (
    CallBackIn,
    CalledBackIn,
    CancelIn,
    Line,
    NoteIn,
    OneMoreCallerIn,
    PauseIn,
    ReopenIn,
    ResolveIn,
    ResumeIn,
    TicketIn,
    TicketList,
    TicketOut,
    TriageIn,
)
from ops.repairs.service import Call
from ops.repairs.service.call_back import called_back, promise_call_back

router = ApiRouter(tags=["repairs"])


def _statuses(asked: list[str]) -> list[str]:
    """`live` stands for every status that still needs work. Raises UnknownStatus."""
    wanted = [status for each in asked for status in each.split(",") if status]
    spread = [status for each in wanted for status in (ACTIVE if each == "live" else (each,))]
    if unknown := [status for status in spread if status not in STATUSES]:
        raise UnknownStatus(field="status", status=unknown[0])
    return spread


@router.get("/tickets", permission="tickets.read")
def list_tickets(
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    language: Language,
    status: Annotated[list[Line] | None, Query()] = None,
    team: Word = "",
    overdue: bool = False,
    location: Word = "",
    q: Word = "",
    trade: Word = "",
    priority: Annotated[list[Priority] | None, Query()] = None,
    origin: Word = "",
    sort: Literal["due", "newest"] = "newest",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> TicketList:
    wanted = TicketFilter(
        status=_statuses(status or []), team=team, overdue=overdue, location=location, q=q, trade=trade,
        priority=priority or [], origin=origin, sort=sort,
    )  # fmt: skip
    page = queries.list_tickets(session, who, wanted, now=now, limit=limit, cursor=cursor)
    return TicketList(items=[api_views.ticket_row(ticket, language, now) for ticket in page.items], next=page.next)


@router.post("/tickets", permission="tickets.create", status_code=201)
def take_call(wish: TicketIn, desk: AtDesk) -> TicketOut:
    caller = wish.caller.new() if wish.caller else None
    call = Call(**wish.model_dump(exclude={"caller"}), caller=caller)
    ticket = service.take_call(desk.session, call, **desk.by)
    desk.response.headers["Location"] = f"/api/v1/tickets/{ticket.ref}"
    return desk.ticket(ticket.ref, permission=None)


@router.get("/tickets/{ref}", permission="tickets.read")
def read_ticket(
    ref: Ref, session: ReadSession, who: CurrentPrincipal, now: Now, request: Request, response: Response
) -> TicketOut:
    return ticket_now(session, ref, who, request, response, now)


@router.post("/tickets/{ref}/triage", permission="tickets.triage")
def triage(ref: Ref, wish: TriageIn, desk: AtDesk) -> TicketOut:
    reason = texts.typed(wish.reason)
    service.triage(
        desk.session, ref, wish.priority, reason, trade=wish.trade, hazard=wish.hazard, affected=wish.affected,
        version=desk.version, **desk.by,
    )  # fmt: skip
    return desk.ticket(ref)


@router.post("/tickets/{ref}/callers", permission=WORK)
def add_caller(ref: Ref, wish: OneMoreCallerIn, desk: AtDesk) -> TicketOut:
    """One more caller for the same trouble: one intervention, all informed."""
    service.add_caller(desk.session, ref, wish.new(), **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/notes", permission=WORK)
def add_note(ref: Ref, wish: NoteIn, desk: AtDesk) -> TicketOut:
    """A note for the timeline; with `informed`, the word that callers were told."""
    if wish.informed:
        told = None if wish.informed == "all" else wish.informed
        service.inform_callers(desk.session, ref, told, wish.text, **desk.by)
    else:
        service.add_note(desk.session, ref, wish.text, **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/call-back", permission=WORK)
def promise_to_call(ref: Ref, wish: CallBackIn, desk: AtDesk) -> TicketOut:
    """Somebody will ring a caller before an instant: the clock `call_back` runs until he was rung."""
    promise_call_back(desk.session, ref, wish.caller, wish.by, phone=wish.phone, text=wish.text, **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/called-back", permission=WORK)
def note_called_back(ref: Ref, wish: CalledBackIn, desk: AtDesk) -> TicketOut:
    called_back(desk.session, ref, wish.callers, wish.text, **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/pause", permission=DECIDE)
def pause(ref: Ref, wish: PauseIn, desk: AtDesk) -> TicketOut:
    until = instant(desk.session, wish.until, desk.now)
    service.pause(
        desk.session, ref, wish.reason, until, wish.text, operator=wish.operator, reference=wish.reference,
        version=desk.version, **desk.by,
    )  # fmt: skip
    return desk.ticket(ref)


@router.post("/tickets/{ref}/resume", permission=DECIDE)
def resume(ref: Ref, desk: AtDesk, wish: ResumeIn = ResumeIn()) -> TicketOut:
    service.resume(desk.session, ref, wish.text, version=desk.version, **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/resolve", permission=DECIDE)
def resolve(ref: Ref, wish: ResolveIn, desk: AtDesk) -> TicketOut:
    service.resolve(desk.session, ref, wish.finding, wish.text, version=desk.version, **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/reopen", permission=DECIDE)
def reopen(ref: Ref, wish: ReopenIn, desk: AtDesk) -> TicketOut:
    service.reopen(desk.session, ref, texts.typed(wish.reason), **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/cancel", permission=DECIDE)
def cancel(ref: Ref, wish: CancelIn, desk: AtDesk) -> TicketOut:
    service.cancel(desk.session, ref, wish.reason, wish.text, other=wish.other, version=desk.version, **desk.by)
    return desk.ticket(ref)
