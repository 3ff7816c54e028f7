"""Who or what takes a bed on which nights. Rows are added and superseded, never changed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.beds.models.homes import Bed
from ops.beds.models.recorded import Dated
from ops.beds.models.residents import Resident
from ops.db import Base, BigKey


class Stay(Base):
    """One agreement with a resident, through all its transfers; its nights are the occupations that name it."""

    __tablename__ = "stay"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ref: Mapped[str] = mapped_column(String(20), unique=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    created_at: Mapped[datetime]
    resident: Mapped[Resident] = relationship(lazy="raise")


class BedOccupation(Dated, Base):
    """Nights on which a bed is taken. The database refuses a second blocking row, and a second stay of a resident.

    A stay may have no night (in and out on one day): then `from_on` is `to_on`, and it takes no bed.
    """

    __tablename__ = "bed_occupation"
    __table_args__ = (
        CheckConstraint("from_on < to_on OR (kind = 'stay' AND from_on = to_on)", name="forward"),
        CheckConstraint("blocking = (kind <> 'companion')", name="only_a_companion_overlaps"),
        CheckConstraint("kind <> 'stay' OR (stay_id IS NOT NULL AND resident_id IS NOT NULL)", name="stay_is_whole"),
        Index("ix_bed_occupation_bed_id_from_on", "bed_id", "from_on"),
        Index("ix_bed_occupation_to_on_from_on", "to_on", "from_on"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    bed_id: Mapped[int] = mapped_column(ForeignKey("bed.id"))
    #: stay | hold | out_of_service | clearing | companion
    kind: Mapped[str] = mapped_column(String(16))
    #: A companion sleeps in the resident's room and takes no bed from anybody.
    blocking: Mapped[bool]
    #: Of a stay and a companion; of a clearing, the stay that it follows.
    stay_id: Mapped[int | None] = mapped_column(ForeignKey("stay.id"), index=True)
    #: Who stays, for whom the bed is held, or whom the companion is with.
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    #: Of a stay: long | short | trial
    stay_kind: Mapped[str] = mapped_column(String(8), default="")
    #: Why out of service; how a stay ended (on its last row); what a clearing follows.
    cause: Mapped[str] = mapped_column(String(20), default="")
    #: Until when it should last: a hold to be confirmed, a room to be cleared, works to be done.
    due_on: Mapped[date | None]
    #: The ticket under which the works run.
    ticket_ref: Mapped[str | None] = mapped_column(String(20))
    bed: Mapped[Bed] = relationship(lazy="raise")
    stay: Mapped[Stay | None] = relationship(lazy="raise")


class Absence(Dated, Base):
    """Nights of a stay on which the resident sleeps elsewhere: out on `from_on`, back on `to_on`."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("from_on <= to_on", name="forward"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    stay_id: Mapped[int] = mapped_column(ForeignKey("stay.id"), index=True)
    #: hospital | holiday | other
    kind: Mapped[str] = mapped_column(String(12))
