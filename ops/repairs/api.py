"""Tickets, work orders and teams as JSON."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request, Response
from sqlalchemy.orm import Session

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.access.principal import Principal
from ops.kit.http import MAX_LIMIT, DbSession, Language, Now, ReadSession, expected_version, language_of, set_etag
from ops.repairs import api_views, queries, rulebook, service, texts
from ops.repairs.errors import UnknownStatus
from ops.repairs.queries import TicketFilter
from ops.repairs.rules.lifecycle import ACTIVE, STATUSES
from ops.repairs.rules.triage import Priority
from ops.repairs.schemas import (
    CallerIn,
    CancelIn,
    CompleteIn,
    Line,
    NoteIn,
    PauseIn,
    ReopenIn,
    ResolveIn,
    ResumeIn,
    StartIn,
    StepIn,
    TeamList,
    TeamOut,
    TicketIn,
    TicketList,
    TicketOut,
    TriageIn,
    WaitIn,
    WorkOrderIn,
    WorkOrderOut,
)
from ops.repairs.service import Call, StepDetails

router = ApiRouter(tags=["repairs"])

Ref = Annotated[str, "a reference such as T26-000123"]
Word = Annotated[Line, Query()]
_WORK = "tickets.work"


def _ticket(
    session: Session, ref: str, who: Principal, request: Request, response: Response, now: datetime,
    permission: str | None = "tickets.read",
) -> TicketOut:  # fmt: skip
    """The ticket as it is now, with its ETag; without a permission for who has just noted it."""
    file = queries.ticket_file(session, ref, who, permission)
    set_etag(response, file.ticket.version)
    return api_views.ticket_out(session, file, who, language_of(request), now)


def _order(
    session: Session, ref: str, who: Principal, request: Request, response: Response, now: datetime,
) -> WorkOrderOut:  # fmt: skip
    order = queries.order_visible(session, ref, who)
    set_etag(response, order.version)
    return api_views.order_out(session, order, language_of(request), now)


@dataclass
class Desk:
    """What every change works with: one transaction, one person, one instant."""

    session: DbSession
    who: CurrentPrincipal
    now: Now
    request: Request
    response: Response

    @property
    def by(self) -> dict[str, Any]:
        return {"who": self.who, "now": self.now}

    @property
    def version(self) -> int | None:
        return expected_version(self.request)

    def ticket(self, ref: str, permission: str | None = "tickets.read") -> TicketOut:
        return _ticket(self.session, ref, self.who, self.request, self.response, self.now, permission)

    def order(self, ref: str) -> WorkOrderOut:
        return _order(self.session, ref, self.who, self.request, self.response, self.now)

    def advance(self, ref: str, action: str, details: StepDetails) -> WorkOrderOut:
        service.advance(self.session, ref, action, details, **self.by, version=self.version)
        return self.order(ref)


AtDesk = Annotated[Desk, Depends(scope="function")]


def _instant(session: Session, until: datetime | date, now: datetime) -> datetime:
    """A day means its opening hour."""
    if isinstance(until, datetime):
        return until
    return rulebook.calendar(session, now).hours_of(until).from_at


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
    return _ticket(session, ref, who, request, response, now)


@router.post("/tickets/{ref}/triage", permission="tickets.triage")
def triage(ref: Ref, wish: TriageIn, desk: AtDesk) -> TicketOut:
    reason = texts.typed(wish.reason)
    service.triage(desk.session, ref, wish.priority, reason, trade=wish.trade, version=desk.version, **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/callers", permission=_WORK)
def add_caller(ref: Ref, wish: CallerIn, desk: AtDesk) -> TicketOut:
    service.add_caller(desk.session, ref, wish.new(), **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/notes", permission=_WORK)
def add_note(ref: Ref, wish: NoteIn, desk: AtDesk) -> TicketOut:
    """A note for the timeline; with `informed`, the word that callers were told."""
    if wish.informed:
        told = None if wish.informed == "all" else wish.informed
        service.inform_callers(desk.session, ref, told, wish.text, **desk.by)
    else:
        service.add_note(desk.session, ref, wish.text, **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/pause", permission=_WORK)
def pause(ref: Ref, wish: PauseIn, desk: AtDesk) -> TicketOut:
    until = _instant(desk.session, wish.until, desk.now)
    service.pause(desk.session, ref, wish.reason, until, wish.text, version=desk.version, **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/resume", permission=_WORK)
def resume(ref: Ref, desk: AtDesk, wish: ResumeIn = ResumeIn()) -> TicketOut:
    service.resume(desk.session, ref, wish.text, version=desk.version, **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/resolve", permission=_WORK)
def resolve(ref: Ref, wish: ResolveIn, desk: AtDesk) -> TicketOut:
    service.resolve(desk.session, ref, wish.finding, wish.text, version=desk.version, **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/reopen", permission=_WORK)
def reopen(ref: Ref, wish: ReopenIn, desk: AtDesk) -> TicketOut:
    service.reopen(desk.session, ref, texts.typed(wish.reason), **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/cancel", permission=_WORK)
def cancel(ref: Ref, wish: CancelIn, desk: AtDesk) -> TicketOut:
    service.cancel(desk.session, ref, wish.reason, wish.text, other=wish.other, version=desk.version, **desk.by)
    return desk.ticket(ref)


@router.post("/tickets/{ref}/work-orders", permission=_WORK, status_code=201)
def plan_work(ref: Ref, wish: WorkOrderIn, desk: AtDesk) -> WorkOrderOut:
    order = service.plan_work(
        desk.session, ref, wish.team, wish.task, dispatch=wish.dispatch, version=desk.version, **desk.by
    )
    desk.response.headers["Location"] = f"/api/v1/work-orders/{order.ref}"
    return desk.order(order.ref)


@router.get("/work-orders/{ref}", permission="tickets.read")
def read_work_order(
    ref: Ref, session: ReadSession, who: CurrentPrincipal, now: Now, request: Request, response: Response
) -> WorkOrderOut:
    return _order(session, ref, who, request, response, now)


@router.post("/work-orders/{ref}/dispatch", permission=_WORK)
def dispatch_work(ref: Ref, desk: AtDesk, wish: StepIn = StepIn()) -> WorkOrderOut:
    return desk.advance(ref, "dispatch", StepDetails(wish.text))


@router.post("/work-orders/{ref}/accept", permission=_WORK)
def accept_work(ref: Ref, desk: AtDesk, wish: StepIn = StepIn()) -> WorkOrderOut:
    return desk.advance(ref, "accept", StepDetails(wish.text))


@router.post("/work-orders/{ref}/refuse", permission=_WORK)
def refuse_work(ref: Ref, desk: AtDesk, wish: StepIn = StepIn()) -> WorkOrderOut:
    return desk.advance(ref, "refuse", StepDetails(wish.text))


@router.post("/work-orders/{ref}/start", permission=_WORK)
def start_work(ref: Ref, desk: AtDesk, wish: StartIn = StartIn()) -> WorkOrderOut:
    return desk.advance(ref, "start", StepDetails(wish.text, made_safe=wish.made_safe))


@router.post("/work-orders/{ref}/made-safe", permission=_WORK)
def made_safe(ref: Ref, desk: AtDesk, wish: StepIn = StepIn()) -> WorkOrderOut:
    return desk.advance(ref, "made-safe", StepDetails(wish.text))


@router.post("/work-orders/{ref}/no-access", permission=_WORK)
def no_access(ref: Ref, wish: WaitIn, desk: AtDesk) -> WorkOrderOut:
    until = _instant(desk.session, wish.until, desk.now)
    return desk.advance(ref, "no-access", StepDetails(wish.text, until=until))


@router.post("/work-orders/{ref}/need-part", permission=_WORK)
def need_part(ref: Ref, wish: WaitIn, desk: AtDesk) -> WorkOrderOut:
    until = _instant(desk.session, wish.until, desk.now)
    return desk.advance(ref, "need-part", StepDetails(wish.text, until=until))


@router.post("/work-orders/{ref}/complete", permission=_WORK)
def complete_work(ref: Ref, wish: CompleteIn, desk: AtDesk) -> WorkOrderOut:
    """The finding is part of completing: without it nobody learns whether the alarm was true."""
    return desk.advance(ref, "complete", StepDetails(wish.text, finding=wish.finding))


@router.post("/work-orders/{ref}/cancel", permission=_WORK)
def cancel_work(ref: Ref, desk: AtDesk, wish: StepIn = StepIn()) -> WorkOrderOut:
    return desk.advance(ref, "cancel", StepDetails(wish.text))


@router.get("/teams", permission="tickets.read")
def list_teams(session: ReadSession) -> TeamList:
    return TeamList(items=[TeamOut.of(team) for team in queries.teams(session)])
