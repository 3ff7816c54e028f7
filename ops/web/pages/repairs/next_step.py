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
    step = act_button(act, ticket, reader)
    untold = len(words.untold(ticket.callers))
    if act == "inform" and untold > 1:
        step["label"] = reader.say(N_("Inform %(n)s callers"), n=untold)
    return step


def _call(ticket: Ticket, reader: Reader) -> dict[str, Any] | None:
    order = current_order(ticket.work_orders)
    if order is None or not order.team.phone:
        return None
    label = reader.say(N_("Call %(team)s"), team=words.team_name(order.team, reader))
    return {"act": "call", "label": label, "href": f"tel:{order.team.phone}", "icon": "phone", "key": "c"}
