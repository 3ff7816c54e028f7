"""Tickets and what happens to them. `ticket_event` is the record; status and clocks are projections of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.db import Base, BigKey, words_index
from ops.estate.models import Firm, Installation, Location

_OPEN = "resolved_at IS NULL AND closed_at IS NULL"
_TO_CLOSE = "resolved_at IS NOT NULL AND closed_at IS NULL"


class Ticket(Base):
    """One request for help: a caller's breakdown or an alert, in one queue."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_status_next_due_at", "status", "next_due_at"),
        Index("ix_ticket_origin_kind_origin_id", "origin_kind", "origin_id"),
        # The queue and the nightly close read only tickets that still live, however many have ended.
        Index("ix_ticket_queue", "next_due_at", "id", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
        Index("ix_ticket_resolved_at", "resolved_at", sqlite_where=text(_TO_CLOSE), postgresql_where=text(_TO_CLOSE)),
        words_index("ticket", "search_text"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ref: Mapped[str] = mapped_column(String(12), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    #: A title made by the system, as `kit.locale.Text` in JSON: it is worded in the reader's language.
    title_params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    description: Mapped[str] = mapped_column(default="")
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    installation_id: Mapped[int | None] = mapped_column(ForeignKey("installation.id"), index=True)
    trade: Mapped[str] = mapped_column(String(20))
    #: P1 to P5
    priority: Mapped[str] = mapped_column(String(2))
    #: Why this priority, as `kit.locale.Text` in JSON, worded at the edge; typed words stand as its msgid parameter.
    priority_reason: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: call | alert | remark
    origin_kind: Mapped[str] = mapped_column(String(20), default="call")
    #: For alerts "<building id>:<cause>": alerts of one building and cause share one ticket.
    origin_id: Mapped[str | None] = mapped_column(String(80))
    aware_at: Mapped[datetime] = mapped_column(index=True)
    registered_at: Mapped[datetime] = mapped_column(index=True)
    #: Key of the principal who noted it: "own" tickets of a role without a place are those he noted.
    registered_by: Mapped[str] = mapped_column(String(80), default="", index=True)
    #: Reference, title in every language, description and place, folded by `kit.folding.fold`.
    search_text: Mapped[str] = mapped_column(default="")
    # -- projections of the events, written only by repairs/service/change.py --
    status: Mapped[str] = mapped_column(String(12), default="new")
    next_due_at: Mapped[datetime | None]
    next_clock: Mapped[str | None] = mapped_column(String(20))
    #: While it waits: why, and when somebody looks again.
    waiting_for: Mapped[str | None] = mapped_column(String(20))
    waiting_until: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    finding: Mapped[str | None] = mapped_column(String(40))
    reopened_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    location: Mapped[Location] = relationship(lazy="raise")
    installation: Mapped[Installation | None] = relationship(lazy="raise")
    callers: Mapped[list["Caller"]] = relationship(lazy="raise", order_by="Caller.id")
    work_orders: Mapped[list["WorkOrder"]] = relationship(lazy="raise", order_by="WorkOrder.id")
    clocks: Mapped[list["TicketClock"]] = relationship(lazy="raise", order_by="TicketClock.id")


class TicketEvent(Base):
    """One thing that happened; the same list always gives the same status and the same deadlines."""

    __tablename__ = "ticket_event"
    __table_args__ = (Index("ix_ticket_event_ticket_id_at", "ticket_id", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    #: See repairs/rules/lifecycle.py for the kinds and what each does.
    kind: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    #: "user:12", "token:3", "system:energy_scan"
    actor: Mapped[str] = mapped_column(String(80))
    actor_name: Mapped[str] = mapped_column(String(200))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: A command sent twice by a tablet carries the same id and is written once.
    client_uuid: Mapped[str | None] = mapped_column(String(36), unique=True)


class Caller(Base):
    """Who must be told about a ticket: a person of the public, or a user of a department."""

    __tablename__ = "ticket_caller"
    __table_args__ = (words_index("ticket_caller", "name"), words_index("ticket_caller", "phone"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2), default="nl")
    called_at: Mapped[datetime]
    informed_at: Mapped[datetime | None]


class TicketClock(Base):
    """A deadline as last computed from the events; the queue sorts by the earliest one that runs."""

    __tablename__ = "ticket_clock"
    __table_args__ = (UniqueConstraint("ticket_id", "name"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    #: respond | make_safe | complete | inform_caller
    name: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    #: Set while the clock is paused: it has no due time that can be kept or broken.
    paused_since: Mapped[datetime | None]


class Team(Base):
    """Who can be sent: our own teams by zone, and contracted firms."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    #: rapid | works | firm
    kind: Mapped[str] = mapped_column(String(10))
    zone: Mapped[str | None] = mapped_column(String(10))
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("firm.id"))
    phone: Mapped[str] = mapped_column(String(20), default="")
    trades: Mapped[list[str]] = mapped_column(JSON, default=list)
    firm: Mapped[Firm | None] = relationship(lazy="raise")


class WorkOrder(Base):
    """One job for one team on a ticket."""

    __tablename__ = "work_order"
    # What each team has on its hands stands on every page of those who send and of those who go.
    __table_args__ = (Index("ix_work_order_status_team_id", "status", "team_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ref: Mapped[str] = mapped_column(String(12), unique=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    task: Mapped[str] = mapped_column(default="")
    #: planned | dispatched | accepted | on_site | completed | refused | waiting_access | waiting_part | cancelled
    status: Mapped[str] = mapped_column(String(14), default="planned")
    created_at: Mapped[datetime]
    dispatched_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    on_site_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    finding: Mapped[str | None] = mapped_column(String(40))
    report: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    team: Mapped[Team] = relationship(lazy="raise")
    ticket: Mapped[Ticket] = relationship(lazy="raise", back_populates="work_orders")
