"""The tables of repairs, by noun."""

from ops.repairs.models.desk import CallDraft, RecurringDefect, TicketLink
from ops.repairs.models.paging import Page, PageStep
from ops.repairs.models.reports import TicketOutcome
from ops.repairs.models.rota import Handover, Rota, RotaMember, RotaOverride, StaffAbsence
from ops.repairs.models.stock import (
    Part,
    StockCount,
    StockCountLine,
    StockLevel,
    StockMove,
    StockOrder,
    StockOrderLine,
    Store,
)
from ops.repairs.models.tickets import Caller, Ticket, TicketClock, TicketEvent
from ops.repairs.models.work import Team, TeamMember, WorkOrder

__all__ = [
    "CallDraft",
    "Caller",
    "Handover",
    "Page",
    "PageStep",
    "Part",
    "RecurringDefect",
    "Rota",
    "RotaMember",
    "RotaOverride",
    "StaffAbsence",
    "StockCount",
    "StockCountLine",
    "StockLevel",
    "StockMove",
    "StockOrder",
    "StockOrderLine",
    "Store",
    "Team",
    "TeamMember",
    "Ticket",
    "TicketClock",
    "TicketEvent",
    "TicketLink",
    "TicketOutcome",
    "WorkOrder",
]
