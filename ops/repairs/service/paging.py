"""Waking people: until the rota exists, the page goes to all who dispatch."""

from ops.access import notify
from ops.estate.queries import location_by_id, scope_codes_of
from ops.estate.wording import both_addresses
from ops.kit.locale import Text
from ops.kit.outbox import Message
from ops.repairs import rulebook, texts
from ops.repairs.service.change import Change


def page_if_urgent(change: Change, *, wanted: bool = True) -> None:
    """P1 and P2 page around the clock, once for each priority that a ticket reaches."""
    ticket = change.ticket
    priority = change.state.priority
    if not wanted or not rulebook.pages(change.session, priority, change.now):
        return
    place = location_by_id(change.session, ticket.location_id)
    title = texts.title_of(ticket)
    body = {"ref": ticket.ref, "place": both_addresses(place), "reason": texts.reason_of(ticket)}
    message = Message(
        "ticket_paged",
        subject=Text(texts.PAGE_SUBJECT, {"priority": priority, "title": title}),
        body=Text(texts.PAGE_BODY, body),
        about=("ticket", ticket.ref),
        occasion=f"{ticket.ref}:{priority}:{change.count('reopened')}",
        is_page=True,
    )
    notify.tell(change.session, message, location=scope_codes_of(change.session, place.id), now=change.now)
