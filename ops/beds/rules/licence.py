"""Residents never outnumber the licensed places of a home."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

Nights = tuple[date, date]


@dataclass(frozen=True)
class Places:
    """So many places from `from_on` up to, not including, `to_on`."""

    from_on: date
    to_on: date
    places: int


def first_night_over(stays: Iterable[Nights], licensed: Sequence[Places]) -> tuple[date, int] | None:
    """The first night with more stays than places, and the places of that night. A night without a figure has no limit.

    Only nights at which something begins can be the first.
    """
    changes: Counter[date] = Counter()
    for from_on, to_on in stays:
        changes[from_on] += 1
        changes[to_on] -= 1
    residents = 0
    for night in sorted({*changes, *(each.from_on for each in licensed)}):
        residents += changes[night]
        limit = next((each.places for each in licensed if each.from_on <= night < each.to_on), None)
        if limit is not None and residents > limit:
            return night, limit
    return None
