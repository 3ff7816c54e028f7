"""Tickets for the search over everything."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Principal
from ops.estate.wording import address_of
from ops.kit.search import Hit
from ops.repairs import texts
from ops.repairs.models import Ticket
from ops.repairs.queries.scope import reach
from ops.repairs.search import matches


def hits(session: Session, who: Principal, q: str, limit: int, language: str) -> list[Hit]:
    """The newest first; nothing for a reader without tickets."""
    if not q.strip() or not who.may("tickets.read"):
        return []
    statement = (
        select(Ticket)
        .where(reach(who, "tickets.read"), matches(who, q))
        .options(joinedload(Ticket.location))
        .order_by(Ticket.registered_at.desc(), Ticket.id.desc())
        .limit(limit)
    )
    return [
        Hit(
            "ticket",
            found.ref,
            texts.title_of(found).render(language),
            address_of(found.location, language),
            f"/tickets/{found.ref}",
        )
        for found in session.scalars(statement)
    ]
