"""The estate: one tree of places, their use and the periods of what is let."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.db import Base, BigKey


class Location(Base):
    """A node of the tree site > building > floor > room or common part; a lot is one dwelling, shop or office."""

    __tablename__ = "location"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    #: site | building | floor | room | common_part | lot
    kind: Mapped[str] = mapped_column(String(12), index=True)
    #: Dutch, or the only name there is; the columns in `_fr` are empty where French says the same.
    name: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200), default="", server_default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    #: Ids from the root down to this node, "/12/340/": all that lies below shares the prefix.
    path: Mapped[str] = mapped_column(String(200), index=True)
    #: The building at or above this node; None only for sites.
    building_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    #: centre | north
    zone: Mapped[str] = mapped_column(String(10), index=True)
    street: Mapped[str] = mapped_column(String(120), default="")
    street_fr: Mapped[str] = mapped_column(String(120), default="", server_default="")
    house_number: Mapped[str] = mapped_column(String(20), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    city: Mapped[str] = mapped_column(String(80), default="")
    city_fr: Mapped[str] = mapped_column(String(80), default="", server_default="")
    floor_area_m2: Mapped[int | None]
    #: Code, names and address in both languages, folded by `kit.folding.fold`: compared alike on both engines.
    search_text: Mapped[str] = mapped_column(String(600), default="")
    version: Mapped[int] = mapped_column(default=1)
    lot: Mapped["Lot | None"] = relationship(lazy="raise", uselist=False)
    building: Mapped["Location | None"] = relationship(
        lazy="raise", remote_side="Location.id", foreign_keys=building_id
    )


class LocationUse(Base):
    """What a place is used for, over local dates; decides what is normal there at night and what is critical."""

    __tablename__ = "location_use"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    #: administration | social_office | rest_home | laundry | housing | youth | school | depot | other
    use: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    to_on: Mapped[date]
    #: People live or work there at night, so heat at night is no fault.
    night_use: Mapped[bool] = mapped_column(default=False)


class Lot(Base):
    """What is let: its kind and whether income decides the rent."""

    __tablename__ = "lot"

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), primary_key=True)
    #: residential | renobru | transit | integration | commercial | office
    kind: Mapped[str] = mapped_column(String(12))
    subsidised: Mapped[bool] = mapped_column(default=False)
    bedrooms: Mapped[int] = mapped_column(default=0)
    rent_cents: Mapped[int | None]


class LotPeriod(Base):
    """What a lot is during a half-open span of local dates: without gap or overlap among rows not superseded.

    Only `split` and `merge` write here; the database refuses overlaps (exclusion constraint, trigger).
    """

    __tablename__ = "lot_period"
    __table_args__ = (
        CheckConstraint("from_on < to_on", name="forward"),
        Index("ix_lot_period_lot_id_from_on", "lot_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.location_id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    #: lease | void | decant | off_management
    kind: Mapped[str] = mapped_column(String(16))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200))
    superseded_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
