"""The two stores and the vans with a year of moves: what past orders took, what was ordered, what is short today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ops.access.models import User
from ops.estate.models import Location
from ops.kit.folding import fold
from ops.kit.periods import local_date
from ops.kit.refs import take_refs
from ops.repairs.models import Part, StockLevel, StockMove, StockOrder, StockOrderLine, Store, Team, WorkOrder
from ops.repairs.rules.stock import Kind, Level, Move, after, changes
from ops.repairs.rules.stock_orders import arrives_on
from ops.repairs.seed.catalogue import DEFECTS
from ops.repairs.seed.crews import Crews
from ops.repairs.seed.figures import shipped_calendar
from ops.repairs.seed.parts import PARTS, SUPPLIERS, USED_FOR, PartFacts

_ZONES = {
    "centre": ("Magazijn centrum", "Magasin centre", "DEP-01"),
    "north": ("Magazijn noord", "Magasin nord", "DEP-02"),
}
_KEEPERS = {"centre": "Samuel Mertens", "north": "Ann Willems"}
_BEGIN, _DELIVERY = timedelta(days=366), timedelta(days=4)
_STILL_TO_DO = frozenset({"dispatched", "accepted"})
#: What a renovation took out of a store lately, by zone: (part, how many are left, days ago).
_TAKEN_BARE: Mapping[str, Sequence[tuple[str, int, int]]] = {
    "centre": (("VER-102", 1, 2), ("LOO-203", 2, 1), ("ELE-407", 0, 3), ("SLO-501", 4, 1), ("HOU-603", 3, 5),
               ("BRA-801", 6, 6), ("ELE-408", 12, 2)),
    "north": (("VER-101", 0, 2), ("LOO-207", 3, 4), ("SAN-303", 2, 3), ("SLO-504", 1, 1)),
}  # fmt: skip
#: Orders that are under way, by zone: (days ago, part, ordered, received).
_UNDER_WAY: Mapping[str, Sequence[tuple[int, str, int, int]]] = {
    "centre": ((1, "ELE-407", 20, 0), (1, "ELE-408", 100, 0)),
    "north": ((2, "VER-101", 4, 0), (2, "VER-107", 4, 2)),
}


@dataclass(frozen=True)
class Use:
    """A part that an order took, or for which it is promised."""

    at: datetime
    order: WorkOrder
    part: str
    kind: Kind


@dataclass
class _Shelves:
    """All rows; moves are numbered in the order of time at the end."""

    now: datetime
    stores: Mapping[str, Store]
    parts: Mapping[str, Part]
    levels: dict[tuple[str, str], Level] = field(default_factory=dict)
    moves: list[StockMove] = field(default_factory=list)

    def move(self, store: str, part: str, move: Move, at: datetime, by: str, **more: Any) -> None:
        level = self.levels.get((store, part), Level())
        there, held = changes(level, move)
        self.levels[(store, part)] = after(level, move)
        self.moves.append(
            StockMove(
                store_id=self.stores[store].id, part_id=self.parts[part].id, kind=move.kind, on_hand_change=there,
                reserved_change=held, at=at, recorded_at=at, actor="system:seed", actor_name=by, **more,
            )
        )  # fmt: skip

    def free(self, store: str, part: str) -> int:
        return self.levels.get((store, part), Level()).free

    def _shelf(self, store: str, part: str) -> str:
        """A store has a row of shelves for each trade; a van has none."""
        if self.stores[store].kind == "van":
            return ""
        trades = sorted({each.trade for each in self.parts.values()})
        same = sorted(code for code, each in self.parts.items() if each.trade == self.parts[part].trade)
        return f"{'ABCDEFGHIJKLMNOP'[trades.index(self.parts[part].trade)]}{same.index(part) // 4 + 1}"

    def rows(self) -> Iterator[StockLevel | StockMove]:
        for number, ((store, part), level) in enumerate(sorted(self.levels.items()), 1):
            yield StockLevel(
                id=number, store_id=self.stores[store].id, part_id=self.parts[part].id, on_hand=level.on_hand,
                reserved=level.reserved, minimum=level.minimum, target=level.target,
                shelf=self._shelf(store, part),
            )  # fmt: skip
        for number, move in enumerate(sorted(self.moves, key=lambda each: each.at), 1):
            move.id = number
            yield move


def load_stock(
    session: Session, crews: Crews, teams: Mapping[str, Team], places: Mapping[str, Location],
    orders: Sequence[WorkOrder], *, now: datetime,
) -> None:  # fmt: skip
    """Needs the orders with their ids; what they took fits their titles."""
    stores, parts = _stores(crews, teams, places), {facts.code: _part(n, facts) for n, facts in enumerate(PARTS, 1)}
    session.add_all([*stores.values(), *parts.values()])
    session.flush()
    shelves = _Shelves(now, stores, parts)
    _open(shelves)
    _live(shelves, teams, sorted(_uses(orders, now), key=lambda use: (use.at, use.order.id)))
    _run_short(shelves)
    _order(session, shelves)
    session.add_all(shelves.rows())
    session.flush()


def _stores(crews: Crews, teams: Mapping[str, Team], places: Mapping[str, Location]) -> dict[str, Store]:
    made = [
        Store(code=f"store-{zone}", name=name, name_fr=name_fr, kind="store", zone=zone, location_id=places[place].id)
        for zone, (name, name_fr, place) in _ZONES.items()
    ]
    made += [_van(n, teams[code], user) for n, (code, user) in enumerate(_drivers(crews), 1)]
    for number, store in enumerate(made, 1):
        store.id = number
    return {store.code: store for store in made}


def _drivers(crews: Crews) -> Iterator[tuple[str, User]]:
    return ((code, user) for code, crew in crews.by_team.items() for user in crew)


def _van(number: int, team: Team, driver: User) -> Store:
    return Store(
        code=f"van-{number}", name=f"Bestelwagen {number}", name_fr=f"Camionnette {number}", kind="van",
        zone=team.zone or "", team_id=team.id, driver_id=driver.id,
    )  # fmt: skip


def _part(number: int, facts: PartFacts) -> Part:
    supplier, lead_days = SUPPLIERS[facts.trade]
    return Part(
        id=number, code=facts.code, name=facts.nl, name_fr=facts.fr, trade=facts.trade, unit=facts.unit,
        price_cents=facts.cents, supplier=supplier, lead_days=lead_days, version=1,
        search_text=fold(f"{facts.code} {facts.nl} {facts.fr} {supplier}"),
    )  # fmt: skip


def _open(shelves: _Shelves) -> None:
    """Everything was counted a year ago: the stores at their target, the vans with two of what they carry."""
    at = shelves.now - _BEGIN
    for code, store in shelves.stores.items():
        for facts in PARTS:
            if store.kind == "van" and not facts.in_vans:
                continue
            minimum, target = (1, 2) if store.kind == "van" else (facts.minimum, facts.target)
            shelves.levels[(code, facts.code)] = Level(minimum=minimum, target=target)
            shelves.move(code, facts.code, Move("count", target), at, _keeper(store), note="Eerste telling")


def _keeper(store: Store) -> str:
    return _KEEPERS[store.zone]


def _uses(orders: Sequence[WorkOrder], now: datetime) -> Iterator[Use]:
    """What repairs replaced, and what open jobs will need."""
    part_of = {title: USED_FOR[each.nl] for each in DEFECTS if each.nl in USED_FOR for title in (each.nl, each.fr)}
    for order in orders:
        part = part_of.get(order.task)
        if part is None or order.technician_id is None:
            continue
        if order.completed_at and now - _BEGIN < order.completed_at <= now and order.finding in _REPLACES:
            yield Use(order.completed_at, order, part, "take")
        elif order.status in _STILL_TO_DO and order.dispatched_at:
            yield Use(order.dispatched_at, order, part, "reserve")


_REPLACES = frozenset({"part_replaced", "repaired", "defect_repaired"})


def _live(shelves: _Shelves, teams: Mapping[str, Team], uses: Sequence[Use]) -> None:
    """Out of the van first, else out of the store of the zone, which is filled up when it runs low."""
    zones = {team.id: team.zone or "" for team in teams.values()}
    vans = {store.driver_id: code for code, store in shelves.stores.items() if store.kind == "van"}
    for use in uses:
        home, van = f"store-{zones[use.order.team_id]}", vans.get(use.order.technician_id, "")
        source = next((code for code in (van, home) if shelves.free(code, use.part)), None)
        if source is None:
            continue
        number = Move(use.kind, 1)
        shelves.move(source, use.part, number, use.at, _keeper(shelves.stores[source]), work_order_id=use.order.id)
        _fill(shelves, source, home, use.part, use.at)


def _fill(shelves: _Shelves, source: str, home: str, part: str, at: datetime) -> None:
    """A van fetches at its store, and the store receives what it orders, some days later each."""
    later = at + _DELIVERY
    level = shelves.levels[(source, part)]
    if level.free >= level.minimum or later > shelves.now:
        return
    if source == home:
        shelves.move(home, part, Move("receive", level.to_order), later, _keeper(shelves.stores[home]))
    elif shelves.free(home, part):
        keeper, to, back = _keeper(shelves.stores[home]), shelves.stores[source].name, shelves.stores[home].name
        shelves.move(home, part, Move("send", 1), later, keeper, note=to)
        shelves.move(source, part, Move("arrive", 1), later, keeper, note=back)
        _fill(shelves, home, home, part, later)


def _run_short(shelves: _Shelves) -> None:
    """A renovation took what the storekeeper has to order today."""
    for zone, taken in _TAKEN_BARE.items():
        for part, left, days in taken:
            store = f"store-{zone}"
            if (number := shelves.free(store, part) - left) > 0:
                at = shelves.now - timedelta(days=days)
                shelves.move(store, part, Move("take", number), at, _KEEPERS[zone], note="Renovatie Papenvest")


def _order(session: Session, shelves: _Shelves) -> None:
    """One order for each zone is under way; of one a part came already."""
    calendar = shipped_calendar()
    for zone, lines in _UNDER_WAY.items():
        at = shelves.now - timedelta(days=lines[0][0])
        first = shelves.parts[lines[0][1]]
        order = StockOrder(
            ref=take_refs(session, "S", at.year, 1)[0], store_id=shelves.stores[f"store-{zone}"].id,
            supplier=first.supplier, state="ordered", ordered_at=at, ordered_by=_KEEPERS[zone], version=1,
            expected_on=arrives_on(calendar, local_date(shelves.now, calendar.zone), first.lead_days or 0),
        )  # fmt: skip
        order.lines = [
            StockOrderLine(part_id=shelves.parts[part].id, quantity=number, received=came)
            for _, part, number, came in lines
        ]
        session.add(order)
        session.flush()
        for _, part, _, came in lines:
            if came:
                at_door = shelves.now - timedelta(hours=20)
                shelves.move(f"store-{zone}", part, Move("receive", came), at_door, _KEEPERS[zone], order_id=order.id)
