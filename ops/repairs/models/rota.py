"""Who is on duty: shifts that recur, the exceptions to them, and who is away."""

from datetime import date, datetime, time

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.access.models import User
from ops.db import Base, BigKey


class Rota(Base):
    """One duty that recurs: on some weekdays, between two local times, its members in turn."""

    __tablename__ = "rota"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    #: technician | second | lead
    duty: Mapped[str] = mapped_column(String(12))
    #: None serves every zone.
    zone: Mapped[str | None] = mapped_column(String(10))
    #: mon .. sun: the local days on which a shift begins.
    weekdays: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: Local times; an end that is not after the start lies on the next day.
    starts: Mapped[time]
    ends: Mapped[time]
    #: Days after which the next member takes over, counted from `first_turn_on`.
    turn_days: Mapped[int] = mapped_column(default=7)
    first_turn_on: Mapped[date]
    from_on: Mapped[date]
    to_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    members: Mapped[list["RotaMember"]] = relationship(lazy="raise", order_by="RotaMember.position")


class RotaMember(Base):
    """A place in the turn of a rota."""

    __tablename__ = "rota_member"
    __table_args__ = (UniqueConstraint("rota_id", "position"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    rota_id: Mapped[int] = mapped_column(ForeignKey("rota.id"))
    position: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    user: Mapped[User] = relationship(lazy="raise")


class RotaOverride(Base):
    """Somebody else for a while: illness, a swap. The newest one that is not withdrawn counts."""

    __tablename__ = "rota_override"
    __table_args__ = (CheckConstraint("from_at < to_at", name="forward"), Index("ix_rota_override_to_at", "to_at"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    rota_id: Mapped[int] = mapped_column(ForeignKey("rota.id"), index=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    #: None leaves the duty open, and the house is warned of it.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    user: Mapped[User | None] = relationship(lazy="raise")


class StaffAbsence(Base):
    """Somebody is away: no duty of his counts and no job is proposed to him. It is withdrawn, never deleted."""

    __tablename__ = "staff_absence"
    __table_args__ = (CheckConstraint("from_at < to_at", name="forward"), Index("ix_staff_absence_to_at", "to_at"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    #: holiday | sick | training | other, and no word more: read by himself and by who plans the rota.
    kind: Mapped[str] = mapped_column(String(10))
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(lazy="raise")


class Handover(Base):
    """What one shift tells the next, beside what the queue itself says."""

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    #: The end of the shift that hands over.
    at: Mapped[datetime] = mapped_column(index=True)
    text: Mapped[str]
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    #: Who took over, and when.
    taken_by: Mapped[str | None] = mapped_column(String(200))
    taken_at: Mapped[datetime | None]
