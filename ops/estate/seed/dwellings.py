"""Residential buildings with their lots, who lives there, and what stands empty."""

from collections.abc import Iterator
from datetime import date, timedelta

from ops.estate.models import Location, Lot, LotPeriod, Tenancy
from ops.estate.seed.builder import Address, EstateBuilder
from ops.estate.seed.names import KNOWN_NAMES
from ops.estate.seed.public import address_for
from ops.kit.periods import OPEN_END

LOT_COUNTS = {
    "residential": 1_873, "renobru": 185, "transit": 69, "integration": 42, "commercial": 173, "office": 49,
}  # fmt: skip
_SUBSIDISED_SHARE = 0.43
_BUILDINGS, _LEAST_BUILDINGS = 95, 42
_BORGVAL_LOTS = 80
_GROUND = ("commercial", "office")
_LETTERS = "ABCDEFGH"
_RENT_CENTS = {
    "residential": (62_000, 108_000), "renobru": (58_000, 92_000), "transit": (38_000, 56_000),
    "integration": (36_000, 52_000), "commercial": (90_000, 320_000), "office": (80_000, 240_000),
}  # fmt: skip
_VOID_SHARE = 0.052


def add_dwellings(b: EstateBuilder) -> None:
    counts = {kind: b.scaled(count, 2) for kind, count in LOT_COUNTS.items()}
    buildings = [_add_building(b, number) for number in range(1, b.scaled(_BUILDINGS, _LEAST_BUILDINGS) + 1)]
    boxes = list(_boxes(b, buildings, sum(counts.values())))
    kinds = _kinds_for(boxes, counts)
    subsidised = _subsidised(b, kinds)
    for (building, level, letter), kind, subsidy in zip(boxes, kinds, subsidised, strict=True):
        _add_lot(b, building, level, letter, kind, subsidy)


def _add_building(b: EstateBuilder, number: int) -> Location:
    code = f"R-{number:03d}"
    address = address_for(b, code)
    name = KNOWN_NAMES.get(code, f"{address.street} {address.house_number}")
    building = b.place(code, "building", name, address)
    b.use(building, "housing", night_use=True)
    for part, label in (("INK", "Inkom"), ("KEL", "Kelder"), ("DAK", "Dak")):
        b.place(f"{code}-{part}", "common_part", label, address, parent=building)
    if number % 3 or number in (17, 42):
        b.install(f"{code}-L1", "lift", "Lift", building, "liftfirma")
    if number % 2 == 0 or number == 17:
        b.install(f"{code}-B1", "boiler", "Collectieve ketel", b.by_code[f"{code}-KEL"], "thermika", power_kw=180.0)
    if number % 4 == 1:
        b.key_holder(building, "concierge", "Woont in het gebouw; bereikbaar van 8 tot 18 uur.")
    return building


def _boxes(b: EstateBuilder, buildings: list[Location], total: int) -> Iterator[tuple[Location, int, str]]:
    """Which flats each building has: four a floor in large ones, three in small ones."""
    for building, size in zip(buildings, _sizes(b, buildings, total), strict=True):
        wide = 4 if size > 24 else 3
        for index in range(size):
            yield building, index // wide, _LETTERS[index % wide]


