"""Months that were published: the figures as they were told, and every change since as a line of its own."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ops.db import Base, BigKey


class _Nights:
    """Bed-nights of one home in one month, or by how many they changed."""

    alive_nights: Mapped[int]
    available_nights: Mapped[int]
    licensed_nights: Mapped[int]
    budgeted_nights: Mapped[int]
    contract_nights: Mapped[int]
    present_nights: Mapped[int]
    billable_nights: Mapped[int]


class PublishedMonth(_Nights, Base):
    """What was published of a home's month, as known at `known_at`; the row stays as it is."""

    __tablename__ = "published_month"
    __table_args__ = (UniqueConstraint("home_id", "month"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("home.location_id"))
    #: Its first day.
    month: Mapped[date]
    known_at: Mapped[datetime]
    closed_by: Mapped[str] = mapped_column(String(200))


class MonthAdjustment(_Nights, Base):
    """By how much a correction changed a published month; the month and all its adjustments make what counts now."""

    __tablename__ = "month_adjustment"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    published_month_id: Mapped[int] = mapped_column(ForeignKey("published_month.id"), index=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(500))
