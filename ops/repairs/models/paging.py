"""Waking people: one page a ticket and priority, and the steps it went through."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.db import Base, BigKey
from ops.repairs.models.tickets import Ticket

_ALIVE = "ended_at IS NULL"


class Page(Base):
    """An escalation under way: it ends on site, or at its last step with a red bar on the queue."""

    __tablename__ = "page"
    __table_args__ = (Index("ix_page_alive", "next_at", sqlite_where=text(_ALIVE), postgresql_where=text(_ALIVE)),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    #: ticket | self_test
    kind: Mapped[str] = mapped_column(String(10), default="ticket")
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    priority: Mapped[str] = mapped_column(String(2))
    opened_at: Mapped[datetime]
    #: paging | acknowledged | exhausted | on_site | ended
    state: Mapped[str] = mapped_column(String(12), default="paging")
    #: Number of the last step taken; 0 before the first.
    step: Mapped[int] = mapped_column(default=0)
    #: When the next step is due; None when nobody is left to wake, and when it has ended.
    next_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    acknowledged_at: Mapped[datetime | None]
    #: An acknowledgement that nobody followed on site counts no longer from here on.
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    steps: Mapped[list["PageStep"]] = relationship(lazy="raise", order_by="PageStep.number")
    ticket: Mapped[Ticket | None] = relationship(lazy="raise")


class PageStep(Base):
    """One message to one person, or the finding that nobody was there to get it."""

    __tablename__ = "page_step"
    __table_args__ = (UniqueConstraint("page_id", "number", "user_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    number: Mapped[int]
    #: technician | second | lead | all_leads
    duty: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    user_name: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    #: Its message in the outbox.
    message_id: Mapped[str | None] = mapped_column(String(36), index=True)
    #: sent | failed | nobody | acknowledged | unanswered | expired
    outcome: Mapped[str] = mapped_column(String(12), default="sent")
