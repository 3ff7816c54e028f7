"""How an index is counted: its counters, its falls and what people said of them; calorific values of gas."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.db import Base, BigKey
from ops.energy.models import Register


class Segment(Base):
    """A counter of a register from an instant on. A register without any has the one that its own row describes."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("register_id", "from_at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"))
    from_at: Mapped[datetime]
    serial: Mapped[str | None] = mapped_column(String(80))
    digits: Mapped[int]
    factor_micro: Mapped[int] = mapped_column(BigInteger)
    #: What it stood at when it came, and when the next one took its place; None = nobody noted it.
    start_micro: Mapped[int | None] = mapped_column(BigInteger)
    end_micro: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(String(500), default="")
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]


class IndexFall(Base):
    """Where the index fell, computed from the readings anew with each change of theirs; never typed."""

    __tablename__ = "index_fall"
    __table_args__ = (Index("ix_index_fall_kind", "kind"),)

    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"), primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    before_at: Mapped[datetime] = mapped_column(primary_key=True)
    before_micro: Mapped[int] = mapped_column(BigInteger)
    after_micro: Mapped[int] = mapped_column(BigInteger)
    #: unexplained | roll_over | reset | wrong_after | wrong_before: see energy/rules/falls.py
    kind: Mapped[str] = mapped_column(String(12))
    is_decided: Mapped[bool]
    #: Readings of [left_from_at, left_to_at) do not count; None = all do.
    left_from_at: Mapped[datetime | None]
    left_to_at: Mapped[datetime | None]
    #: The hours from `since_at` up to `until_at` hang on this judgement.
    since_at: Mapped[datetime]
    until_at: Mapped[datetime]
    register: Mapped[Register] = relationship(lazy="raise")


class FallDecision(Base):
    """What a person said of a fall: it holds as long as the two readings are the same; the last one counts."""

    __tablename__ = "fall_decision"
    __table_args__ = (Index("ix_fall_decision_register_id_at", "register_id", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"))
    at: Mapped[datetime]
    before_micro: Mapped[int] = mapped_column(BigInteger)
    after_micro: Mapped[int] = mapped_column(BigInteger)
    #: roll_over | reset | wrong_after | wrong_before
    decision: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(500), default="")
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]


class CalorificValue(Base):
    """kWh in a cubic metre of gas over a local month; a later value leaves the former where it is."""

    __tablename__ = "calorific_value"
    __table_args__ = (
        Index("ix_calorific_value_month", "month"),
        CheckConstraint("kwh_per_m3_micro > 0", name="positive"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    #: Its first day.
    month: Mapped[date]
    kwh_per_m3_micro: Mapped[int] = mapped_column(BigInteger)
    #: provisional | final
    state: Mapped[str] = mapped_column(String(11))
    source: Mapped[str] = mapped_column(String(200), default="")
    made_by: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
