"""Whom a breakdown hits harder in the demo: one dwelling of twenty, each until a day."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from ops.estate.models import Location, OccupantFlag
from ops.estate.seed.builder import EstateBuilder

#: Flag, how often among those that have one, and for how many days it is noted at most.
_FLAGS = (("infant", 5, 330), ("disability", 4, 1_100), ("oxygen", 2, 700), ("pregnancy", 2, 240))
_SHARE = 0.05
#: The dwelling of the intake story: a baby lives there.
_STORY = "R-042-2B"


def occupant_flags(b: EstateBuilder) -> Iterator[OccupantFlag]:
    """By its own dice, so that the rest of the demo stays as it is."""
    dice, let = Random(291), b.let_today  # noqa: S311
    for lot in (place for place in b.locations if place.kind == "lot" and place.id in let):
        chosen = dice.random() < _SHARE
        flag, _, days = dice.choices(_FLAGS, [weight for _, weight, _ in _FLAGS])[0]
        begun, lasts = dice.randrange(1, 150), dice.randrange(160, max(161, days))
        if lot.code == _STORY:
            chosen, flag, lasts = True, "infant", begun + 210
        if chosen:
            yield _flag(b, lot, flag, begun, lasts)


def _flag(b: EstateBuilder, lot: Location, flag: str, begun: int, lasts: int) -> OccupantFlag:
    from_on = b.today - timedelta(days=begun)
    return OccupantFlag(
        location_id=lot.id, flag=flag, from_on=from_on, to_on=from_on + timedelta(days=lasts), noted_by="seed",
        noted_at=b.now,
    )  # fmt: skip
