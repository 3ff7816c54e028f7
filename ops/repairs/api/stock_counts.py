"""Counting a whole store, as JSON."""

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.access.principal import Principal
from ops.kit.http import DbSession, Now, ReadSession
from ops.repairs.errors import NoCount
from ops.repairs.queries import stock_counts as queries
from ops.repairs.schemas.stock import BookIn, CountOut, FoundListIn
from ops.repairs.service import stock_counts as service
from ops.repairs.service.stock_counts import Found

router = ApiRouter(tags=["repairs"])


@router.get("/stores/{code}/count", permission="stock.write")
def read_count(code: str, session: ReadSession, who: CurrentPrincipal) -> CountOut:
    """The count under way, by shelf."""
    return _shown(session, code, who, ())


@router.post("/stores/{code}/count", permission="stock.write")
def begin_count(code: str, session: DbSession, who: CurrentPrincipal, now: Now) -> CountOut:
    """Begins one, or gives the one that is under way: two people count together."""
    count = service.begin(session, code, who=who, now=now)
    return CountOut.of(count, queries.count_rows(session, count))


@router.post("/stores/{code}/count/lines", permission="stock.write")
def note_count(code: str, found: FoundListIn, session: DbSession, who: CurrentPrincipal, now: Now) -> CountOut:
    """Keeps what was found, apart from what somebody else noted otherwise meanwhile."""
    wanted = [Found(each.part, each.counted, each.seen) for each in found.items]
    refused = service.note(session, code, wanted, who=who, now=now)
    return _shown(session, code, who, [each.part for each in refused])


@router.post("/stores/{code}/count/book", permission="stock.write")
def book_count(code: str, wish: BookIn, session: DbSession, who: CurrentPrincipal, now: Now) -> CountOut:
    """Sets what was counted to what was found and to what moved since."""
    count = service.book(session, code, wish.reasons, who=who, now=now, version=wish.version)
    return CountOut.of(count, queries.count_rows(session, count))


@router.post("/stores/{code}/count/drop", permission="stock.write")
def drop_count(code: str, session: DbSession, who: CurrentPrincipal, now: Now) -> CountOut:
    """Ends it without booking anything."""
    count = service.drop(session, code, who=who, now=now)
    return CountOut.of(count, queries.count_rows(session, count))


def _shown(session: DbSession, code: str, who: Principal, refused: list[str] | tuple[()]) -> CountOut:
    store = service.store_to_count(session, code, who)
    count = queries.open_count(session, store.id)
    if count is None:
        raise NoCount()
    return CountOut.of(count, queries.count_rows(session, count), refused)
