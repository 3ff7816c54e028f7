"""What the coordinator tells the house: works, dated changes, who stands in, and readings that he brings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.access.models import User
from ops.db import Base, BigKey
from ops.energy.models import Register
from ops.estate.models import Location


class MaintenanceWindow(Base):
    """Works on a register or at a place: unusual use meanwhile is expected. It is withdrawn, never deleted."""

    __tablename__ = "maintenance_window"
    __table_args__ = (
        CheckConstraint("from_at < to_at", name="forward"),
        CheckConstraint("(register_id IS NULL) <> (location_id IS NULL)", name="one_place"),
        Index("ix_maintenance_window_to_at", "to_at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    register_id: Mapped[int | None] = mapped_column(ForeignKey("register.id"), index=True)
    #: All registers at the place and below it.
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500))
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))
    register: Mapped[Register | None] = relationship(lazy="raise")
    location: Mapped[Location | None] = relationship(lazy="raise")


class DatedChange(Base):
    """From this local day on a register, or all at a place, are used otherwise: what was before is no model."""

    __tablename__ = "dated_change"
    __table_args__ = (CheckConstraint("(register_id IS NULL) <> (location_id IS NULL)", name="one_place"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    register_id: Mapped[int | None] = mapped_column(ForeignKey("register.id"), index=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    #: Only the meters of this medium; "" for all of them.
    medium: Mapped[str] = mapped_column(String(12), default="")
    from_on: Mapped[date]
    #: One of energy/rules/dated_change.py:KINDS
    kind: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(500), default="")
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))
    register: Mapped[Register | None] = relationship(lazy="raise")
    location: Mapped[Location | None] = relationship(lazy="raise")


class Deputyship(Base):
    """While a user is away, a deputy hears what he would have heard of alerts. It is withdrawn, never deleted."""

    __tablename__ = "deputyship"
    __table_args__ = (
        CheckConstraint("from_at < to_at", name="forward"),
        CheckConstraint("user_id <> deputy_id", name="somebody_else"),
        Index("ix_deputyship_to_at", "to_at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))
    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])
    deputy: Mapped[User] = relationship(lazy="raise", foreign_keys=[deputy_id])


class ReadingUpload(Base):
    """A table of readings that a person brought: looked at, and taken in once he agrees."""

    __tablename__ = "reading_upload"
    __table_args__ = (Index("ix_reading_upload_state", "state"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    #: As it was asked for; "" is told by the head of the table.
    profile: Mapped[str] = mapped_column(String(80))
    #: checked | waiting | taken | failed
    state: Mapped[str] = mapped_column(String(8))
    #: What the look at it found, as `service/readings_upload.py` writes it.
    found: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Readings that can be taken in, and how many of them are.
    readings: Mapped[int]
    done: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    made_by_key: Mapped[str] = mapped_column(String(80))
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
