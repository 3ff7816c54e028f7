"""Risers, stacks, lifts and boiler houses of the demo: which places share a pipe or a plant."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

from ops.estate.models import Installation, Location, ServiceLine, ServiceLinePlace
from ops.estate.rules.floors import column_of, floor_of
from ops.estate.seed.builder import EstateBuilder


def service_lines(b: EstateBuilder) -> tuple[list[ServiceLine], list[ServiceLinePlace]]:
    """The lines with ids from 1 on, and the places on them."""
    numbers = count(1)
    found: list[tuple[ServiceLine, Sequence[Location]]] = []
    for building, lots in _by_building(b):
        found += [*_risers(building, lots, numbers), *_stacks(building, lots, numbers)]
    machines = {machine.code: machine for machine in b.installations}
    houses = [building for building, _ in _by_building(b)]
    found += [*_lifts(houses, machines, numbers), *_boiler_houses(houses, machines, numbers)]
    hung = [ServiceLinePlace(line_id=line.id, location_id=place.id) for line, places in found for place in places]
    return [line for line, _ in found], hung


_Line = tuple[ServiceLine, Sequence[Location]]


def _by_building(b: EstateBuilder) -> Iterator[tuple[Location, list[Location]]]:
    lots: dict[int | None, list[Location]] = defaultdict(list)
    for place in b.locations:
        if place.kind == "lot":
            lots[place.building_id].append(place)
    for place in b.locations:
        if place.kind == "building" and place.id in lots:
            yield place, lots[place.id]


def _columns(lots: Sequence[Location]) -> dict[str, list[Location]]:
    columns: dict[str, list[Location]] = defaultdict(list)
    for lot in lots:
        columns[column_of(lot.code)].append(lot)
    return dict(sorted(columns.items()))


def _risers(building: Location, lots: Sequence[Location], numbers: Iterator[int]) -> Iterator[_Line]:
    """One for the dwellings above each other; its valve is on the highest floor."""
    for letter, column in _columns(lots).items():
        top = max(floor_of(lot.code) or 0 for lot in column)
        line = ServiceLine(
            id=next(numbers), code=f"{building.code}-S{letter}", kind="riser", name=f"Kolom {letter}",
            name_fr=f"Colonne {letter}", location_id=building.id,
            valve=f"Kraan van kolom {letter} op verdieping {top}, technisch lokaal.",
            valve_fr=f"Vanne de la colonne {letter} à l’étage {top}, local technique.",
        )  # fmt: skip
        yield line, column


def _stacks(building: Location, lots: Sequence[Location], numbers: Iterator[int]) -> Iterator[_Line]:
    """Two columns drain into one."""
    columns = list(_columns(lots).items())
    for pair in (columns[i : i + 2] for i in range(0, len(columns), 2)):
        letters = "-".join(letter for letter, _ in pair)
        line = ServiceLine(
            id=next(numbers), code=f"{building.code}-A{letters.replace('-', '')}", kind="stack",
            name=f"Afvoerkolom {letters}", name_fr=f"Colonne de décharge {letters}", location_id=building.id,
            valve="Inspectieluik in de kelder.", valve_fr="Trappe de visite à la cave.",
        )  # fmt: skip
        yield line, [lot for _, column in pair for lot in column]


def _lifts(houses: Sequence[Location], machines: dict[str, Installation], numbers: Iterator[int]) -> Iterator[_Line]:
    for house in houses:
        if machine := machines.get(f"{house.code}-L1"):
            yield _of_machine(machine, "lift", "Lift", "Ascenseur", house, numbers), [house]


def _boiler_houses(
    houses: Sequence[Location], machines: dict[str, Installation], numbers: Iterator[int]
) -> Iterator[_Line]:
    """A boiler heats its own house and those after it that have none."""
    served: dict[str, list[Location]] = {}
    source = ""
    for house in houses:
        source = house.code if f"{house.code}-B1" in machines else source
        if source:
            served.setdefault(source, []).append(house)
    for code, warmed in served.items():
        machine = machines[f"{code}-B1"]
        yield _of_machine(machine, "boiler_house", "Stookplaats", "Chaufferie", warmed[0], numbers), warmed


def _of_machine(
    machine: Installation, kind: str, name: str, name_fr: str, house: Location, numbers: Iterator[int]
) -> ServiceLine:
    return ServiceLine(
        id=next(numbers), code=machine.code, kind=kind, name=f"{name} {house.code}", name_fr=f"{name_fr} {house.code}",
        location_id=machine.location_id, installation_id=machine.id,
    )  # fmt: skip
