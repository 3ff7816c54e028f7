"""How long it takes to drive from one postcode to another."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TravelRules:
    """Minutes by pair of postcodes, the smaller one first; the same in both directions."""

    ways: Mapping[tuple[str, str], int]
    same_postcode: int
    other_ways: int


def travel_minutes(rules: TravelRules, from_postcode: str, to_postcode: str) -> int:
    """About so many; nobody measured the street. A place without a postcode counts as another one."""
    if from_postcode and from_postcode == to_postcode:
        return rules.same_postcode
    first, second = sorted((from_postcode, to_postcode))
    return rules.ways.get((first, second), rules.other_ways)
