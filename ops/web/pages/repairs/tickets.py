"""The list of all tickets: filters in the address, sorting, a file for the spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.db import Database
from ops.errors import N_
from ops.estate.wording import address_of
from ops.kit.exports import Cell, csv_stream
from ops.kit.http import Now, ReadSession, database_of, language_of
from ops.repairs import queries, texts
from ops.repairs.api_views import current_order
from ops.repairs.models import Ticket
from ops.repairs.queries import TicketFilter
from ops.repairs.rules.lifecycle import ACTIVE, STATUSES
from ops.repairs.rules.triage import PRIORITIES, TRADES
from ops.web.pages.repairs import words
from ops.web.pages.repairs.clocks import next_deadline
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

_SIZE = 50
_CSV_CHUNK = 500
_COLUMNS = (
    "ref", "title", "status", "priority", "trade", "place", "address", "origin", "aware_at", "registered_at",
    "next_clock", "next_due_at", "team", "resolved_at", "finding", "reopened",
)  # fmt: skip
_GROUPS = {"live": N_("Open"), "ended": N_("Ended"), "": N_("All")}

Word = Annotated[str, Query(max_length=200)]


@dataclass
class Wanted:
    """The filters as they stand in the address."""

    status: Word = "live"
    q: Word = ""
    priority: Word = ""
    trade: Word = ""
    team: Word = ""
    location: Word = ""
    installation: Word = ""
    origin: Word = ""
    overdue: Word = ""
    sort: Word = "due"

    def filter(self) -> TicketFilter:
        """Values that nothing has are left out, so that an old link still shows a list."""
        return TicketFilter(
            status=_statuses(self.status),
            q=self.q,
            priority=(self.priority,) if self.priority in PRIORITIES else (),
            trade=self.trade if self.trade in TRADES else None,
            team=self.team,
            location=self.location,
            installation=self.installation,
            origin=self.origin,
            overdue=bool(self.overdue),
            sort=self.order,
        )

    @property
    def open_only(self) -> bool:
        statuses = _statuses(self.status)
        return bool(statuses) and set(statuses) <= set(ACTIVE)

    @property
    def order(self) -> str:
        """By deadline among the open ones; what ended has none, and a list that holds it stands by age."""
        return "due" if self.sort == "due" and self.open_only else "newest"

    def href(self, path: str = "/tickets", **changes: str) -> str:
        params = {**self.__dict__, **changes}
        kept = {k: v for k, v in params.items() if v or k == "status"}
        return f"{path}?{urlencode(kept)}"


InAddress = Annotated[Wanted, Depends()]


def _statuses(status: str) -> tuple[str, ...]:
    groups = {"live": ACTIVE, "ended": tuple(each for each in STATUSES if each not in ACTIVE), "": ()}
    return groups.get(status, (status,) if status in STATUSES else ())


@router.get("/tickets", permission="tickets.read")
def show_tickets(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    wanted: InAddress,
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    reader = reader_of(request)
    page = queries.list_tickets(session, who, wanted.filter(), now=now, limit=_SIZE, cursor=cursor)
    return render(
        request,
        "repairs/tickets.html",
        q=wanted.q,
        wanted=wanted,
        rows=[_row(ticket, reader) for ticket in page.items],
        chips=_chips(wanted, reader),
        choices=_choices(session, reader),
        next_href=wanted.href(cursor=page.next) if page.next else "",
        first_href=wanted.href() if cursor else "",
        csv_href=wanted.href("/tickets.csv"),
        sorts={
            "due": wanted.href(sort="due", status=wanted.status if wanted.open_only else "live"),
            "newest": wanted.href(sort="newest"),
        },
        filtered=bool(wanted.q or wanted.priority or wanted.trade or wanted.team or wanted.location or wanted.overdue),
    )


def _row(ticket: Ticket, reader: Reader) -> dict[str, Any]:
    return {
        "ticket": ticket,
        "title": words.short_title(ticket, reader),
        "full_title": words.title(ticket, reader),
        "icon": words.icon_of(ticket),
        "clock": next_deadline(ticket, reader),
        "place": words.place(ticket, reader),
        "full_place": words.address(ticket, reader),
        "team": _team(ticket, reader),
    }


def _team(ticket: Ticket, reader: Reader) -> str:
    order = current_order(ticket.work_orders)
    return words.team_name(order.team, reader) if order else ""


def _chips(wanted: Wanted, reader: Reader) -> list[dict[str, Any]]:
    """Groups first, then each status; a filter of another page's link is a chip that can be taken away."""
    groups = [(code, reader.say(text)) for code, text in _GROUPS.items()]
    single = [(code, reader.label("ticket_status", code)) for code in STATUSES]
    chips: list[dict[str, Any]] = [
        {"label": text, "href": wanted.href(status=code), "current": wanted.status == code} for code, text in groups
    ]
    for index, (code, text) in enumerate(single):
        current = wanted.status == code
        chips.append({"label": text, "href": wanted.href(status=code), "current": current, "rule": index == 0})
    narrowed = [(name, getattr(wanted, name)) for name in ("location", "installation", "team") if getattr(wanted, name)]
    chips += [
        {"label": value, "data": True, "icon": "close", "href": wanted.href(**{name: ""}), "current": True}
        for name, value in narrowed
    ]
    return chips


def _choices(session: ReadSession, reader: Reader) -> dict[str, list[tuple[str, str]]]:
    return {
        "priority": [(p, f"{p} {reader.label('priority', p)}") for p in PRIORITIES],
        "trade": [(t, reader.label("trade", t)) for t in TRADES],
        "team": [(team.code, team.name) for team in queries.teams(session)],
    }


@router.get("/tickets.csv", permission="tickets.read")
def export_tickets(request: Request, who: CurrentPrincipal, now: Now, wanted: InAddress) -> Response:
    """The same list as a table, without callers; drawn in pieces from a session of its own."""
    rows = _csv_rows(database_of(request), who, wanted, now, language_of(request))
    headers = {"Content-Disposition": f'attachment; filename="tickets-{now:%Y%m%d}.csv"'}
    return StreamingResponse(csv_stream(_COLUMNS, rows), media_type="text/csv; charset=utf-8", headers=headers)


def _csv_rows(database: Database, who: Principal, wanted: Wanted, now: Now, language: str) -> Iterator[list[Cell]]:
    cursor: str | None = None
    with database.reading() as session:
        while True:
            page = queries.list_tickets(session, who, wanted.filter(), now=now, limit=_CSV_CHUNK, cursor=cursor)
            yield from (_csv_row(ticket, language) for ticket in page.items)
            cursor = page.next
            session.expunge_all()
            if cursor is None:
                return


def _csv_row(ticket: Ticket, language: str) -> list[Cell]:
    order = current_order(ticket.work_orders)
    return [
        ticket.ref, texts.title_of(ticket).render(language), ticket.status, ticket.priority, ticket.trade,
        ticket.location.code, address_of(ticket.location, language), ticket.origin_kind, ticket.aware_at,
        ticket.registered_at, ticket.next_clock, ticket.next_due_at, order.team.code if order else None,
        ticket.resolved_at, ticket.finding, ticket.reopened_count,
    ]  # fmt: skip
