"""Work orders and teams as JSON."""

from typing import Annotated

from fastapi import Query, Request, Response

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.kit.http import Now, ReadSession
from ops.repairs import queries, service
from ops.repairs.api.desk import WORK, AtDesk, Ref, instant, order_now
from ops.repairs.queries.slots import people_of
from ops.repairs.rules.slots import Kind as SlotKind
from ops.repairs.rules.slots import Slot
from ops.repairs.schemas import (
    AccessStepIn,
    AssignIn,
    CompleteIn,
    FollowOnIn,
    NeedPartIn,
    NoAccessIn,
    PartArrivedIn,
    SlotIn,
    SlotList,
    SlotOut,
    StartIn,
    StepIn,
    TeamList,
    TeamOut,
    UnreachableIn,
    WorkOrderIn,
    WorkOrderOut,
)
from ops.repairs.service import Assignment
from ops.repairs.service import slots as appointments

router = ApiRouter(tags=["repairs"])
_SEND = "tickets.triage"


@router.post("/tickets/{ref}/work-orders", permission=WORK, status_code=201)
def plan_work(ref: Ref, wish: WorkOrderIn, desk: AtDesk) -> WorkOrderOut:
    order = service.plan_work(
        desk.session, ref, wish.team, wish.task, dispatch=wish.dispatch, technician=wish.technician, kind=wish.kind,
        estimate_minutes=wish.estimate_minutes, parts={each.part: each.quantity for each in wish.parts},
        version=desk.version, **desk.by,
    )  # fmt: skip
    desk.response.headers["Location"] = f"/api/v1/work-orders/{order.ref}"
    return desk.order(order.ref)


@router.get("/work-orders/{ref}", permission="tickets.read")
def read_work_order(
    ref: Ref, session: ReadSession, who: CurrentPrincipal, now: Now, request: Request, response: Response
) -> WorkOrderOut:
    return order_now(session, ref, who, request, response, now)


@router.post("/work-orders/{ref}/dispatch", permission=WORK)
def dispatch_work(ref: Ref, desk: AtDesk, wish: StepIn = StepIn()) -> WorkOrderOut:
    return desk.advance(ref, "dispatch", wish.details())


@router.post("/work-orders/{ref}/accept", permission=WORK)
def accept_work(ref: Ref, desk: AtDesk, wish: StepIn = StepIn()) -> WorkOrderOut:
    return desk.advance(ref, "accept", wish.details())


@router.post("/work-orders/{ref}/refuse", permission=WORK)
def refuse_work(ref: Ref, desk: AtDesk, wish: StepIn = StepIn()) -> WorkOrderOut:
    return desk.advance(ref, "refuse", wish.details())


@router.post("/work-orders/{ref}/unreachable", permission=_SEND)
def unreachable(ref: Ref, wish: UnreachableIn, desk: AtDesk) -> WorkOrderOut:
    """Nobody answers, or the firm is on strike: the order ends, and `fallback` names whom to send instead."""
    return desk.advance(ref, "unreachable", wish.details(reason=wish.reason))


@router.post("/work-orders/{ref}/start", permission=WORK)
def start_work(ref: Ref, desk: AtDesk, wish: StartIn = StartIn()) -> WorkOrderOut:
    return desk.advance(ref, "start", wish.details(made_safe=wish.made_safe))


@router.post("/work-orders/{ref}/made-safe", permission=WORK)
def made_safe(ref: Ref, desk: AtDesk, wish: StepIn = StepIn()) -> WorkOrderOut:
    return desk.advance(ref, "made-safe", wish.details())


@router.post("/work-orders/{ref}/no-access", permission=WORK)
def no_access(ref: Ref, desk: AtDesk, wish: NoAccessIn = NoAccessIn()) -> WorkOrderOut:
    until = instant(desk.session, wish.until, desk.now) if wish.until else None
    return desk.advance(
        ref, "no-access", wish.details(until=until, absence=wish.kind, proof=wish.proof, card=wish.card)
    )


