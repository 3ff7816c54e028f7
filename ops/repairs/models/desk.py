"""What the desk keeps beside the tickets: calls half typed, links for callers, defects that come back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.db import Base, BigKey
from ops.repairs.models.tickets import Ticket


class CallDraft(Base):
    """A call that is being typed, or was put aside: nothing that somebody said is lost."""

    __tablename__ = "call_draft"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    #: Which form it is: drawn by the page, so that the first pause and the last write the same row.
    key: Mapped[str] = mapped_column(String(36))
    #: The fields of the form as they were typed; empty once the call was sent.
    body: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    started_at: Mapped[datetime]
    kept_at: Mapped[datetime] = mapped_column(index=True)
    #: Noted or thrown away: a pause that arrives after that brings nothing back.
    done_at: Mapped[datetime | None]


class TicketLink(Base):
    """The caller's own page about his ticket, without login: a secret of 128 bits, kept as its hash."""

    __tablename__ = "ticket_link"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    caller_id: Mapped[int] = mapped_column(ForeignKey("ticket_caller.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class RecurringDefect(Base):
    """One object that breaks down more often than its like, and what was decided about it."""

    __tablename__ = "recurring_defect"
    __table_args__ = (UniqueConstraint("object_kind", "object_id", "trade"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    #: installation | service_line | lot | building
    object_kind: Mapped[str] = mapped_column(String(16))
    object_id: Mapped[int]
    trade: Mapped[str] = mapped_column(String(20))
    #: The rolling window as last computed, half open.
    from_on: Mapped[date]
    to_on: Mapped[date]
    count: Mapped[int]
    #: What its like would have had in the window, and how probable so many or more are then.
    expected: Mapped[float]
    p_value: Mapped[float]
    #: The group it was held against, all of its kind when that is empty, and how many others are in it.
    held_against: Mapped[str] = mapped_column(String(40), default="")
    group_size: Mapped[int] = mapped_column(default=0)
    #: Ids of the tickets that were counted, the oldest first.
    tickets: Mapped[list[int]] = mapped_column(JSON, default=list)
    #: What they cost.
    spent_cents: Mapped[int]
    #: open | ordered | dismissed | over
    state: Mapped[str] = mapped_column(String(10), default="open")
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(String(400), default="")
    #: The preventive order.
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    version: Mapped[int] = mapped_column(default=1)
    ticket: Mapped[Ticket | None] = relationship(lazy="raise")
