"""Counting a whole store on a tablet: shelf by shelf, saved figure by figure, booked once the differences are seen."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, NotFound, RegieError
from ops.estate.wording import name_of
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.repairs.errors import NoFigure, NoQuantity
from ops.repairs.models import StockCountLine, Store
from ops.repairs.queries import stock_counts as queries
from ops.repairs.queries.stock_counts import CountRow
from ops.repairs.rules.stock_count import LargeFrom, booked_quantity, is_large
from ops.repairs.service import stock_counts as service
from ops.repairs.service.stock_counts import Found
from ops.web.addresses import href
from ops.web.forms import Line, Version, faults
from ops.web.pages.repairs.stock_orders import Typed, whole
from ops.web.pages.repairs.who_goes import store_title
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
_PAGE, _SHELF, _DIFFERENCES = (f"repairs/stock_count{name}.html" for name in ("", "_shelf", "_differences"))
_NOWHERE = N_("Without a shelf")
_ELSE = N_("%(name)s noted %(n)s at %(at)s. Type yours again to replace it.")
Word = Annotated[str, Query(max_length=40)]


@router.get("/stores/{code}/count", permission="stock.write")
def show_count(request: Request, session: ReadSession, who: CurrentPrincipal, code: str) -> Response:
    """The shelves with how far each is, or the way to begin."""
    store, reader = service.store_to_count(session, code, who), reader_of(request)
    count = queries.open_count(session, store.id)
    context: dict[str, Any] = {
        **_frame(store, reader), "counting": count, "shelves": [], "left": 0, "done": 0,
        "before": queries.counts_before(session, store.id), **faults(request),
    }  # fmt: skip
    if count:
        rows = queries.count_rows(session, count)
        done = sum(row.line is not None for row in rows)
        context |= {"shelves": _shelves(store, rows, reader), "done": done, "left": len(rows) - done}
    return render(request, _PAGE, **context)


def _frame(store: Store, reader: Reader) -> dict[str, Any]:
    return {"store": store, "store_name": store_title(store, reader), "base": f"/stores/{store.code}/count"}


def _shelves(store: Store, rows: Sequence[CountRow], reader: Reader) -> list[dict[str, Any]]:
    found = []
    for shelf, group in groupby(rows, key=lambda row: row.shelf):
        of_shelf = list(group)
        done = sum(row.line is not None for row in of_shelf)
        found.append(
            {
                "name": shelf or reader.say(_NOWHERE),
                "data": bool(shelf),
                "href": _shelf_href(store.code, shelf, ""),
                "done": done,
                "of": len(of_shelf),
            }
        )
    return found


@router.post("/stores/{code}/count", permission="stock.write")
def submit_begin(request: Request, session: DbSession, who: CurrentPrincipal, now: Now, code: str) -> Response:
    service.begin(session, code, who=who, now=now)
    return redirect(request, f"/stores/{code}/count")


@router.post("/stores/{code}/count/drop", permission="stock.write")
def submit_drop(request: Request, session: DbSession, who: CurrentPrincipal, now: Now, code: str) -> Response:
    service.drop(session, code, who=who, now=now)
    return redirect(request, f"/stores/{code}/count", toast=Text(N_("Dropped: nothing was booked.")))


@router.get("/stores/{code}/count/shelf", permission="stock.write")
def show_shelf(
    request: Request, session: ReadSession, who: CurrentPrincipal, code: str, shelf: Word = "", show: Word = ""
) -> Response:
    context = _shelf(session, who, code, shelf, bool(show), {}, reader_of(request))
    return render(request, _SHELF, **context, **faults(request)) if context else redirect(request, _home(code))


def _home(code: str) -> str:
    return f"/stores/{code}/count"


def _shelf(
    session: Session, who: Principal, code: str, shelf: str, show: bool, typed: Mapping[str, str], reader: Reader
) -> dict[str, Any] | None:
    """None when nobody counts; `typed` are figures that were not kept."""
    store = service.store_to_count(session, code, who)
    count = queries.open_count(session, store.id)
    if count is None:
        return None
    rows = queries.count_rows(session, count)
    shelves = [name for name, _ in groupby(rows, key=lambda row: row.shelf)]
    after = shelves[shelves.index(shelf) + 1 :] if shelf in shelves else []
    return {
        **_frame(store, reader),
        "shelf": shelf,
        "shelf_name": shelf or reader.say(_NOWHERE),
        "rows": [_row(row, typed, reader) for row in rows if row.shelf == shelf],
        "next": after[0] if after else None,
        "show": show,
        "kinds": [
            {"label": reader.say(text), "href": _shelf_href(code, shelf, on), "current": bool(on) == show}
            for text, on in ((N_("Count blind"), ""), (N_("Show what is expected"), "1"))
        ],
    }


def _shelf_href(code: str, shelf: str, show: str) -> str:
    return href(f"{_home(code)}/shelf", shelf=shelf, show=show)


def _row(row: CountRow, typed: Mapping[str, str], reader: Reader) -> dict[str, Any]:
    """One part; who noted another figure meanwhile is named, and what was typed stays."""
    line, name = row.line, f"found-{row.part.code}"
    clash = name in typed and line is not None
    return {
        "part": row.part,
        "name": name_of(row.part, reader.language),
        "field": name,
        "value": typed.get(name, str(line.counted) if line else ""),
        "seen": line.version if line else 0,
        "on_hand": row.on_hand,
        "kept": "" if clash or line is None else f"{line.counted_by} {reader.when(line.counted_at)}",
        "error": reader.say(_ELSE, name=line.counted_by, n=line.counted, at=reader.when(line.counted_at))
        if clash and line
        else "",
    }


@router.post("/stores/{code}/count/lines", permission="stock.write")
def submit_lines(
    request: Request, session: DbSession, who: CurrentPrincipal, now: Now, code: str, form: Typed,
    shelf: Line = "", show: Line = "", then: Line = "", row: Word = "",
) -> Response:  # fmt: skip
    """A shelf, or with `row` the one figure that was just typed."""
    reader, context = reader_of(request), None
    try:
        refused = service.note(session, code, _found(form, row), who=who, now=now)
        again = {f"found-{each.part}": form[f"found-{each.part}"] for each in refused}
        context = _shelf(session, who, code, shelf, bool(show), again, reader)
        clash, error = bool(refused), None
    except NotFound:
        raise
    except RegieError as problem:
        clash, error = True, problem
        with reading_anew(request) as fresh:
            context = _shelf(fresh, who, code, shelf, bool(show), {}, reader)
    if context is None:
        return redirect(request, _home(code))
    return _answer(request, context, form, error, clash=clash, then=then, row=row)


def _answer(
    request: Request, context: dict[str, Any], form: Mapping[str, str], error: RegieError | None, *, clash: bool,
    then: str, row: str,
) -> Response:  # fmt: skip
    """The row alone for the figure that was typed, the shelf where something is wrong, else the next one."""
    wrong = faults(request, error)
    for each in context["rows"]:
        if told := wrong["error_at"].get(each["field"]):
            each |= {"error": told, "value": form.get(each["field"], ""), "kept": ""}
    if row:
        line = next((each for each in context["rows"] if each["part"].code == row), None)
        if line:
            return render(request, "repairs/_stock_count_row.html", fragment=True, row=line, **_without_rows(context))
    if clash:
        # What somebody else noted does not undo the figures that were kept.
        return render(request, _SHELF, status=error.status if error else 200, **context, **wrong)
    if then == "next" and context["next"] is not None:
        return redirect(request, href(f"{context['base']}/shelf", shelf=context["next"], show=context["show"] and "1"))
    return redirect(request, context["base"])


def _without_rows(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in context.items() if name != "rows"}


def _found(form: Mapping[str, str], only: str) -> list[Found]:
    """Of the whole shelf, or only one part. Raises NoQuantity for what is no figure."""
    found = []
    for name, typed in form.items():
        part = name.removeprefix("found-")
        if name.startswith("found-") and only in ("", part):
            seen = form.get(f"seen-{part}", "0")
            if not (seen.isascii() and seen.isdigit() and len(seen) < 9):
                raise NoQuantity(field=name)
            found.append(Found(part, _figure(typed, name) if typed.strip() else None, int(seen)))
    return found


def _figure(typed: str, name: str) -> int:
    try:
        return whole(typed, name)
    except NoQuantity as error:
        raise NoFigure(field=name) from error


@router.get("/stores/{code}/count/differences", permission="stock.write")
def show_differences(request: Request, session: ReadSession, who: CurrentPrincipal, code: str) -> Response:
    context = _differences(session, who, code, {}, reader_of(request))
    return render(request, _DIFFERENCES, **context, **faults(request)) if context else redirect(request, _home(code))


def _differences(
    session: Session, who: Principal, code: str, form: Mapping[str, str], reader: Reader
) -> dict[str, Any] | None:
    store = service.store_to_count(session, code, who)
    count = queries.open_count(session, store.id)
    if count is None:
        return None
    rows, large = queries.count_rows(session, count), service.large_from(session, reader.now)
    counted = [(row, row.line) for row in rows if row.line]
    found = [_difference(row, line, large, form, reader) for row, line in counted if line.counted != line.expected]
    done = len(counted)
    cents = sum((line.counted - line.expected) * (row.part.price_cents or 0) for row, line in counted)
    return {
        **_frame(store, reader), "counting": count, "rows": found, "done": done, "left": len(rows) - done,
        "cents": cents,
    }  # fmt: skip


def _difference(
    row: CountRow, line: StockCountLine, large: LargeFrom, form: Mapping[str, str], reader: Reader
) -> dict[str, Any]:
    change = line.counted - line.expected
    name = f"reason-{row.part.code}"
    return {
        "part": row.part,
        "name": name_of(row.part, reader.language),
        "shelf": row.shelf,
        "expected": line.expected,
        "counted": line.counted,
        "change": f"{change:+d}",
        "moved": row.on_hand - line.expected,
        "then": booked_quantity(row.on_hand, line.expected, line.counted),
        "large": is_large(change, row.part.price_cents, large),
        "field": name,
        "reason": form.get(name, ""),
    }


@router.post("/stores/{code}/count/book", permission="stock.write")
def submit_book(
    request: Request, session: DbSession, who: CurrentPrincipal, now: Now, code: str, form: Typed, version: Version = 0
) -> Response:
    reasons = {name.removeprefix("reason-"): form[name][:200] for name in form if name.startswith("reason-")}
    try:
        service.book(session, code, reasons, who=who, now=now, version=version)
    except NotFound:
        raise
    except RegieError as error:
        with reading_anew(request) as fresh:
            context = _differences(fresh, who, code, form, reader_of(request))
        if context is None:
            return redirect(request, _home(code))
        return render(request, _DIFFERENCES, status=error.status, **context, **faults(request, error))
    done = Text(N_("Booked: the store holds what was counted."))
    return redirect(request, href("/stores", store=code), toast=done)


@router.post("/parts/{code}/shelf", permission="stock.write")
def submit_shelf(
    request: Request, session: DbSession, who: CurrentPrincipal, code: str, shelf_store: Line = "", shelf: Line = ""
) -> Response:
    """Where a part lies in a store: by that it is counted."""
    service.put_shelf(session, shelf_store, code, shelf, who=who)
    return redirect(request, href(f"/parts/{code}", store=shelf_store), toast=Text(N_("Noted.")))
