"""Every select on tickets, by noun."""

from ops.repairs.queries.counts import QueueCounts, count_my_work, count_open, count_queue, queue_counts
from ops.repairs.queries.file import Similar, TicketFile, events_of, similar, similar_at, ticket_file, timeline_of
from ops.repairs.queries.hits import hits
from ops.repairs.queries.orders import (
    earlier_orders,
    my_orders,
    order_for_change,
    order_visible,
    orders_of,
    team_by_code,
    team_loads,
    teams,
)
from ops.repairs.queries.scope import order_reach, reach
from ops.repairs.queries.tickets import (
    TicketFilter,
    TicketPage,
    active_of_origin,
    building_of,
    callers_of,
    clock_rows,
    list_tickets,
    lock_location,
    reaches,
    resolved_before,
    ticket_exists,
    ticket_for_change,
)

__all__ = [
    "QueueCounts",
    "Similar",
    "TicketFile",
    "TicketFilter",
    "TicketPage",
    "active_of_origin",
    "building_of",
    "callers_of",
    "clock_rows",
    "count_my_work",
    "count_open",
    "count_queue",
    "earlier_orders",
    "events_of",
    "hits",
    "list_tickets",
    "lock_location",
    "my_orders",
    "order_for_change",
    "order_reach",
    "order_visible",
    "orders_of",
    "queue_counts",
    "reach",
    "reaches",
    "resolved_before",
    "similar",
    "similar_at",
    "team_by_code",
    "team_loads",
    "teams",
    "ticket_exists",
    "ticket_file",
    "ticket_for_change",
    "timeline_of",
]
