"""Parts in the two stores and the vans. `stock_move` is the record; a level is the sum of its moves."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.db import Base, BigKey

_IS_OPEN = text("state = 'open'")


class Store(Base):
    """A store, or a van: where parts lie."""

    __tablename__ = "store"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200), default="")
    #: store | van
    kind: Mapped[str] = mapped_column(String(8))
    zone: Mapped[str] = mapped_column(String(10))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    #: Of a van: whose it is.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)


class Part(Base):
    """Something that is taken from a store and stays with a dwelling."""

    __tablename__ = "part"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200), default="")
    trade: Mapped[str] = mapped_column(String(20), index=True)
    #: pieces | metres | kg | litres
    unit: Mapped[str] = mapped_column(String(8), default="pieces")
    price_cents: Mapped[int | None]
    supplier: Mapped[str] = mapped_column(String(200), default="")
    lead_days: Mapped[int | None]
    search_text: Mapped[str] = mapped_column(String(600), default="")
    version: Mapped[int] = mapped_column(default=1)


class StockLevel(Base):
    """How much of a part lies in a store, and how much of that is promised; written with each move."""

    __tablename__ = "stock_level"
    __table_args__ = (
        UniqueConstraint("store_id", "part_id"),
        CheckConstraint("on_hand >= 0", name="not_negative"),
        CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="promised_is_there"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"), index=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    #: Below it an order is proposed, up to `target`.
    minimum: Mapped[int] = mapped_column(default=0)
    target: Mapped[int] = mapped_column(default=0)
    #: Where in the store it lies, as the shelf is marked; empty while nobody noted it.
    shelf: Mapped[str] = mapped_column(String(20), default="")
    store: Mapped[Store] = relationship(lazy="raise")
    part: Mapped[Part] = relationship(lazy="raise")


class StockMove(Base):
    """One thing that happened to a part in a store; never changed, only followed by another."""

    __tablename__ = "stock_move"
    __table_args__ = (Index("ix_stock_move_store_id_part_id_id", "store_id", "part_id", "id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"), index=True)
    #: receive | reserve | release | take | return | count | send | arrive
    kind: Mapped[str] = mapped_column(String(10))
    #: How the two figures of the level change.
    on_hand_change: Mapped[int] = mapped_column(default=0)
    reserved_change: Mapped[int] = mapped_column(default=0)
    work_order_id: Mapped[int | None] = mapped_column(ForeignKey("work_order.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("stock_order.id"), index=True)
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    actor_name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(200), default="")
    #: A command sent twice by a tablet carries the same id and is written once.
    client_uuid: Mapped[str | None] = mapped_column(String(36), unique=True)


class StockOrder(Base):
    """What a store orders from one supplier: proposed by the minimum, decided by a person."""

    __tablename__ = "stock_order"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ref: Mapped[str] = mapped_column(String(12), unique=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)
    supplier: Mapped[str] = mapped_column(String(200))
    #: ordered | received | cancelled
    state: Mapped[str] = mapped_column(String(10))
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[str] = mapped_column(String(200))
    expected_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    store: Mapped[Store] = relationship(lazy="raise")
    lines: Mapped[list["StockOrderLine"]] = relationship(lazy="raise", order_by="StockOrderLine.id")


class StockOrderLine(Base):
    """So much of one part."""

    __tablename__ = "stock_order_line"
    __table_args__ = (UniqueConstraint("order_id", "part_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("stock_order.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"), index=True)
    quantity: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    part: Mapped[Part] = relationship(lazy="raise")


class StockCount(Base):
    """A whole store that is being counted, shelf by shelf, by one or more people; one at a time."""

    __tablename__ = "stock_count"
    __table_args__ = (
        Index("uq_stock_count_open", "store_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)
    #: open | booked | dropped
    state: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime]
    started_by: Mapped[str] = mapped_column(String(200))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(200))
    #: Changes with each figure, so that who books has seen them all.
    version: Mapped[int] = mapped_column(default=1)
    store: Mapped[Store] = relationship(lazy="raise")


class StockCountLine(Base):
    """What somebody found of a part, and what the system held at that moment: what moves later counts on top."""

    __tablename__ = "stock_count_line"
    __table_args__ = (UniqueConstraint("count_id", "part_id"), CheckConstraint("counted >= 0", name="not_negative"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"), index=True)
    counted: Mapped[int]
    expected: Mapped[int]
    counted_at: Mapped[datetime]
    counted_by: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)
    part: Mapped[Part] = relationship(lazy="raise")
