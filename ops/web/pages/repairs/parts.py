"""Parts: the list with its filters and its table, and the file of one: where it lies, what happened, what one does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from markupsafe import Markup
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.db import Database
from ops.errors import N_, NotFound, RegieError
from ops.estate.wording import name_of
from ops.kit.exports import Cell, csv_stream
from ops.kit.http import DbSession, Now, ReadSession, database_of, language_of, reading_anew
from ops.kit.locale import Text
from ops.kit.money import eur_text
from ops.repairs.errors import PartNotFound
from ops.repairs.models import Part, StockLevel, Store
from ops.repairs.queries import stock as stock_queries
from ops.repairs.queries import stores as queries
from ops.repairs.queries.stores import MoveLine, PartFilter
from ops.repairs.rules.triage import TRADES
from ops.repairs.service import stores as service
from ops.repairs.service.stock_orders import expected_on
from ops.repairs.service.stores import Wish
from ops.web.addresses import href
from ops.web.forms import Line, NotInList, faults
from ops.web.pages.repairs.stock_orders import whole
from ops.web.pages.repairs.who_goes import store_name, store_title
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_SIZE = 60
_MOVES_SHOWN = 30
_CSV_CHUNK = 500
_COLUMNS = (
    "code", "name", "name_fr", "trade", "unit", "price_eur", "supplier", "lead_days", "store", "on_hand", "reserved",
    "minimum", "target",
)  # fmt: skip
Word = Annotated[str, Query(max_length=200)]
#: Act -> what is said once it is done; in the order in which a storekeeper does them most.
_DONE: Mapping[str, str] = {
    "take": N_("Taken out of the store."),
    "return": N_("Put back into the store."),
    "count": N_("Counted."),
    "receive": N_("Received; the parts lie in the store."),
    "send": N_("Carried to the other store."),
}
_ACTS = {
    "take": service.hand_out, "return": service.take_back, "count": service.count, "receive": service.receive,
    "send": service.send,
}  # fmt: skip
#: Kind of move -> icon, tone, sentence.
_MOVES: Mapping[str, tuple[str, str, str]] = {
    "receive": ("download", "ok", N_("<b>%(n)s received</b> in %(store)s")),
    "reserve": ("lock", "", N_("<b>%(n)s reserved</b> in %(store)s")),
    "release": ("undo", "", N_("<b>%(n)s free again</b> in %(store)s")),
    "take": ("box", "", N_("<b>%(n)s taken</b> out of %(store)s")),
    "return": ("undo", "", N_("<b>%(n)s put back</b> into %(store)s")),
    "count": ("list", "", N_("<b>Counted</b> in %(store)s: %(change)s")),
    "send": ("truck", "", N_("<b>%(n)s sent</b> from %(store)s to %(other)s")),
    "arrive": ("truck", "", N_("<b>%(n)s arrived</b> in %(store)s from %(other)s")),
}


@dataclass
class Wanted:
    """The filters as they stand in the address."""

    q: Word = ""
    store: Word = ""
    trade: Word = ""
    short: Word = ""
    sort: Word = "name"

    def filter(self, language: str) -> PartFilter:
        """Names stand in the order of the reader's language."""
        named: Literal["nl", "fr"] = "fr" if language == "fr" else "nl"
        sort: Literal["code", "nl", "fr"] = "code" if self.sort == "code" else named
        return PartFilter(self.q, self.store, self.trade if self.trade in TRADES else "", bool(self.short), sort)

    def href(self, path: str = "/parts", **changes: str) -> str:
        return href(path, **{**self.__dict__, **changes})


InAddress = Annotated[Wanted, Depends()]


