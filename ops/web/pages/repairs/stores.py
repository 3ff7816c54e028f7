"""The storekeeper's day: what is under its minimum, what to order, what is coming, what must be made ready."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import RegieError
from ops.estate.wording import name_of
from ops.kit.http import Now, ReadSession, reading_anew
from ops.repairs.models import Part, StockLevel, StockOrder, Store
from ops.repairs.queries import stock as stock_queries
from ops.repairs.queries import stock_orders as order_queries
from ops.repairs.queries import stores as queries
from ops.repairs.rules.stock_orders import Proposal
from ops.repairs.service.stock_orders import proposals
from ops.web.addresses import href
from ops.web.forms import faults
from ops.web.pages.repairs.who_goes import store_title
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

Word = Annotated[str, Query(max_length=200)]


@router.get("/stores", permission="stock.read")
def show_stores(request: Request, session: ReadSession, who: CurrentPrincipal, now: Now, store: Word = "") -> Response:
    return render(request, "repairs/stores.html", **_context(request, session, who, store, None))


def refused(request: Request, who: Principal, store: str, error: RegieError) -> Response:
    """The page again, saying why nothing was ordered."""
    with reading_anew(request) as session:
        context = _context(request, session, who, store, error)
    return render(request, "repairs/stores.html", status=error.status, **context)


def _context(request: Request, session: Session, who: Principal, code: str, error: RegieError | None) -> dict[str, Any]:
    reader = reader_of(request)
    reached = stock_queries.stores(session, who)
    shown = next((each for each in reached if each.code == code), None) or _usual(reached, who)
    return {
        **faults(request, error),
        "chips": _chips(session, reached, shown, who, reader),
        "store": shown,
        **(_of_store(session, shown, who, reader) if shown else {}),
    }


def _usual(reached: Sequence[Store], who: Principal) -> Store | None:
    """Who drives sees his own van first; others the first store."""
    mine = next((store for store in reached if store.driver_id is not None and store.driver_id == who.id), None)
    return mine or next(iter(reached), None)


def _chips(
    session: Session, reached: Sequence[Store], shown: Store | None, who: Principal, reader: Reader
) -> list[dict[str, Any]]:
    short = queries.shorts_by_store(session, who)
    return [
        {
            "label": store_title(store, reader),
            "data": store.kind == "van",
            "icon": "truck" if store.kind == "van" else "home",
            "count": short.get(store.id),
            "href": href("/stores", store=store.code),
            "current": shown is not None and store.id == shown.id,
            "rule": index > 0 and store.kind != reached[index - 1].kind,
        }
        for index, store in enumerate(reached)
    ]


def _of_store(session: Session, store: Store, who: Principal, reader: Reader) -> dict[str, Any]:
    short = queries.short_levels(session, store.id)
    coming = order_queries.on_order(session, [store.id])
    proposed = proposals(session, store, now=reader.now) if store.kind == "store" else []
    parts = {row.part.code: row.part for row in order_queries.levels_with_minimum(session, [store.id])}
    under_way = [each for each in order_queries.stock_orders(session, who, state="ordered") if _is_for(each, store)]
    return {
        "short": [_short(row, coming.get((store.id, row.part_id), 0), reader) for row in short],
        "proposals": [_proposal(each, parts, reader) for each in proposed],
        "under_way": [order_line(order, reader) for order in under_way],
        "ready": [_ready(line, reader) for line in queries.reserved_lines(session, store.id)],
        "may_write": stock_queries.store_by_code(session, store.code, who, "stock.write") is not None,
    }


def _is_for(order: StockOrder, store: Store) -> bool:
    return order.store_id == store.id


def _short(row: StockLevel, coming: int, reader: Reader) -> dict[str, Any]:
    return {
        "part": row.part,
        "name": name_of(row.part, reader.language),
        "free": row.on_hand - row.reserved,
        "on_hand": row.on_hand,
        "minimum": row.minimum,
        "coming": coming,
        "gone": row.on_hand <= row.reserved,
    }


def _proposal(each: Proposal, parts: dict[str, Part], reader: Reader) -> dict[str, Any]:
    return {
        "supplier": each.supplier,
        "lead_days": each.lead_days,
        "cents": each.cents,
        "lines": [
            {
                "part": line.part,
                "name": name_of(parts[line.part], reader.language),
                "quantity": line.quantity,
                "unit": parts[line.part].unit,
                "cents": line.cents,
            }
            for line in each.lines
        ],
    }


def order_line(order: StockOrder, reader: Reader) -> dict[str, Any]:
    """An order as a row of a list."""
    late = order.state == "ordered" and order.expected_on is not None and order.expected_on < reader.today
    return {
        "order": order,
        "store_name": store_title(order.store, reader),
        "missing": sum(line.quantity - line.received for line in order.lines),
        "cents": sum((line.part.price_cents or 0) * line.quantity for line in order.lines),
        "late": late,
    }


def _ready(line: tuple[Any, Part, int], reader: Reader) -> dict[str, Any]:
    order, part, number = line
    who = order.technician.name if order.technician else order.team.name
    return {
        "order": order.ref,
        "who": who,
        "part": part,
        "name": name_of(part, reader.language),
        "number": number,
        "when": reader.soon(order.slot_from_at) if order.slot_from_at else "",
    }
