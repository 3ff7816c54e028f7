"""Parts as the API takes and gives them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

from ops.kit.money import eur_text
from ops.repairs.models import Part, StockCount, StockLevel
from ops.repairs.queries.stock import OrderPart
from ops.repairs.queries.stock_counts import CountRow
from ops.repairs.schemas.words import In, Line


class OrderPartIn(In):
    """A step with a part of a work order; sent twice with one `client_uuid` it counts once."""

    part: Line
    quantity: int = Field(ge=1, le=1_000)
    action: Literal["reserve", "take", "return", "release"]
    store: Line | None = Field(None, description="Without it: the van, then the store of the zone, then the other one.")
    client_uuid: str | None = Field(None, pattern=r"^[0-9a-fA-F-]{8,36}$")
    at: AwareDatetime | None = Field(None, description="When it happened, for a step that is sent later.")


class OrderPartOut(BaseModel):
    part: str
    name: str
    name_fr: str
    unit: str
    store: str
    reserved: int
    taken: int

    @staticmethod
    def of(each: OrderPart) -> "OrderPartOut":
        return OrderPartOut(
            part=each.part.code, name=each.part.name, name_fr=each.part.name_fr, unit=each.part.unit,
            store=each.store.code, reserved=each.reserved, taken=each.taken,
        )  # fmt: skip


class OrderPartList(BaseModel):
    items: Sequence[OrderPartOut]
    next: str | None = None


class LevelOut(BaseModel):
    store: str
    on_hand: int
    reserved: int
    free: int
    minimum: int
    target: int

    @staticmethod
    def of(row: StockLevel) -> "LevelOut":
        return LevelOut(
            store=row.store.code, on_hand=row.on_hand, reserved=row.reserved, free=row.on_hand - row.reserved,
            minimum=row.minimum, target=row.target,
        )  # fmt: skip


class PartOut(BaseModel):
    code: str
    name: str
    name_fr: str
    trade: str
    unit: str
    price_eur: Decimal | None
    supplier: str
    lead_days: int | None
    expected_on: date | None = None
    levels: Sequence[LevelOut]

    @staticmethod
    def of(part: Part, levels: Sequence[StockLevel]) -> "PartOut":
        price = None if part.price_cents is None else Decimal(eur_text(part.price_cents))
        return PartOut(
            code=part.code, name=part.name, name_fr=part.name_fr, trade=part.trade, unit=part.unit, price_eur=price,
            supplier=part.supplier, lead_days=part.lead_days, levels=[LevelOut.of(row) for row in levels],
        )  # fmt: skip


class PartList(BaseModel):
    items: Sequence[PartOut]
    next: str | None = None


class CountLineOut(BaseModel):
    """`counted` null: not yet. `expected` is what the system held when it was. Send `version` back as `seen`."""

    part: str
    shelf: str
    on_hand: int
    counted: int | None
    expected: int | None
    counted_by: str | None
    counted_at: datetime | None
    version: int

    @staticmethod
    def of(row: CountRow) -> "CountLineOut":
        line = row.line
        return CountLineOut(
            part=row.part.code, shelf=row.shelf, on_hand=row.on_hand, counted=line.counted if line else None,
            expected=line.expected if line else None, counted_by=line.counted_by if line else None,
            counted_at=line.counted_at if line else None, version=line.version if line else 0,
        )  # fmt: skip


class CountOut(BaseModel):
    """`state`: open, booked, dropped. `refused` are parts of which somebody else noted another figure meanwhile."""

    state: str
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    version: int
    lines: Sequence[CountLineOut]
    refused: Sequence[str] = ()

    @staticmethod
    def of(count: StockCount, rows: Sequence[CountRow], refused: Sequence[str] = ()) -> "CountOut":
        return CountOut(
            state=count.state, started_at=count.started_at, started_by=count.started_by, ended_at=count.ended_at,
            version=count.version, lines=[CountLineOut.of(row) for row in rows], refused=refused,
        )  # fmt: skip


class FoundIn(In):
    """What was found of a part; null takes the figure away."""

    part: Line
    counted: int | None = Field(ge=0, le=10_000)
    seen: int = Field(0, ge=0, description="The version of the line that was shown; 0 for a part not counted yet.")


class FoundListIn(In):
    items: Annotated[list[FoundIn], Field(min_length=1, max_length=200)]


class BookIn(In):
    """`reasons` by part; a large difference needs one."""

    version: int
    reasons: Mapping[str, Line] = {}


class WordOut(BaseModel):
    """Why, or why not: a stable code, and what its sentence names."""

    code: str
    data: Mapping[str, str | int | float | AwareDatetime | None]


class GoerOut(BaseModel):
    """Somebody who could go; `person` is a user id, null for a firm or a team without people."""

    team: str
    person: int | None
    name: str
    arrives_at: AwareDatetime | None
    travel_minutes: int | None
    orders: int
    able: bool
    reasons: Sequence[WordOut]
    doubts: Sequence[WordOut]


class GoerList(BaseModel):
    items: Sequence[GoerOut]
    next: str | None = None
