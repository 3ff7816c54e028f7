"""Who can be sent, and the jobs they get."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.access.models import User
from ops.db import Base, BigKey
from ops.estate.models import Firm
from ops.repairs.models.tickets import Ticket


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


class TeamMember(Base):
    """Somebody of one of our own teams; his van is a store with his name (`Store.driver_id`)."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("team_id", "user_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    #: Trades that he masters; empty means those of the team.
    trades: Mapped[list[str]] = mapped_column(JSON, default=list)
    user: Mapped[User] = relationship(lazy="raise")


class WorkOrder(Base):
    """One job for one team on a ticket."""

    __tablename__ = "work_order"
    # What each team has on its hands stands on every page of those who send and of those who go.
    __table_args__ = (
        Index("ix_work_order_status_team_id", "status", "team_id"),
        Index("ix_work_order_technician_id_status", "technician_id", "status"),
        Index("ix_work_order_slot_from_at", "slot_from_at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ref: Mapped[str] = mapped_column(String(12), unique=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    #: Who of the team goes; None leaves it to the team.
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: The order whose visit showed that more work is needed; both keep the ticket's `aware_at`.
    mother_id: Mapped[int | None] = mapped_column(ForeignKey("work_order.id"), index=True)
    #: repair | inspection | follow_on; an inspection before the work does not count against right first time.
    kind: Mapped[str] = mapped_column(String(12), default="repair", server_default="repair")
    #: Of a follow-on by another trade; empty means the ticket's.
    trade: Mapped[str] = mapped_column(String(20), default="", server_default="")
    task: Mapped[str] = mapped_column(default="")
    #: The appointment, half open; None when it goes without one.
    slot_from_at: Mapped[datetime | None]
    slot_to_at: Mapped[datetime | None]
    estimate_minutes: Mapped[int | None]
    #: planned | dispatched | accepted | on_site | completed | refused | waiting_access | waiting_part | cancelled
    status: Mapped[str] = mapped_column(String(14), default="planned")
    created_at: Mapped[datetime]
    dispatched_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    on_site_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    #: Of one that waits for parts: since when all of them lie reserved for it.
    part_here_at: Mapped[datetime | None]
    finding: Mapped[str | None] = mapped_column(String(40))
    report: Mapped[str] = mapped_column(default="")
    #: Who signed for the work on site.
    signed_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)
    team: Mapped[Team] = relationship(lazy="raise")
    technician: Mapped[User | None] = relationship(lazy="raise")
    ticket: Mapped[Ticket] = relationship(lazy="raise", back_populates="work_orders")

    @property
    def slot(self) -> tuple[datetime, datetime] | None:
        return (self.slot_from_at, self.slot_to_at) if self.slot_from_at and self.slot_to_at else None
