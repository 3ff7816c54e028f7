"""How likely an open ticket is the trouble that somebody calls about: points for each thing in common."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Scale:
    """The figures of the rule set `repairs.likeness`."""

    points: Mapping[str, int]
    fresh_within: timedelta
    least: int
    joins_from: int
    #: Hazards that one cause may show as.
    kin: tuple[frozenset[str], ...]
    #: Hazards that say too little to be the same.
    vague: frozenset[str]
    #: Kind of line -> trades whose trouble runs along it.
    lines: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A riser, stack, boiler house or lift, with the ids of the places and buildings on it."""

    kind: str
    name: str
    name_fr: str
    places: frozenset[int]
    installation: int | None = None
    valve: str = ""
    valve_fr: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where: a place with its building and, of a dwelling, its floor and the letter of its box."""

    place: int
    building: int
    floor: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What somebody calls about, or what a ticket is about."""

    spot: Spot
    trade: str
    hazard: str | None
    installation: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Likeness:
    """The points with what they were given for, the weightiest first; `line` is the narrowest that both hang on."""

    score: int
    reasons: tuple[str, ...]
    line: Line | None
    joins: bool


def likeness(call: Trouble, ticket: Trouble, lines: tuple[Line, ...], scale: Scale) -> Likeness:
    shared = [each for each in lines if _on_line(call, ticket, each, scale)]
    line = min(shared, key=lambda each: (len(each.places), each.name), default=None)
    reasons = (*_where(call, ticket, line), *_what(call, ticket, scale), *_when(call, ticket, scale))
    score = sum(scale.points[reason] for reason in reasons)
    ordered = tuple(sorted(reasons, key=lambda reason: -scale.points[reason]))
    return Likeness(score, ordered, line, score >= scale.joins_from and _one_trouble(reasons))


def _one_trouble(reasons: tuple[str, ...]) -> bool:
    """Neighbours may call about different things at once: the defect must agree, and more than the house alone."""
    agrees = {"same_hazard", "kin_hazard", "same_installation"} & set(reasons)
    return bool(agrees) and reasons[0] != "same_building"


def _where(call: Trouble, ticket: Trouble, line: Line | None) -> Iterator[str]:
    """The nearest thing in common alone, an installation beside it."""
    if call.installation is not None and call.installation == ticket.installation:
        yield "same_installation"
    elif line is not None:
        yield "same_line"
    if call.spot.place == ticket.spot.place:
        yield "same_place"
    elif _are_neighbours(call.spot, ticket.spot) and line is None:
        yield "next_door"
    elif call.spot.building == ticket.spot.building and line is None:
        yield "same_building"


def _on_line(call: Trouble, ticket: Trouble, line: Line, scale: Scale) -> bool:
    """Both hang on it, and the trouble is of a kind that runs along it."""
    if not {call.trade, ticket.trade} <= scale.lines.get(line.kind, frozenset()):
        return False
    return _hangs(call, line) and _hangs(ticket, line)


def _hangs(trouble: Trouble, line: Line) -> bool:
    at_machine = line.installation is not None and trouble.installation == line.installation
    return at_machine or bool({trouble.spot.place, trouble.spot.building} & line.places)


def _are_neighbours(one: Spot, other: Spot) -> bool:
    """On the same floor, or right above each other."""
    if one.building != other.building or one.floor is None or other.floor is None or one.place == other.place:
        return False
    return one.floor == other.floor or (one.column == other.column and abs(one.floor - other.floor) == 1)


def _what(call: Trouble, ticket: Trouble, scale: Scale) -> Iterator[str]:
    if call.hazard is not None and call.hazard == ticket.hazard and call.hazard not in scale.vague:
        yield "same_hazard"
    elif any({call.hazard, ticket.hazard} <= kin for kin in scale.kin):
        yield "kin_hazard"
    elif call.trade == ticket.trade and call.trade != "other":
        yield "same_trade"


def _when(call: Trouble, ticket: Trouble, scale: Scale) -> Iterator[str]:
    if abs(call.at - ticket.at) <= scale.fresh_within:
        yield "fresh"
