"""Puts the estate of the reference organisation together."""

from datetime import date, datetime
from random import Random

from ops.estate.seed.builder import EstateBuilder
from ops.estate.seed.dwellings import add_dwellings
from ops.estate.seed.public import add_firms, add_public_buildings
from ops.people.seed import PersonMaker


def build_estate(*, now: datetime, today: date, scale: float, seed: int = 290) -> EstateBuilder:
    """The same instant and scale always give the same estate."""
    rng = Random(seed)  # noqa: S311
    base_on = date(today.year - 3, 1, 1)
    builder = EstateBuilder(rng, now, today, scale, PersonMaker(rng, now, today), base_on)
    add_firms(builder)
    add_public_buildings(builder)
    add_dwellings(builder)
    return builder
