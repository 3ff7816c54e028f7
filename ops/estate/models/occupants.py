"""Who lives where, who opens the door, and whom a defect hits harder."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.db import Base, BigKey
from ops.people.models import Person


class Tenancy(Base):
    """Who lives in a lot during one lease."""

    __tablename__ = "tenancy"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.location_id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    person: Mapped[Person] = relationship(lazy="raise")


class KeyHolder(Base):
    """Who opens the door: the concierge, or somebody with a key."""

    __tablename__ = "key_holder"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: concierge | key_holder
    role: Mapped[str] = mapped_column(String(12))
    #: What the key opens and when the holder is there, in plain words.
    note: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    to_on: Mapped[date]
    person: Mapped[Person] = relationship(lazy="raise")


class OccupantFlag(Base):
    """Somebody at a place whom a breakdown hits harder; no name stands here, and every flag ends."""

    __tablename__ = "occupant_flag"
    __table_args__ = (CheckConstraint("from_on < to_on", name="forward"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    #: infant | oxygen | pregnancy | disability
    flag: Mapped[str] = mapped_column(String(12))
    from_on: Mapped[date]
    to_on: Mapped[date]
    noted_by: Mapped[str] = mapped_column(String(200))
    noted_at: Mapped[datetime]
