"""Orders to suppliers: made from a proposal, received in whole or in part, cancelled."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, NotFound, RegieError
from ops.estate.wording import name_of
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.repairs.errors import NoQuantity, StoreNotFound
from ops.repairs.models import StockOrder
from ops.repairs.queries import stock as stock_queries
from ops.repairs.queries import stock_orders as queries
from ops.repairs.service import stock_orders as service
from ops.repairs.service.parts_waiting import Waiting, waiting_for
from ops.web.addresses import href
from ops.web.forms import Line, Version, faults
from ops.web.pages.repairs import stores
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_STATES = {"ordered": N_("Under way"), "received": N_("Received"), "cancelled": N_("Cancelled"), "": N_("All")}
_MOST = 10_000


def whole(typed: str, name: str) -> int:
    """A quantity that was typed; nothing counts as zero. Raises NoQuantity."""
    text = typed.strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= _MOST):
        raise NoQuantity(field=name)
    return int(text)


async def _typed(request: Request) -> Mapping[str, str]:
    """The fields as they came: how many there are depends on the order."""
    return {name: str(value) for name, value in (await request.form()).items()}


Typed = Annotated[Mapping[str, str], Depends(_typed)]


@router.get("/stock-orders", permission="stock.read")
def show_orders(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    state: Annotated[str, Query(max_length=20)] = "ordered",
) -> Response:
    reader, wanted = reader_of(request), state if state in _STATES else ""
    found = queries.stock_orders(session, who, state=wanted)
    chips = [
        {"label": reader.say(text), "href": href("/stock-orders", state=code or "all"), "current": code == wanted}
        for code, text in _STATES.items()
    ]
    rows = [stores.order_line(order, reader) for order in found]
    return render(request, "repairs/stock_orders.html", rows=rows, chips=chips, state=wanted)


@router.get("/stock-orders/{ref}", permission="stock.read")
def show_order(request: Request, session: ReadSession, who: CurrentPrincipal, ref: str) -> Response:
    return render(request, "repairs/stock_order.html", **_context(request, session, who, ref, {}, None))


def _context(
    request: Request, session: Session, who: Principal, ref: str, form: Mapping[str, str], error: RegieError | None
) -> dict[str, Any]:
    reader, order = reader_of(request), queries.order_by_ref(session, ref, who)
    may_write = stock_queries.store_by_code(session, order.store.code, who, "stock.write") is not None
    return {
        **stores.order_line(order, reader),
        **faults(request, error),
        "lines": [
            {
                "line": line,
                "name": name_of(line.part, reader.language),
                "missing": line.quantity - line.received,
                "field": f"came-{line.part.code}",
                "typed": form.get(f"came-{line.part.code}", str(line.quantity - line.received)),
            }
            for line in order.lines
        ],
        "may_receive": may_write and order.state == "ordered",
        "waiting": [_waiting(each, reader) for each in waiting_for(session, [line.part for line in order.lines])],
    }


def _waiting(each: Waiting, reader: Reader) -> dict[str, Any]:
    return {
        "order": each.order.ref,
        "priority": each.order.ticket.priority,
        "number": each.wanted,
        "name": name_of(each.part, reader.language),
        "since": each.since,
        "is_here": not each.lacking,
    }


def _act(
    request: Request, who: Principal, ref: str, form: Mapping[str, str], done: Text, carry_out: Callable[[], StockOrder]
) -> Response:
    try:
        order = carry_out()
    except NotFound:
        raise
    except RegieError as error:
        with reading_anew(request) as session:
            context = _context(request, session, who, ref, form, error)
        return render(request, "repairs/stock_order.html", status=error.status, **context)
    return redirect(request, f"/stock-orders/{order.ref}", toast=done)


@router.post("/stock-orders/{ref}/receive", permission="stock.write")
def submit_receipt(
    request: Request, session: DbSession, who: CurrentPrincipal, now: Now, ref: str, form: Typed, version: Version = 0
) -> Response:
    def carry_out() -> StockOrder:
        came = {name.removeprefix("came-"): whole(form[name], name) for name in form if name.startswith("came-")}
        if not any(came.values()):
            raise NoQuantity(field=next((name for name in form if name.startswith("came-")), "quantity"))
        return service.receive_order(session, ref, came, who=who, now=now, version=version or None)

    return _act(request, who, ref, form, Text(N_("Received; the parts lie in the store.")), carry_out)


@router.post("/stock-orders/{ref}/cancel", permission="stock.write")
def submit_cancel(
    request: Request, session: DbSession, who: CurrentPrincipal, now: Now, ref: str, version: Version = 0
) -> Response:
    def carry_out() -> StockOrder:
        return service.cancel_order(session, ref, who=who, now=now, version=version or None)

    return _act(request, who, ref, {}, Text(N_("The order is cancelled.")), carry_out)


@router.post("/stores/{code}/orders", permission="stock.write")
def submit_order(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    code: str,
    form: Typed,
    supplier: Line = "",
) -> Response:
    """Makes the order that the page proposed, with the quantities that stand in it."""
    if stock_queries.store_by_code(session, code, who, "stock.write") is None:
        raise StoreNotFound()
    try:
        wanted = {name.removeprefix("order-"): whole(form[name], name) for name in form if name.startswith("order-")}
        order = service.place_order(session, code, supplier, wanted, who=who, now=now)
    except NotFound:
        raise
    except RegieError as error:
        return stores.refused(request, who, code, error)
    done = Text(N_("Order %(ref)s is made."), {"ref": order.ref})
    return redirect(request, f"/stock-orders/{order.ref}", toast=done)
