"""Tickets as tables: the list out, calls noted elsewhere in, and every event of every ticket."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.estate.models import Location
from ops.estate.service.tables.engine import ADDED, UNCHANGED, Intake, TableKind
from ops.kit.exports import Cell
from ops.kit.imports import Cells
from ops.repairs import texts
from ops.repairs.models import Ticket
from ops.repairs.queries import tables as queries
from ops.repairs.queries import ticket_exists
from ops.repairs.rules.triage import DEFAULT_PRIORITY, PRIORITIES, TRADES
from ops.repairs.service.callers import NewCaller
from ops.repairs.service.tickets import NewTicket, open_ticket

Table = tuple[Sequence[str], Iterator[Sequence[Cell]]]
EVENT_COLUMNS = ("ref", "kind", "at", "recorded_at", "actor", "data")
COLUMNS = ("title", "location", "aware_at")
OPTIONAL = (
    "ref", "status", "trade", "priority", "description", "installation", "caller", "phone", "language",
)  # fmt: skip
_TICKET_COLUMNS = (
    "ref", "title", "status", "priority", "trade", "location", "installation", "origin", "aware_at", "registered_at",
    "next_clock", "next_due_at", "resolved_at", "closed_at", "finding", "reopened", "description",
)  # fmt: skip
#: What a file may bring in: what ended elsewhere has no deadline here.
_STILL_TO_DO = ("new", "open")


def export_ticket_events(session: Session) -> Table:
    """Ticket by ticket in the order in which things counted; `data` is JSON. Drawn as it is written."""
    return EVENT_COLUMNS, map(_event_cells, queries.events(session))


def _event_cells(row: queries.EventRow) -> Sequence[Cell]:
    return row.ref, row.kind, row.at, row.recorded_at, row.actor, json.dumps(_data(row), ensure_ascii=False)


def _data(row: queries.EventRow) -> dict[str, Any]:
    """A first event that was noted before it held place, trade and origin gets them from its ticket."""
    if row.kind != "registered" or "location" in row.data:
        return row.data
    return {**row.data, "location": row.place, "trade": row.trade, "origin": row.origin}


def export_tickets(session: Session) -> Table:
    """Every ticket without its callers."""
    return _TICKET_COLUMNS, map(_ticket_cells, queries.tickets(session))


def _ticket_cells(ticket: Ticket) -> Sequence[Cell]:
    machine = ticket.installation.code if ticket.installation else None
    return (
        ticket.ref, texts.title_of(ticket).render("nl"), ticket.status, ticket.priority, ticket.trade,
        ticket.location.code, machine, ticket.origin_kind, ticket.aware_at, ticket.registered_at, ticket.next_clock,
        ticket.next_due_at, ticket.resolved_at, ticket.closed_at, ticket.finding, ticket.reopened_count,
        ticket.description,
    )  # fmt: skip


def _take(intake: Intake, cells: Cells) -> str | None:
    """One call noted on paper or in another system; it pages nobody, whoever brings it in sits at the desk."""
    ref = cells.optional("ref", limit=12)
    if ref:
        return _known(intake, cells, ref)
    if cells.optional("status"):
        cells.choice("status", _STILL_TO_DO)
    place, title = intake.place(cells, "location"), cells.text("title")
    aware_at = cells.instant("aware_at", zone_of(intake.session))
    if aware_at is None and cells.are_good:
        cells.fault("aware_at", "missing")
    if not cells.are_good or place is None or aware_at is None:
        return None
    if queries.is_noted(intake.session, place.id, title, aware_at):
        return UNCHANGED
    new = _new(intake, cells, place, title, aware_at)
    if new is None:
        return None
    open_ticket(intake.session, new, who=intake.who, now=intake.now)
    return ADDED


def _known(intake: Intake, cells: Cells, ref: str) -> str | None:
    """A line of our own export: the ticket is there already; numbers are given here only."""
    if not ticket_exists(intake.session, ref):
        cells.fault("ref", "unknown_code", value=ref)
        return None
    return UNCHANGED


def _new(intake: Intake, cells: Cells, place: Location, title: str, aware_at: datetime) -> NewTicket | None:
    trade = cells.choice("trade", TRADES) if cells.optional("trade") else "other"
    priority = cells.choice("priority", PRIORITIES) if cells.optional("priority") else DEFAULT_PRIORITY
    machine = cells.optional("installation", limit=60)
    if machine and machine not in intake.installations:
        cells.fault("installation", "unknown_code", value=machine)
    if not cells.are_good:
        return None
    return NewTicket(
        title=title,
        place=place,
        aware_at=aware_at,
        trade=trade,
        priority=priority,
        description=cells.optional("description", limit=2000) or "",
        installation_id=intake.installations[machine].id if machine else None,
        caller=_caller(cells),
        pages=False,
    )


def _caller(cells: Cells) -> NewCaller | None:
    name, phone = cells.optional("caller"), cells.optional("phone", limit=40)
    if not (name or phone):
        return None
    return NewCaller(name=name or "", phone=phone, language=cells.optional("language", limit=2))


TICKETS = TableKind(COLUMNS, OPTIONAL, ("location", "title", "aware_at"), _take)
