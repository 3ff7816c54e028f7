"""What the older hours of a register told, so that a scan reads only its last weeks."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ops.db import Base


class RegisterPast(Base):
    """What the hours before `until_at` told; the nightly scan writes it anew, a change of those hours takes it away."""

    __tablename__ = "register_past"

    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"), primary_key=True, autoincrement=False)
    until_at: Mapped[datetime]
    known_hours: Mapped[int]
    #: The longest ordinary runs, in known hours.
    longest_zero_hours: Mapped[int]
    longest_flat_hours: Mapped[int]
    #: In millionths of the register's unit; None when no hour was known.
    highest_micro: Mapped[int | None] = mapped_column(BigInteger)
    #: When the night last looked at all months of this register: a run that was cut off goes on from here.
    looked_at: Mapped[datetime]
