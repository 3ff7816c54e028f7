"""Finding tickets by words: of the ticket itself, and of its callers for those who may know them."""

from sqlalchemy import ColumnElement, and_

from ops.access.principal import Principal
from ops.kit.search import has_words
from ops.people.rules import person_search_text, query_of
from ops.repairs.models import Caller, Ticket


def matches(who: Principal, q: str) -> ColumnElement[bool]:
    """Condition on Ticket: every word stands in it, or for readers of persons in the name or number of a caller."""
    found = has_words(Ticket.found_by, query_of(q))
    return found if who.may("persons.read") else and_(found, has_words(Ticket.search_text, query_of(q)))


def found_by(text: str, caller: Caller) -> str:
    """What a ticket is found by once that caller stands on it."""
    return f"{text} {person_search_text('', caller.name, '', caller.phone)}"
