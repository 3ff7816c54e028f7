"""Homes, wards and beds: what hangs on the places of the estate, each figure with its dates."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.beds.models.recorded import Dated
from ops.db import Base, BigKey
from ops.estate.models import Location

_COUNTS = text("superseded_at IS NULL")


class Home(Base):
    """A building in which people stay; its code and names are those of the place."""

    __tablename__ = "home"

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), primary_key=True)
    #: rest_home | youth_home | young_adults | supervised_apartments
    kind: Mapped[str] = mapped_column(String(24), default="rest_home")
    #: contract | present | billable: what its budget counts as an occupied bed.
    budget_basis: Mapped[str] = mapped_column(String(8), default="contract")
    location: Mapped[Location] = relationship(lazy="raise")


class Ward(Base):
    """A part of a home with a team of its own, on a floor or across floors."""

    __tablename__ = "ward"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("home.location_id"), index=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200), default="")


class Bed(Base):
    """One place to sleep; a room is single or double by how many of its beds live on a day."""

    __tablename__ = "bed"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("home.location_id"), index=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)


class BedLife(Dated, Base):
    """From when until when a bed exists; closing it ends its life and deletes nothing."""

    __tablename__ = "bed_life"
    __table_args__ = (
        CheckConstraint("from_on < to_on", name="forward"),
        Index("uq_bed_life_bed_id", "bed_id", unique=True, sqlite_where=_COUNTS, postgresql_where=_COUNTS),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    bed_id: Mapped[int] = mapped_column(ForeignKey("bed.id"))


class HomeFigure(Dated, Base):
    """How many places of a home are licensed, or budgeted as occupied, over local dates."""

    __tablename__ = "home_figure"
    __table_args__ = (
        CheckConstraint("from_on < to_on", name="forward"),
        CheckConstraint("places >= 0", name="not_negative"),
        Index("ix_home_figure_home_id_kind", "home_id", "kind"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("home.location_id"))
    #: licensed | budgeted
    kind: Mapped[str] = mapped_column(String(8))
    places: Mapped[int]
