"""What a move does to the level of a part in a store, and which moves the level refuses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["receive", "reserve", "release", "take", "return", "count", "send", "arrive"]


@dataclass(frozen=True, slots=True)
class Level:
    """How much lies in a store, and how much of that is promised to work orders."""

    on_hand: int = 0
    reserved: int = 0
    minimum: int = 0
    target: int = 0

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved

    @property
    def to_order(self) -> int:
        """How much lifts it to its target; nothing while what is free reaches the minimum."""
        return max(0, self.target - self.free) if self.free < self.minimum else 0


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that happens; `promised` is what the store holds for the work order that moves it.

    The quantity of a count is what was found; of all else it is how much moves.
    """

    kind: Kind
    quantity: int
    promised: int = 0


#: What lies there, what is promised: how each kind changes the two per piece. A count and a take look at the level.
_PER_PIECE: Mapping[str, tuple[int, int]] = {
    "receive": (1, 0),
    "arrive": (1, 0),
    "return": (1, 0),
    "send": (-1, 0),
    "reserve": (0, 1),
    "release": (0, -1),
}


def changes(level: Level, move: Move) -> tuple[int, int]:
    """How the move changes what lies there and what is promised."""
    if move.kind == "count":
        return move.quantity - level.on_hand, 0
    if move.kind == "take":
        return -move.quantity, -min(move.quantity, move.promised)
    on_hand, reserved = _PER_PIECE[move.kind]
    return on_hand * move.quantity, reserved * move.quantity


def refusal(level: Level, move: Move) -> str | None:
    """What is in the way, as a code; None when the move is lawful."""
    if move.quantity < (0 if move.kind == "count" else 1):
        return "no_quantity"
    if move.kind == "count" and move.quantity < level.reserved:
        return "promised"
    if move.kind == "release" and move.quantity > move.promised:
        return "not_promised"
    at_hand = level.free + (move.promised if move.kind == "take" else 0)
    if move.kind in ("reserve", "take", "send") and move.quantity > at_hand:
        return "short"
    return None


def after(level: Level, move: Move) -> Level:
    """The level once a lawful move is made."""
    on_hand, reserved = changes(level, move)
    return Level(level.on_hand + on_hand, level.reserved + reserved, level.minimum, level.target)


def spread(wanted: int, free: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """How much comes from where: (place, free) in the order in which they are asked, as (place, quantity).

    Takes what there is: together it may be less than what is wanted.
    """
    parts: list[tuple[int, int]] = []
    for place, there in free:
        if (here := min(wanted, max(0, there))) > 0:
            parts.append((place, here))
            wanted -= here
    return parts
