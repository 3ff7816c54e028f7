"""Tickets and what happens to them. `ticket_event` is the record; status and clocks are projections of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.db import Base, BigKey
from ops.estate.models import Installation, Location
from ops.kit.search import words_index

if TYPE_CHECKING:
    from ops.repairs.models.work import WorkOrder

_OPEN = "resolved_at IS NULL AND closed_at IS NULL"
_TO_CLOSE = "resolved_at IS NOT NULL AND closed_at IS NULL"


_OVERRIDDEN = text("proposed_priority <> priority")


def _live(name: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=text(_OPEN), postgresql_where=text(_OPEN))


class Ticket(Base):
    """One request for help: a caller's breakdown or an alert, in one queue."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_next_due_at_id", "next_due_at", "id"),
        Index("ix_ticket_origin_kind_origin_id", "origin_kind", "origin_id"),
        # The queue, its counts and similar tickets read only what still lives, however many have ended.
        _live("ix_ticket_queue", "next_due_at", "id", "status", "priority", "trade", "origin_kind"),
        _live("ix_ticket_live_location_id", "location_id"),
        # The list of choices against the matrix reads only those.
        Index("ix_ticket_overridden", "registered_at", sqlite_where=_OVERRIDDEN, postgresql_where=_OVERRIDDEN),
        Index("ix_ticket_resolved_at", "resolved_at", sqlite_where=text(_TO_CLOSE), postgresql_where=text(_TO_CLOSE)),
        words_index("ticket", "found_by"),
        words_index("ticket", "found_by", name="ix_ticket_live_words", where=_OPEN),
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
    #: What it comes down to: a code of the rule set `repairs.hazards`; None when nobody chose one.
    hazard: Mapped[str | None] = mapped_column(String(40))
    #: Where in the dwelling or on the floor ("bathroom"), and how whoever comes gets in, in plain words.
    spot: Mapped[str] = mapped_column(String(120), default="", server_default="")
    access_note: Mapped[str] = mapped_column(String(400), default="", server_default="")
    #: Who is hit, as codes of `rules.triage.AFFECTED`; what was said on the phone and what the estate knows.
    affected: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    #: P1 to P5
    priority: Mapped[str] = mapped_column(String(2))
    #: Why this priority, as `kit.locale.Text` in JSON, worded at the edge; typed words stand as its msgid parameter.
    priority_reason: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: What the matrix proposed, and since when a lead has looked at a choice that differs from it.
    proposed_priority: Mapped[str | None] = mapped_column(String(2))
    override_seen_at: Mapped[datetime | None]
    override_seen_by: Mapped[str | None] = mapped_column(String(200))
    #: The ticket of which this is later trouble, or whose repetition it ends.
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    #: call | alert | remark | question | prevention
    origin_kind: Mapped[str] = mapped_column(String(20), default="call")
    #: For alerts "<building id>:<cause>": alerts of one building and cause share one ticket.
    origin_id: Mapped[str | None] = mapped_column(String(80))
    aware_at: Mapped[datetime] = mapped_column(index=True)
    registered_at: Mapped[datetime] = mapped_column(index=True)
    #: Key of the principal who noted it: "own" tickets of a role without a place are those he noted.
    registered_by: Mapped[str] = mapped_column(String(80), default="", index=True)
    #: Reference, title in every language, description and place, folded by `kit.folding.fold`.
    search_text: Mapped[str] = mapped_column(default="")
    #: The same with the names and numbers of the callers: one column, so that one index finds what either holds. For
    #: readers of persons; the others' words must stand in `search_text` too.
    found_by: Mapped[str] = mapped_column(default="", server_default="")
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

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2), default="nl")
    #: A user of the house who reports for a home or a department: it is on his list of own tickets.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    #: self | relative | neighbour | caretaker | institution | department | other
    relation: Mapped[str] = mapped_column(String(20), default="self", server_default="self")
    #: Whom it is about, when the caller is somebody else.
    on_behalf_of: Mapped[str] = mapped_column(String(200), default="", server_default="")
    #: sms | mail | call; empty leaves the choice to the rule set of who is told.
    tell_by: Mapped[str] = mapped_column(String(8), default="", server_default="")
    called_at: Mapped[datetime]
    informed_at: Mapped[datetime | None]


class TicketClock(Base):
    """A deadline as last computed from the events; the queue sorts by the earliest one that runs."""

    __tablename__ = "ticket_clock"
    __table_args__ = (UniqueConstraint("ticket_id", "name"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    #: respond | make_safe | complete | inform_caller | call_back
    name: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    #: Set while the clock is paused: it has no due time that can be kept or broken.
    paused_since: Mapped[datetime | None]
