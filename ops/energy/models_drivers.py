"""What other sectors tell energy about use: how many beds are occupied, how much linen is washed."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ops.db import Base


class PushedDriver(Base):
    """What its owner pushed for a local day at a place; it drives the registers there and below."""

    __tablename__ = "pushed_driver"
    __table_args__ = (CheckConstraint("amount_micro >= 0", name="not_negative"),)

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), primary_key=True, autoincrement=False)
    #: One of energy/rules/drivers.py:PUSHED_KINDS
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    amount_micro: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime]
