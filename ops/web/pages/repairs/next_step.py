"""The one next act of a ticket as a button: the primary of its file and of its row in the queue."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ops.errors import N_
from ops.repairs.api_views import current_order
from ops.repairs.models import Ticket
from ops.repairs.rules.next_act import Outlook, next_act
from ops.web.pages.repairs import words
from ops.web.reader import Reader


@dataclass(frozen=True)
class Button:
    """What it says, its sign, and the letter that presses it."""

    label: str
    icon: str
    key: str = ""


#: What may be done on a ticket's page, in the words of its buttons.
BUTTONS: Mapping[str, Button] = {
    "triage": Button(N_("Confirm priority"), "sliders", "p"),
    "send": Button(N_("Send work order"), "send", "p"),
    "inform": Button(N_("Inform caller"), "message", "b"),
    "promise": Button(N_("Promise to call back"), "phone"),
    "called": Button(N_("Called back"), "phone", "r"),
    "caller": Button(N_("Add caller"), "users"),
    "note": Button(N_("Note"), "file"),
    "pause": Button(N_("Let it wait"), "pause", "s"),
    "resume": Button(N_("Resume"), "play", "g"),
    "resolve": Button(N_("Resolve without a visit"), "check"),
    "reopen": Button(N_("Reopen"), "undo", "h"),
    "cancel": Button(N_("Cancel the ticket"), "close"),
}


def outlook_of(ticket: Ticket) -> Outlook:
    order = current_order(ticket.work_orders)
    return Outlook(
        status=ticket.status,
        next_clock=ticket.next_clock,
        next_due_at=ticket.next_due_at,
        untold=len(words.untold(ticket.callers)),
        order=order.status if order else None,
        waiting_until=ticket.waiting_until,
        part_here=order is not None and order.status == "waiting_part" and order.part_here_at is not None,
    )


def act_button(act: str, ticket: Ticket, reader: Reader) -> dict[str, Any]:
    """Leads to the form of the act on the ticket's page."""
    button = BUTTONS[act]
    return {
        **asdict(button), "act": act, "label": reader.say(button.label), "href": f"/tickets/{ticket.ref}?do={act}",
    }  # fmt: skip


def next_step(ticket: Ticket, reader: Reader) -> dict[str, Any] | None:
    """None while all goes its way, or when the team to ring has no number."""
    act = next_act(outlook_of(ticket), reader.now)
    if act is None:
        return None
    if act == "call":
        return _call(ticket, reader)
    if act in _ON_ORDER:
        return _on_order(act, ticket, reader)
    step = act_button(act, ticket, reader)
    untold = len(words.untold(ticket.callers))
    if act == "inform" and untold > 1:
        step["label"] = reader.say(N_("Inform %(n)s callers"), n=untold)
    return step


#: What is done on the page of the order that counts now.
_ON_ORDER = {
    "dispatch": Button(N_("Send %(order)s"), "send", "p"),
    "replan": Button(N_("The part is there: plan %(order)s"), "box", "p"),
}


def _on_order(act: str, ticket: Ticket, reader: Reader) -> dict[str, Any] | None:
    """To the order that is planned, or that can go on: there it is sent, to the team and at the hour on its page."""
    order = current_order(ticket.work_orders)
    if order is None:
        return None
    button = _ON_ORDER[act]
    label = reader.say(button.label, order=order.ref)
    return {**asdict(button), "act": act, "label": label, "href": f"/work-orders/{order.ref}"}


def _call(ticket: Ticket, reader: Reader) -> dict[str, Any] | None:
    order = current_order(ticket.work_orders)
    if order is None or not order.team.phone:
        return None
    label = reader.say(N_("Call %(team)s"), team=words.team_name(order.team, reader))
    return {"act": "call", "label": label, "href": f"tel:{order.team.phone}", "icon": "phone", "key": "c"}
