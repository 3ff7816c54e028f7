"""Tickets for the search over everything."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, not_, select
from sqlalchemy.orm import Session, selectinload

from ops.access.principal import Principal
from ops.estate.wording import short_name_of
from ops.kit.search import Hit, fold, words_of
from ops.repairs import texts
from ops.repairs.models import Ticket
from ops.repairs.queries.scope import reach
from ops.repairs.queries.tickets import LIVE, WITH_PLACE
from ops.repairs.search import matches


def hits(session: Session, who: Principal, q: str, limit: int, language: str) -> list[Hit]:
    """What is at work before what has ended, each the newest first; nothing for a reader without tickets."""
    if not q.strip() or not who.may("tickets.read"):
        return []
    live = _newest(session, who, q, LIVE, limit)
    ended = _newest(session, who, q, not_(LIVE), limit - len(live)) if len(live) < limit else []
    return [_hit(found, who, q, language) for found in [*live, *ended]]


def _newest(session: Session, who: Principal, q: str, which: ColumnElement[bool], limit: int) -> Sequence[Ticket]:
    statement = (
        select(Ticket)
        .where(which, reach(who, "tickets.read"), matches(who, q))
        .options(WITH_PLACE, selectinload(Ticket.callers))
        .order_by(Ticket.registered_at.desc(), Ticket.id.desc())
    )
    return session.scalars(statement.limit(limit)).all()


def _hit(found: Ticket, who: Principal, q: str, language: str) -> Hit:
    told = [_caller(found, q) if who.may("persons.read") else "", short_name_of(found.location, language)]
    detail = " · ".join(part for part in told if part)
    title = texts.title_of(found).render(language)
    return Hit("ticket", found.ref, title, detail, f"/tickets/{found.ref}", found.status)


def _caller(found: Ticket, q: str) -> str:
    """Whom the words mean, else who called first: it says why the ticket was found."""
    names = [caller.name for caller in found.callers]
    meant = (name for name in names if any(word in fold(name) for word in words_of(q)))
    return next(meant, names[0] if names else "")
