"""Who stays in a home: a link to the person, never a second copy of what is known of him."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.beds.models.recorded import Dated, Recorded
from ops.db import Base, BigKey
from ops.people.models import Person


class Resident(Base):
    """A person who stays, stayed or is to stay in a home."""

    __tablename__ = "resident"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    created_at: Mapped[datetime]
    person: Mapped[Person] = relationship(lazy="raise")


class Couple(Dated, Base):
    """Two residents with two beds and two stays; when one dies, the room of the other is looked at again."""

    __tablename__ = "couple"
    __table_args__ = (
        CheckConstraint("from_on < to_on", name="forward"),
        CheckConstraint("first_id <> second_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)


class KatzAssessment(Recorded, Base):
    """The care category of a resident: assessed, requested from the mutuality and accepted by it, each with its day."""

    __tablename__ = "katz_assessment"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    #: O | A | B | C | Cd | D
    category: Mapped[str] = mapped_column(String(2))
    assessed_on: Mapped[date]
    requested_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
