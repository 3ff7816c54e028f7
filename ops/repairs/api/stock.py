"""Parts and stores as JSON."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.kit.http import MAX_LIMIT, Now, ReadSession
from ops.repairs import queries
from ops.repairs.api.desk import WORK, AtDesk, Ref, Word
from ops.repairs.errors import PartNotFound
from ops.repairs.queries import order_for_change
from ops.repairs.queries import stores as lists
from ops.repairs.queries.stock import part_by_code
from ops.repairs.queries.stores import PartFilter
from ops.repairs.rules.suggest import Suggestion
from ops.repairs.schemas.stock import (
    GoerList,
    GoerOut,
    OrderPartIn,
    OrderPartList,
    OrderPartOut,
    PartList,
    PartOut,
    WordOut,
)
from ops.repairs.service import stock
from ops.repairs.service.change import Change
from ops.repairs.service.stock_orders import expected_on
from ops.repairs.service.who_goes import WhoGoes, who_goes

router = ApiRouter(tags=["repairs"])

_ACTIONS = {"reserve": stock.reserve_for, "take": stock.take, "return": stock.give_back, "release": stock.release}


@router.get("/tickets/{ref}/teams", permission="tickets.triage")
def who_could_go(ref: Ref, session: ReadSession, who: CurrentPrincipal, now: Now) -> GoerList:
    """In the order in which a dispatcher would ask; last, those of another trade. Reasons and doubts are codes."""
    found = who_goes(session, queries.ticket_file(session, ref, who).ticket, now)
    return GoerList(items=[_goer(found, each, able) for able, some in _both(found) for each in some])


def _both(found: WhoGoes) -> Sequence[tuple[bool, Sequence[Suggestion]]]:
    return (True, found.likely), (False, found.rest)


def _goer(found: WhoGoes, each: Suggestion, able: bool) -> GoerOut:
    candidate = each.candidate
    person = found.people.get(candidate.person or 0)
    return GoerOut(
        team=each.code, person=candidate.person, name=person.user.name if person else found.teams[each.code].name,
        arrives_at=candidate.arrives_at, travel_minutes=candidate.travel_minutes, orders=candidate.orders, able=able,
        reasons=[WordOut(code=word.code, data=word.data) for word in each.reasons],
        doubts=[WordOut(code=word.code, data=word.data) for word in each.doubts],
    )  # fmt: skip


@router.get("/work-orders/{ref}/parts", permission="tickets.read")
def parts_of_work_order(ref: Ref, session: ReadSession, who: CurrentPrincipal) -> OrderPartList:
    """What is reserved for the order and what was taken for it."""
    order = queries.order_visible(session, ref, who)
    return OrderPartList(items=[OrderPartOut.of(each) for each in stock.parts_of(session, order)])


@router.post("/work-orders/{ref}/parts", permission=WORK)
def move_part(ref: Ref, wish: OrderPartIn, desk: AtDesk) -> OrderPartList:
    """Reserves, takes, returns or releases a part for one of our own teams."""
    order = order_for_change(desk.session, ref, desk.who)
    change = Change(desk.session, order.ticket, desk.who, desk.now)
    at = min(wish.at, desk.now) if wish.at else None
    _ACTIONS[wish.action](
        change, order, wish.part, wish.quantity, store=wish.store, client_uuid=wish.client_uuid, at=at
    )
    return OrderPartList(items=[OrderPartOut.of(each) for each in stock.parts_of(desk.session, order)])


@router.get("/parts", permission="stock.read")
def list_parts(
    session: ReadSession,
    who: CurrentPrincipal,
    q: Word = "",
    store: Word = "",
    trade: Word = "",
    short: bool = False,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> PartList:
    """Parts by code with where they lie, within reach; `short` leaves those under their minimum."""
    page = lists.list_parts(session, who, PartFilter(q, store, trade, short), limit=limit, cursor=cursor)
    return PartList(items=[PartOut.of(part, levels) for part, levels in page.items], next=page.next)


@router.get("/parts/{code}", permission="stock.read")
def read_part(code: str, session: ReadSession, who: CurrentPrincipal, now: Now) -> PartOut:
    """With the day on which it can be there when it lies nowhere."""
    part = part_by_code(session, code)
    if part is None:
        raise PartNotFound()
    out = PartOut.of(part, lists.levels_of_part(session, part.id, who))
    return out.model_copy(update={"expected_on": expected_on(session, part, now=now)})
