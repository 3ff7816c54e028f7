"""From the beds that the budget says to those that were occupied: bed-nights and cents of each cause, exact sums."""

from dataclasses import dataclass

import numpy as np

from ops.beds.rules.census import Census, Counts
from ops.beds.rules.kinds import OUT_OF_SERVICE_CAUSES

#: In the order in which they are told; "planned" are beds that the budget never expected to be occupied.
PARTS = ("planned", *OUT_OF_SERVICE_CAUSES, "clearing", "reserved", "no_candidate", "hospital", "unbilled")


@dataclass(frozen=True)
class Step:
    """How far one cause moves the figure; `cents` is None where a home has no price."""

    part: str
    bed_nights: int
    cents: int | None


@dataclass(frozen=True)
class Bridge:
    """budgeted + every step = actual."""

    budgeted: int
    steps: tuple[Step, ...]
    actual: int


def bridge(census: Census, basis: str, prices_cents: Counts | None = None) -> Bridge:
    """Over all groups and nights of a census; `prices_cents` is [group, night] like it, below 0 without a price."""
    budgeted = census.by_measure["budgeted"]
    parts: dict[str, Counts] = {"planned": census.alive - budgeted}
    parts |= {cause: -census.by_measure[f"out:{cause}"] for cause in OUT_OF_SERVICE_CAUSES}
    parts |= {"clearing": -census.by_measure["clearing"], "reserved": -census.by_measure["hold"]}
    parts["no_candidate"] = -census.free
    if basis == "present":
        parts["hospital"] = -census.by_measure["away"]
    if basis == "billable":
        parts["unbilled"] = census.by_measure["billed_after"] - census.by_measure["unbilled"]
    steps = tuple(Step(name, int(nights.sum()), _cents(nights, prices_cents)) for name, nights in parts.items())
    return Bridge(int(budgeted.sum()), steps, int(census.of(basis).sum()))


def _cents(nights: Counts, prices_cents: Counts | None) -> int | None:
    """None as soon as one bed-night has no price: half a sum would look like a whole one."""
    if prices_cents is None or bool(np.any((nights != 0) & (prices_cents < 0))):
        return None
    return int((nights * prices_cents).sum())
