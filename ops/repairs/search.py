"""Finding tickets by words: of the ticket itself, and of its callers for those who may know them."""

from sqlalchemy import ColumnElement, or_, select

from ops.access.principal import Principal
from ops.kit.search import among, has_words
from ops.repairs.models import Caller, Ticket

_MIN_DIGITS = 4


def matches(who: Principal, q: str) -> ColumnElement[bool]:
    """Condition on Ticket: every word stands in it; or a caller's name or number does, for readers of persons."""
    own = has_words(Ticket.search_text, q)
    if not who.may("persons.read"):
        return own
    known = Caller.name.icontains(q.strip(), autoescape=True)
    digits = "".join(c for c in q if c.isdigit()).removeprefix("0")
    if len(digits) >= _MIN_DIGITS:
        known = or_(known, Caller.phone.contains(digits))
    return or_(own, among(Ticket.id, select(Caller.ticket_id).where(known)))
