"""About 400 registers on the public buildings, and on residential ones where the meter is collective."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ops.energy.models import Meter, Register
from ops.energy.seed.profiles import Load
from ops.estate.models import Installation, Location, LocationUse
from ops.estate.seed.builder import EstateBuilder
from ops.estate.seed.names import HOMES

_TOTAL = 400
#: Nobody has connected it yet: its readings were imported.
NOT_CONNECTED = "ANT-01-E1"
_LETTER = {"electricity": "E", "gas": "G", "water": "W", "heat": "H", "pv": "PV"}
_NAMES = {
    "electricity": "Elektriciteit", "gas": "Gas", "water": "Water", "heat": "Warmte", "pv": "Zonnepanelen",
}  # fmt: skip
_ON_HEAT_NETWORK = frozenset({"ursulinen", "LDC-02", "LDC-05", "OPL-03", "WRK-04", "KDV-06", "ADM-09", "JEU-05"})
_WITH_PANELS = ("ADM-01", "ADM-02", "ADM-03")
_SHORT = {home.code: home.short for home in HOMES}


@dataclass(frozen=True)
class Metered:
    """One register with its meter, and what hangs on it."""

    meter: Meter
    register: Register
    load: Load


@dataclass(frozen=True)
class _Wish:
    building: Location
    medium: str
    number: int = 1
    label: str = "hoofdmeter"
    share: float = 1.0
    installation: str | None = None
    steady_kw: float | None = None
    area_m2: float | None = None


def build_registers(b: EstateBuilder, valid_from: date) -> Sequence[Metered]:
    """Ids from 1 on, in a fixed order."""
    uses = {use.location_id: use for use in b.uses}
    machines = {machine.code: machine for machine in b.installations}
    return [_metered(b, i, wish, uses, machines, valid_from) for i, wish in enumerate(_wishes(b), start=1)]


def _wishes(b: EstateBuilder) -> list[_Wish]:
    public = [place for place in b.locations if place.kind == "building" and not place.code.startswith("R-")]
    wishes = [wish for building in public for wish in _of_public(building)]
    residential = (place for place in b.locations if place.kind == "building" and place.code.startswith("R-"))
    for building in sorted(residential, key=lambda place: (place.code != "R-017", place.code)):
        if len(wishes) >= b.scaled(_TOTAL):
            break
        wishes += _of_residential(building)
    return wishes[: max(b.scaled(_TOTAL), len(public) * 3)]


def _of_public(building: Location) -> Iterator[_Wish]:
    heat = "heat" if building.code in _ON_HEAT_NETWORK else "gas"
    main = 0.8 if building.code in _SHORT else 1.0
    yield _Wish(building, "electricity", share=main)
    yield _Wish(building, heat)
    yield _Wish(building, "water", share=main)
    if building.code in _SHORT:
        short = _SHORT[building.code]
        yield _Wish(building, "electricity", 2, "keuken", share=0.2)
        yield _Wish(building, "electricity", 3, "koelcel", installation=f"{short}-C1", steady_kw=3.1)
        yield _Wish(building, "water", 2, "warm water", share=0.2)
    if building.code in ("ADM-01", "ADM-02"):
        yield _Wish(building, "electricity", 2, "serverzaal", installation=f"{building.code}-S1", steady_kw=14.5)
    if building.code == "LIN":
        yield _Wish(building, "electricity", 2, "wastunnel", share=0.45, installation="LIN-T1")
        yield _Wish(building, "gas", 2, "stoomketel", share=0.6)
        yield _Wish(building, "water", 2, "wastunnel", share=0.5)
    if building.code in ("wilde-rozen", "LIN") or building.code in _WITH_PANELS:
        area = 1_000 if building.code in ("wilde-rozen", "LIN") else 240
        yield _Wish(building, "pv", label="omvormer", area_m2=area)


def _of_residential(building: Location) -> list[_Wish]:
    return [
        _Wish(building, "electricity", label="gemene delen", area_m2=900),
        _Wish(building, "gas", label="collectieve ketel", area_m2=1_600),
    ]


def _metered(
    b: EstateBuilder,
    number: int,
    wish: _Wish,
    uses: dict[int, LocationUse],
    machines: dict[str, Installation],
    valid_from: date,
) -> Metered:
    building = wish.building
    code = f"{_SHORT.get(building.code, building.code)}-{_LETTER[wish.medium]}{wish.number}"
    unit = "m3" if wish.medium == "water" else "kWh"
    line = "1" if wish.medium in ("electricity", "pv") else "2"
    meter = Meter(
        id=number,
        code=code,
        medium=wish.medium,
        location_id=_place_of(b, building).id,
        installation_id=machines[wish.installation].id if wish.installation else None,
        serial=f"{_LETTER[wish.medium]}{b.rng.randrange(10**7, 10**8)}",
        name=f"{_NAMES[wish.medium]}, {wish.label}",
    )
    register = Register(
        id=number,
        code=code,
        meter_id=number,
        kind="index",
        unit=unit,
        digits=8,
        resolution_micro=1_000 if unit == "m3" else 10_000,
        step_minutes=60,
        valid_from=valid_from,
        logger=None if code == NOT_CONNECTED else f"dl-{building.code.lower()}-{line}",
    )
    area = wish.area_m2 or building.floor_area_m2 or 1_000
    load = Load(code, wish.medium, uses[building.id].use, area, wish.share, wish.steady_kw)
    return Metered(meter, register, load)


def _place_of(b: EstateBuilder, building: Location) -> Location:
    """Meters hang in the cellar, where there is one."""
    return next((b.by_code[c] for c in (f"{building.code}-KEL", f"{building.code}-kelder") if c in b.by_code), building)