@router.get("/parts", permission="stock.read")
def show_parts(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    wanted: InAddress,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    reader = reader_of(request)
    page = queries.list_parts(session, who, wanted.filter(reader.language), limit=_SIZE, cursor=cursor or None)
    reached = stock_queries.stores(session, who)
    return render(
        request,
        "repairs/parts.html",
        q=wanted.q,
        wanted=wanted,
        rows=[_row(part, levels, reader) for part, levels in page.items],
        chips=_chips(wanted, reader),
        stores=_named(reached, reader),
        trades=[(trade, reader.label("trade", trade)) for trade in TRADES],
        sorts={key: wanted.href(sort=key) for key in ("code", "name")},
        next_href=wanted.href(cursor=page.next) if page.next else "",
        first_href=wanted.href() if cursor else "",
        csv_href=wanted.href("/parts.csv"),
    )


def _chips(wanted: Wanted, reader: Reader) -> list[dict[str, Any]]:
    return [
        {"label": reader.say(N_("All")), "href": wanted.href(short=""), "current": not wanted.short},
        {
            "label": reader.say(N_("Under the minimum")),
            "icon": "warning",
            "href": wanted.href(short="1"),
            "current": bool(wanted.short),
        },
    ]


def _row(part: Part, levels: Sequence[StockLevel], reader: Reader) -> dict[str, Any]:
    return {
        "part": part,
        "name": name_of(part, reader.language),
        "free": sum(level.on_hand - level.reserved for level in levels),
        "where": [(store_title(row.store, reader), row.on_hand - row.reserved) for row in levels if row.on_hand],
        "short": any(_is_short(level) for level in levels),
    }


def _is_short(level: StockLevel) -> bool:
    return level.minimum > 0 and level.on_hand - level.reserved < level.minimum


@router.get("/parts.csv", permission="stock.read")
def export_parts(request: Request, who: CurrentPrincipal, now: Now, wanted: InAddress) -> Response:
    """A line for each part and store, drawn in pieces from a session of its own."""
    rows = _csv_rows(database_of(request), who, wanted.filter(language_of(request)))
    headers = {"Content-Disposition": f'attachment; filename="parts-{now:%Y%m%d}.csv"'}
    return StreamingResponse(csv_stream(_COLUMNS, rows), media_type="text/csv; charset=utf-8", headers=headers)


def _csv_rows(database: Database, who: Principal, wanted: PartFilter) -> Iterator[list[Cell]]:
    cursor: str | None = None
    with database.reading() as session:
        while True:
            page = queries.list_parts(session, who, wanted, limit=_CSV_CHUNK, cursor=cursor)
            for part, levels in page.items:
                lines: Sequence[StockLevel | None] = levels or (None,)
                yield from (_csv_row(part, level) for level in lines)
            cursor = page.next
            session.expunge_all()
            if cursor is None:
                return


def _csv_row(part: Part, level: StockLevel | None) -> list[Cell]:
    price = None if part.price_cents is None else eur_text(part.price_cents)
    facts: list[Cell] = [
        part.code, part.name, part.name_fr, part.trade, part.unit, price, part.supplier, part.lead_days,
    ]  # fmt: skip
    if level is None:
        return [*facts, None, None, None, None, None]
    return [*facts, level.store.code, level.on_hand, level.reserved, level.minimum, level.target]


@router.get("/parts/{code}", permission="stock.read")
def show_part(request: Request, session: ReadSession, who: CurrentPrincipal, code: str, store: Word = "") -> Response:
    context = _context(request, session, who, code, {"store": store} if store else {}, None)
    return render(request, "repairs/part.html", **context)


def _context(
    request: Request, session: Session, who: Principal, code: str, form: Mapping[str, str], error: RegieError | None
) -> dict[str, Any]:
    reader, part = reader_of(request), stock_queries.part_by_code(session, code)
    if part is None:
        raise PartNotFound()
    levels = queries.levels_of_part(session, part.id, who)
    writable = stock_queries.stores(session, who, "stock.write")
    return {
        "part": part,
        "name": name_of(part, reader.language),
        "levels": [_level(level, reader) for level in levels],
        "free": sum(level.on_hand - level.reserved for level in levels),
        "expected": expected_on(session, part, now=reader.now),
        "timeline": [
            _told(line, reader) for line in _once(queries.moves(session, who, part_id=part.id, limit=_MOVES_SHOWN))
        ],
        "acts": [(act, reader.label("stock_act", act)) for act in _ACTS],
        "stores": _named(writable, reader),
        "others": _named(stock_queries.all_stores(session), reader),
        "form": {"act": "take", "store": _first(writable, who), "quantity": "1", "note": "", "order": "", "to": ""}
        | dict(form),
        **faults(request, error),
    }


def _named(stores: Sequence[Store], reader: Reader) -> list[tuple[str, str]]:
    return [(store.code, store_title(store, reader)) for store in stores]


def _once(lines: Sequence[MoveLine]) -> list[MoveLine]:
    """What was carried between two stores that the reader knows left and arrived at once: one line tells it."""
    sent = {line.move.recorded_at for line in lines if line.move.kind == "send"}
    return [line for line in lines if line.move.kind != "arrive" or line.move.recorded_at not in sent]


def _first(stores: Sequence[Store], who: Principal) -> str:
    """Who drives takes out of his own van."""
    mine = next((store.code for store in stores if store.driver_id is not None and store.driver_id == who.id), None)
    return mine or next((store.code for store in stores), "")


def _level(level: StockLevel, reader: Reader) -> dict[str, Any]:
    return {
        "level": level,
        "store": store_title(level.store, reader),
        "free": level.on_hand - level.reserved,
        "short": _is_short(level),
    }


def _told(line: MoveLine, reader: Reader) -> dict[str, Any]:
    move = line.move
    icon, tone, msgid = _MOVES[move.kind]
    number, change = abs(move.on_hand_change or move.reserved_change), f"{move.on_hand_change:+d}"
    carried = move.kind in ("send", "arrive")
    other = _data(move.note) if carried else ""
    words = Markup(reader.say(msgid))  # noqa: S704 - the catalog's own words.
    return {
        "icon": icon,
        "tone": tone or "neutral",
        "text": words % {"n": number, "store": _data(store_name(line.store, reader)), "change": change, "other": other},
        "who": move.actor_name,
        "note": line.work_order or line.order or "",
        "quote": "" if carried else move.note,
        "at_text": reader.instant(move.at),
        "at_iso": move.at.isoformat(),
    }


def _data(text: str) -> Markup:
    return Markup('<span translate="no">{}</span>').format(text)


@router.post("/parts/{code}/moves", permission="stock.write")
def submit_move(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    code: str,
    act: Line = "",
    store: Line = "",
    quantity: Line = "",
    note: Line = "",
    order: Line = "",
    to: Line = "",
) -> Response:
    """One act with one part in one store; what is refused stands beside what was typed."""
    form = {"act": act, "store": store, "quantity": quantity, "note": note, "order": order, "to": to}
    try:
        if act not in _ACTS:
            raise NotInList(field="act")
        for_order = order if act in ("take", "return") else ""
        wish = Wish(store, code, whole(quantity, "quantity"), note, for_order, to if act == "send" else "")
        _ACTS[act](session, wish, who=who, now=now)
    except RegieError as error:
        if isinstance(error, NotFound) and error.field is None:
            raise
        with reading_anew(request) as again:
            context = _context(request, again, who, code, form, error)
        return render(request, "repairs/part.html", status=_status(error), **context)
    return redirect(request, href(f"/parts/{code}", store=store), toast=Text(_DONE[act]))


def _status(error: RegieError) -> int:
    """A reference that nobody knows is a field of the form, not the page."""
    return 422 if isinstance(error, NotFound) else error.status
