"""What stays when the single readings of a time, and later its hours, are no longer kept."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ops.db import Base


class ConsumptionDay(Base):
    """What a register counted on a local day: written when nothing can change it any more, and kept for good."""

    __tablename__ = "consumption_day"
    __table_args__ = {"sqlite_with_rowid": False}

    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    value_micro: Mapped[int] = mapped_column(BigInteger)
    #: Hours of which something is known, and how many of them are estimates.
    hours: Mapped[int]
    estimated_hours: Mapped[int]


class RetentionMark(Base):
    """From which day on a series is kept whole; what lies before is gone, or goes with the next runs."""

    __tablename__ = "retention_mark"

    #: raw (days of UTC) | hour (local days)
    series: Mapped[str] = mapped_column(String(4), primary_key=True)
    kept_from_on: Mapped[date]
    moved_at: Mapped[datetime]
