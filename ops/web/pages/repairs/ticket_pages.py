"""What the file of a ticket says of its pages: who was woken, who answered, or that nobody did."""

from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import N_
from ops.repairs.models import Page, Ticket
from ops.repairs.queries.pages import living_pages_of
from ops.repairs.rules.lifecycle import ACTIVE
from ops.repairs.service.paging import name_of
from ops.web.reader import Reader


def bars(session: Session, ticket: Ticket, who: Principal, reader: Reader) -> list[dict[str, Any]]:
    """Nothing for a ticket that wakes nobody, nor for a reader who has no say in it."""
    if not who.may("pages.acknowledge") or ticket.status not in ACTIVE:
        return []
    return [_bar(page, ticket, reader) for page in living_pages_of(session, ticket.id)]


def _bar(page: Page, ticket: Ticket, reader: Reader) -> dict[str, Any]:
    shown = {"href": f"/pages/{page.id}", "action": reader.say(N_("Answer it"))}
    if page.state == "acknowledged" and page.expires_at:
        name = name_of(page, page.acknowledged_by) or reader.say(N_("Dispatching"))
        text = N_("%(name)s has answered. Without anybody on site, the next one is woken at %(at)s.")
        words = {"name": name, "at": reader.time(page.expires_at)}
        return {**shown, "text": reader.say(text, **words), "tone": "neutral", "action": reader.say(N_("See the page"))}
    if page.state == "exhausted":
        text = N_("Nobody has answered the page of %(at)s for %(ref)s, %(priority)s.")
        words = {"at": reader.when(page.opened_at), "ref": ticket.ref, "priority": page.priority}
        return {**shown, "text": reader.say(text, **words), "tone": "alarm"}
    woken = ", ".join(step.user_name for step in page.steps if step.number == page.step)
    next_at = reader.time(page.next_at) if page.next_at else ""
    text = N_("%(names)s was paged and has not answered yet. The next one is woken at %(at)s.")
    return {**shown, "text": reader.say(text, names=woken, at=next_at), "tone": "watch"}
