"""Stores, vans and parts for tests, filled by moves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.access.models import User
from ops.access.principal import Principal, system
from ops.estate.queries import location_by_id
from ops.kit.folding import fold
from ops.repairs import service
from ops.repairs.models import Part, StockLevel, StockMove, Store, TeamMember, WorkOrder
from ops.repairs.queries import team_by_code
from ops.repairs.service import NewTicket, stores
from ops.repairs.service.stores import Wish
from tests.support.repairs_world import World

DESK = system("test")


@dataclass(frozen=True)
class Stock:
    """Codes are fixed: van-1 of technician One (rapid-centre), store-centre, store-north; parts valve and siphon."""

    technician: int
    order: str


def build_stock(session: Session, world: World, now: datetime) -> Stock:
    """One valve in the van, two in store-centre, five in store-north; a work order for rapid-centre."""
    team = team_by_code(session, "rapid-centre", DESK)
    technician = User(email="one@regie.example", name="One", language="en", state="active", created_at=now)
    session.add(technician)
    session.flush()
    session.add(TeamMember(team_id=team.id, user_id=technician.id))
    places = (("store-centre", "centre", world.adm), ("store-north", "north", world.nor))
    session.add_all([Store(code=c, name=c, kind="store", zone=z, location_id=place) for c, z, place in places])
    session.add(Store(code="van-1", name="Van 1", kind="van", zone="centre", driver_id=technician.id, team_id=team.id))
    session.add_all([_part("valve", "Thermika", 1_250, 3), _part("siphon", "Buizenhuis", None, None)])
    session.flush()
    for store, number in (("van-1", 1), ("store-centre", 2), ("store-north", 5)):
        stores.receive(session, Wish(store, "valve", number), who=DESK, now=now)
    return Stock(technician.id, new_order(session, world, now).ref)


def _part(code: str, supplier: str, cents: int | None, lead_days: int | None) -> Part:
    return Part(
        code=code, name=code.capitalize(), trade="heating", price_cents=cents, supplier=supplier, lead_days=lead_days,
        search_text=fold(code),
    )  # fmt: skip


def new_order(session: Session, world: World, now: datetime, team: str = "rapid-centre") -> WorkOrder:
    new = NewTicket("No heating", location_by_id(session, world.adm), now, trade="heating", priority="P3")
    ticket = service.open_ticket(session, new, who=DESK, now=now)
    return service.plan_work(session, ticket.ref, team, "", who=DESK, now=now, dispatch=True)


def as_technician(stock: Stock) -> Principal:
    return Principal("user", stock.technician, "One", "en")


def level(session: Session, store: str, part: str = "valve") -> tuple[int, int]:
    """(on hand, reserved)"""
    statement = select(StockLevel.on_hand, StockLevel.reserved).join(Store).join(Part)
    row = session.execute(statement.where(Store.code == store, Part.code == part)).one()
    return row.on_hand, row.reserved


def levels_that_differ_from_their_moves(session: Session) -> list[tuple[int, int]]:
    """(store id, part id) of each level that is not the sum of its moves: always none."""
    moves = (func.sum(StockMove.on_hand_change), func.sum(StockMove.reserved_change))
    grouped = select(StockMove.store_id, StockMove.part_id, *moves).group_by(StockMove.store_id, StockMove.part_id)
    summed = {(store, part): (int(there), int(held)) for store, part, there, held in session.execute(grouped)}
    rows = session.scalars(select(StockLevel).execution_options(populate_existing=True)).all()
    return [
        (row.store_id, row.part_id)
        for row in rows
        if (row.on_hand, row.reserved) != summed.get((row.store_id, row.part_id), (0, 0))
    ]
