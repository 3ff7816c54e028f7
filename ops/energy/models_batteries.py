"""What dataloggers said of their batteries."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ops.db import Base


class BatteryDay(Base):
    """The last word of a datalogger on its battery on a local day; kept for some weeks, to see how it falls."""

    __tablename__ = "battery_day"
    __table_args__ = {"sqlite_with_rowid": False}

    logger: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    heard_at: Mapped[datetime]
    #: Either may be unknown; a voltage is in millivolts.
    percent: Mapped[int | None]
    millivolts: Mapped[int | None]
