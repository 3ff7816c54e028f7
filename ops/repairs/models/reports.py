"""What the reports count of tickets that have ended: computed once, since nothing of it changes any more."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ops.db import Base


class TicketOutcome(Base):
    """The lines of one ticket, as `rules.reports` made them from its events; may be thrown away and made anew."""

    __tablename__ = "ticket_outcome"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    #: The version of the ticket that was counted; another one has to be counted again.
    version: Mapped[int]
    #: [report, at, priority, subject, outcome, notes] each.
    lines: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
