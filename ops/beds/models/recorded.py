"""What every row carries that is corrected by another row and never changed."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class Recorded:
    """Who wrote the row and why, and since when another one counts in its place: the one change that it ever sees."""

    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(500), default="")
    superseded_at: Mapped[datetime | None]
    superseded_by: Mapped[str | None] = mapped_column(String(200))
    superseded_because: Mapped[str | None] = mapped_column(String(500))


class Dated(Recorded):
    """Nights from `from_on` up to, not including, `to_on`; without an end it is 9999-12-31."""

    from_on: Mapped[date]
    to_on: Mapped[date]
