"""The work on a ticket: its orders in their chain, closed doors, firms out of reach, a network that is out."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import N_
from ops.estate.queries.cards import KeyHolderCard
from ops.repairs import queries, service
from ops.repairs.models import Ticket, TicketEvent, WorkOrder
from ops.repairs.queries.absences import orders_while_away
from ops.repairs.queries.file import as_events
from ops.repairs.rules.events import Event
from ops.repairs.rules.slots import Slot
from ops.repairs.rules.work_order import ENDED
from ops.web.labels import LABELLED
from ops.web.pages.repairs import words
from ops.web.pages.repairs.access_view import access_panel
from ops.web.pages.repairs.job_choices import slot_words
from ops.web.reader import Reader

_FOLLOWS = N_("follows from %(order)s")
_SEND_INSTEAD = N_("Send %(team)s")
_GONE = N_("%(team)s: %(why)s. %(instead)s can go instead.")
_NOBODY = N_("%(team)s: %(why)s. No other team knows this trade: choose one yourself.")
_EXPECTED = N_("expected back %(at)s")
_THEIR_REFERENCE = N_("their reference %(reference)s")


def work_context(
    session: Session,
    ticket: Ticket,
    rows: Sequence[TicketEvent],
    holders: Sequence[KeyHolderCard],
    who: Principal,
    reader: Reader,
    *,
    may_send: bool,
) -> dict[str, Any]:
    """What the page shows of the work, for `repairs/_ticket_work.html`."""
    events = as_events(rows)
    refs = {order.id: order.ref for order in ticket.work_orders}
    stranded = orders_while_away(session, list(refs), reader.now)
    return {
        "orders": [_order(order, refs, reader, stranded=order.id in stranded) for order in ticket.work_orders],
        "doors": _doors(session, ticket, events, holders, who, reader),
        "instead": _instead(session, ticket, events, reader) if may_send else None,
        "outage": _outage(ticket, rows, reader),
    }


def _order(order: WorkOrder, refs: Mapping[int, str], reader: Reader, *, stranded: bool) -> dict[str, Any]:
    """One line: whose it is, how far it is, when somebody comes, and from which visit it follows."""
    status = reader.label("work_order_status", order.status)
    finding = reader.label("finding", order.finding) if order.finding else ""
    said = [reader.say(LABELLED, label=status, value=finding) if finding else status]
    if order.slot and order.status not in ENDED:
        said.append(slot_words(Slot(*order.slot), reader))
    mother = refs.get(order.mother_id) if order.mother_id else None
    if mother:
        said.append(reader.say(_FOLLOWS, order=mother))
    return {
        "order": order,
        "who": order.technician.name if order.technician else words.team_name(order.team, reader),
        "said": " · ".join(said),
        "is_child": mother is not None,
        "is_over": order.status in ENDED,
        "is_stranded": stranded,
    }


def _doors(
    session: Session,
    ticket: Ticket,
    events: list[Event],
    holders: Sequence[KeyHolderCard],
    who: Principal,
    reader: Reader,
) -> list[dict[str, Any]]:
    """The closed doors of the orders that are not over."""
    panels = []
    for order in ticket.work_orders:
        if order.status in ENDED or not any(event.kind == "work_no_access" for event in events):
            continue
        found = service.access_now(session, events, order.ref, ticket.priority, reader.now)
        if found:
            panels.append(access_panel(found, order, holders, reader, at_desk=who.may("tickets.triage")))
    return panels


def _instead(session: Session, ticket: Ticket, events: list[Event], reader: Reader) -> dict[str, Any] | None:
    """Whom to send after a team that could not be reached, with one click."""
    gone = next((event for event in reversed(events) if event.kind == "work_unreachable"), None)
    order = next((each for each in ticket.work_orders if gone and each.ref == gone.data["work_order"]), None)
    if gone is None or order is None or ticket.work_orders[-1].status not in ENDED:
        return None
    code = service.fallback_of(session, order, events, ticket=ticket)
    team = next((each for each in queries.teams(session) if each.code == code), None)
    why = reader.label("unreachable", gone.data.get("reason")).lower()
    name = words.team_name(order.team, reader)
    if team is None:
        return {"text": reader.say(_NOBODY, team=name, why=why), "team": None}
    instead = words.team_name(team, reader)
    return {
        "text": reader.say(_GONE, team=name, why=why, instead=instead),
        "team": team,
        "button": reader.say(_SEND_INSTEAD, team=instead),
        "task": order.task,
        "phone": team.phone,
    }


def _outage(ticket: Ticket, rows: Sequence[TicketEvent], reader: Reader) -> dict[str, str] | None:
    """A network that is out, as long as the ticket waits for it."""
    if ticket.waiting_for != "network_operator":
        return None
    paused = next((row for row in reversed(rows) if row.kind == "paused"), None)
    if paused is None:
        return None
    reference = paused.data.get("reference")
    until = ticket.waiting_until
    said = [
        reader.say(_THEIR_REFERENCE, reference=reference) if reference else "",
        reader.say(_EXPECTED, at=reader.instant(until)) if until else "",
    ]
    return {
        "operator": str(paused.data.get("operator") or reader.label("pause_reason", "network_operator")),
        "said": ", ".join(filter(None, said)),
    }