def _sizes(b: EstateBuilder, buildings: list[Location], total: int) -> list[int]:
    """Sizes that add up to `total`; Borgval has its 80 flats where the scale is large enough."""
    fixed = {i: _BORGVAL_LOTS for i, building in enumerate(buildings) if building.name == "Borgval" and b.scale >= 1}
    weights = [0 if i in fixed else b.rng.randrange(12, 38) for i in range(len(buildings))]
    left = total - sum(fixed.values())
    sizes = [fixed.get(i, left * weight // sum(weights)) for i, weight in enumerate(weights)]
    free = [i for i in range(len(buildings)) if i not in fixed]
    for turn in range(total - sum(sizes)):
        sizes[free[turn % len(free)]] += 1
    return sizes


def _kinds_for(boxes: list[tuple[Location, int, str]], counts: dict[str, int]) -> list[str]:
    """Shops and offices on ground floors; the special kinds of dwelling by building, the rest residential."""
    left = dict(counts)
    kinds = [""] * len(boxes)
    on_the_ground = [i for i, (_, level, _) in enumerate(boxes) if level == 0]
    above = [i for i, (_, level, _) in enumerate(boxes) if level > 0] + on_the_ground[::-1]
    for wanted, places in ((_GROUND, on_the_ground), (("renobru", "transit", "integration", "residential"), above)):
        queue = (kind for kind in wanted for _ in range(left[kind]))
        for index in places:
            if not kinds[index]:
                kinds[index] = next(queue, "")
    return kinds


def _subsidised(b: EstateBuilder, kinds: list[str]) -> list[bool]:
    eligible = [i for i, kind in enumerate(kinds) if kind not in _GROUND]
    chosen = set(b.rng.sample(eligible, min(len(eligible), round(_SUBSIDISED_SHARE * len(kinds)))))
    return [i in chosen for i in range(len(kinds))]


def _add_lot(b: EstateBuilder, building: Location, level: int, letter: str, kind: str, subsidised: bool) -> None:
    box = f"{level}{letter}"
    word = {"commercial": "Handelspand", "office": "Kantoor"}.get(kind, "Woning")
    address = Address.of(building).box(box)
    bedrooms = 0 if kind in _GROUND else b.rng.choices((0, 1, 2, 3, 4), (8, 38, 32, 17, 5))[0]
    area = 32 + 18 * bedrooms + b.rng.randrange(12) if kind not in _GROUND else b.rng.randrange(60, 260)
    place = b.place(f"{building.code}-{box}", "lot", f"{word} {box}", address, parent=building, area_m2=area)
    low, high = _RENT_CENTS[kind]
    rent = b.rng.randrange(low, high, 500) * (7 if subsidised else 10) // 10
    b.lots.append(Lot(location_id=place.id, kind=kind, subsidised=subsidised, bedrooms=bedrooms, rent_cents=rent))
    _add_history(b, place.id)


def _add_history(b: EstateBuilder, lot_id: int) -> None:
    """The periods of a lot since the base date without gap, and a lease for each let one."""
    day = b.base_on
    for kind, to_on in _spans(b):
        _add_period(b, lot_id, kind, day, to_on)
        if kind == "lease":
            began = day if day > b.base_on else day - timedelta(days=b.rng.randrange(30, 6000))
            _add_tenancy(b, lot_id, began, to_on)
        day = to_on


def _spans(b: EstateBuilder) -> list[tuple[str, date]]:
    """(kind, end) in order; the last has no end."""
    draw = b.rng.random()
    if draw < _VOID_SHARE:
        return [("lease", b.today - timedelta(days=int(b.rng.gammavariate(2, 38)) + 1)), ("void", OPEN_END)]
    if draw < _VOID_SHARE + 0.004:
        return [("lease", b.today - timedelta(days=b.rng.randrange(200, 700))), ("off_management", OPEN_END)]
    span = (b.today - b.base_on).days
    if b.rng.random() < 0.22:
        left = b.base_on + timedelta(days=b.rng.randrange(60, span - 260))
        relet = left + timedelta(days=b.rng.randrange(30, 200))
        return [("lease", left), ("void", relet), ("lease", OPEN_END)]
    return [("lease", OPEN_END)]


def _add_period(b: EstateBuilder, lot_id: int, kind: str, from_on: date, to_on: date) -> None:
    b.periods.append(
        LotPeriod(
            id=len(b.periods) + 1,
            lot_id=lot_id,
            from_on=from_on,
            to_on=to_on,
            kind=kind,
            recorded_at=b.now,
            recorded_by="seed",
        )
    )


def _add_tenancy(b: EstateBuilder, lot_id: int, from_on: date, to_on: date) -> None:
    person = b.persons.make()
    b.tenancies.append(
        Tenancy(id=len(b.tenancies) + 1, lot_id=lot_id, person_id=person.id, from_on=from_on, to_on=to_on)
    )
