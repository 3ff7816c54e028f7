"""Counting a whole store: what differs, what is large enough to be explained, and what is booked. Pure."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LargeFrom:
    """A difference of so many pieces, or worth so much, needs a reason."""

    pieces: int
    cents: int


def is_large(difference: int, price_cents: int | None, large: LargeFrom) -> bool:
    return abs(difference) >= large.pieces or abs(difference) * (price_cents or 0) >= large.cents


def booked_quantity(on_hand: int, expected: int, counted: int) -> int:
    """What lies there now: what was found, and all that moved since; never less than nothing."""
    return max(0, counted + on_hand - expected)


def shelf_key(shelf: str) -> tuple[bool, list[tuple[bool, int, str]]]:
    """Sorts shelves as they stand: numbers before letters, A2 before A10, and what lies nowhere in particular last."""
    parts = re.findall(r"[0-9]+|[^0-9]+", shelf)
    return not shelf, [(False, int(part), "") if part.isdecimal() else (True, 0, part) for part in parts]
