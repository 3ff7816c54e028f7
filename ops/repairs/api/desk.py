"""What every change over the API works with: one transaction, one person, one instant."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal
from ops.access.principal import Principal
from ops.kit.http import DbSession, Now, expected_version, language_of, set_etag
from ops.repairs import api_views, queries, rulebook, service
from ops.repairs.schemas import (
    Line,
    TicketOut,
    WorkOrderOut,
)
from ops.repairs.service import StepDetails

Ref = Annotated[str, "a reference such as T26-000123"]
Word = Annotated[Line, Query()]
WORK = "tickets.work"
DECIDE = "tickets.decide"


def ticket_now(
    session: Session, ref: str, who: Principal, request: Request, response: Response, now: datetime,
    permission: str | None = "tickets.read",
) -> TicketOut:  # fmt: skip
    """The ticket as it is now, with its ETag; without a permission for who has just noted it."""
    file = queries.ticket_file(session, ref, who, permission)
    set_etag(response, file.ticket.version)
    similar = service.similar_to_ticket(session, file.ticket, who=who, now=now)
    return api_views.ticket_out(session, file, similar, who, language_of(request), now)


def order_now(
    session: Session, ref: str, who: Principal, request: Request, response: Response, now: datetime,
) -> WorkOrderOut:  # fmt: skip
    order = queries.order_visible(session, ref, who)
    set_etag(response, order.version)
    return api_views.order_out(session, order, language_of(request), now)


@dataclass
class Desk:
    """What every change works with: one transaction, one person, one instant."""

    session: DbSession
    who: CurrentPrincipal
    now: Now
    request: Request
    response: Response

    @property
    def by(self) -> dict[str, Any]:
        return {"who": self.who, "now": self.now}

    @property
    def version(self) -> int | None:
        return expected_version(self.request)

    def ticket(self, ref: str, permission: str | None = "tickets.read") -> TicketOut:
        return ticket_now(self.session, ref, self.who, self.request, self.response, self.now, permission)

    def order(self, ref: str) -> WorkOrderOut:
        return order_now(self.session, ref, self.who, self.request, self.response, self.now)

    def advance(self, ref: str, action: str, details: StepDetails) -> WorkOrderOut:
        service.advance(self.session, ref, action, details, **self.by, version=self.version)
        return self.order(ref)


AtDesk = Annotated[Desk, Depends(scope="function")]


def instant(session: Session, until: datetime | date, now: datetime) -> datetime:
    """A day means its opening hour."""
    if isinstance(until, datetime):
        return until
    return rulebook.calendar(session, now).hours_of(until).from_at
