"""What every entry point loads: who listens to what, the rule sets that the domains declare, and every table.

A backup writes and reads the tables that its process knows: a module of tables that is missing here is lost there.
"""

from typing import Any

import ops.access.models
import ops.access.notify_defaults
import ops.access.sign_in_defaults
import ops.beds.models
import ops.energy.budget_defaults
import ops.energy.calendar_defaults
import ops.energy.defaults
import ops.energy.desk_defaults
import ops.energy.models
import ops.energy.models_batteries
import ops.energy.models_counting
import ops.energy.models_desk
import ops.energy.models_drivers
import ops.energy.models_past
import ops.energy.models_rollup
import ops.energy.retention_defaults
import ops.energy.table_defaults
import ops.kit.models
import ops.repairs.defaults
import ops.repairs.models  # noqa: F401  (each declares its rule sets or its tables when imported)
from ops.energy.service import ending
from ops.kit.events import Handler, subscribe
from ops.repairs.events import TicketCancelled, TicketReopened, WorkClosed

#: Event -> the higher domain's handler. Synchronous, in the publisher's transaction, in this order.
SUBSCRIBERS: tuple[tuple[type[Any], Handler], ...] = (
    # The finding of the work is the outcome of every alert that shares the ticket.
    (WorkClosed, ending.close_for_work),
    # Still broken: that finding was none, and the alerts that it closed stand again.
    (TicketReopened, ending.reopen_for_work),
    # Nobody will come: an alert that ended waits no longer, one that runs stays on the coordinator's list.
    (TicketCancelled, ending.note_cancelled_ticket),
)


def connect() -> None:
    """Subscribes the whole table; calling it again changes nothing."""
    for event_type, handler in SUBSCRIBERS:
        subscribe(event_type, handler)