@router.post("/work-orders/{ref}/access-step", permission=WORK)
def access_step(ref: Ref, wish: AccessStepIn, desk: AtDesk) -> WorkOrderOut:
    """What is tried to get in beside the visits: a call, a card, keys, the concierge, a letter."""
    service.access_step(desk.session, ref, wish.step, wish.details(), **desk.by)
    return desk.order(ref)


@router.post("/work-orders/{ref}/need-part", permission=WORK)
def need_part(ref: Ref, wish: NeedPartIn, desk: AtDesk) -> WorkOrderOut:
    until = instant(desk.session, wish.until, desk.now) if wish.until else None
    return desk.advance(ref, "need-part", wish.details(until=until, part=wish.part, quantity=wish.quantity))


@router.post("/work-orders/{ref}/part-arrived", permission=WORK)
def part_arrived(ref: Ref, desk: AtDesk, wish: PartArrivedIn = PartArrivedIn()) -> WorkOrderOut:
    """An order that waited for it goes out again."""
    return desk.advance(ref, "part-arrived", wish.details(part=wish.part))


@router.post("/work-orders/{ref}/follow-on", permission=WORK, status_code=201)
def follow_on(ref: Ref, wish: FollowOnIn, desk: AtDesk) -> WorkOrderOut:
    """Ends the visit; the child that goes on stands in `children`, on the same ticket with the same `aware_at`."""
    child = service.follow_on(desk.session, ref, wish.wish(), wish.details(), version=desk.version, **desk.by)
    desk.response.headers["Location"] = f"/api/v1/work-orders/{child.ref}"
    return desk.order(ref)


@router.post("/work-orders/{ref}/complete", permission=WORK)
def complete_work(ref: Ref, wish: CompleteIn, desk: AtDesk) -> WorkOrderOut:
    """The finding is part of completing: without it nobody learns whether the alarm was true."""
    return desk.advance(ref, "complete", wish.details(finding=wish.finding))


@router.post("/work-orders/{ref}/cancel", permission=WORK)
def cancel_work(ref: Ref, desk: AtDesk, wish: StepIn = StepIn()) -> WorkOrderOut:
    return desk.advance(ref, "cancel", wish.details())


@router.get("/work-orders/{ref}/slots", permission="tickets.read")
def free_slots(
    ref: Ref,
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    days: Annotated[int, Query(ge=1, le=60)] = 14,
    kind: SlotKind | None = None,
) -> SlotList:
    """The appointments for which the team still has time."""
    order = queries.order_visible(session, ref, who)
    found = appointments.free_slots(session, order, now=now, days=days, kind=kind)
    return SlotList(items=[SlotOut.of(slot) for slot in found])


@router.post("/work-orders/{ref}/slot", permission=WORK)
def agree_slot(ref: Ref, wish: SlotIn, desk: AtDesk) -> WorkOrderOut:
    """Promises when somebody comes; the appointment before it stays in the timeline."""
    slot, uuid = Slot(wish.from_at, wish.to_at), str(wish.client_uuid) if wish.client_uuid else None
    appointments.agree_slot(
        desk.session, ref, slot, by="desk", client_uuid=uuid, version=desk.version, **desk.by
    )  # fmt: skip
    return desk.order(ref)


@router.post("/work-orders/{ref}/assign", permission=_SEND)
def assign(ref: Ref, wish: AssignIn, desk: AtDesk) -> WorkOrderOut:
    """Gives the order to another team or to one of its people."""
    service.assign(desk.session, ref, Assignment(wish.team, wish.technician), version=desk.version, **desk.by)
    return desk.order(ref)


@router.get("/teams", permission="tickets.read")
def list_teams(session: ReadSession, who: CurrentPrincipal) -> TeamList:
    """With their people, for those who send them."""
    teams = queries.teams(session)
    people = people_of(session, teams) if who.may(_SEND) else {}
    return TeamList(items=[TeamOut.of(team, people.get(team.id, ())) for team in teams])
