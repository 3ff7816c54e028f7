"""What should be ordered of whom, and when it comes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from ops.kit.working_time import WorkingCalendar
from ops.repairs.rules.stock import Level


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part in a store as far as ordering needs it; `on_order` is what was ordered and did not come yet."""

    part: str
    supplier: str
    level: Level
    on_order: int
    price_cents: int | None
    lead_days: int


@dataclass(frozen=True, slots=True)
class ProposedLine:
    part: str
    quantity: int
    #: For the whole quantity; None when nobody knows the price.
    cents: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One order to one supplier; it comes as late as its slowest part."""

    supplier: str
    lines: Sequence[ProposedLine]
    lead_days: int

    @property
    def cents(self) -> int:
        """Of the lines whose price is known."""
        return sum(line.cents or 0 for line in self.lines)


def wanted(shelf: Shelf) -> int:
    """How much lifts a part under its minimum to its target, beside what already comes."""
    coming = Level(shelf.level.on_hand + shelf.on_order, shelf.level.reserved, shelf.level.minimum, shelf.level.target)
    return coming.to_order


def propose(shelves: Iterable[Shelf]) -> list[Proposal]:
    """An order for each supplier of whom something is wanted, by his name; its lines by part."""
    short = sorted((shelf for shelf in shelves if wanted(shelf)), key=lambda each: (each.supplier, each.part))
    return [_proposal(supplier, list(of_one)) for supplier, of_one in groupby(short, key=lambda each: each.supplier)]


def _proposal(supplier: str, shelves: Sequence[Shelf]) -> Proposal:
    return Proposal(supplier, [_line(shelf) for shelf in shelves], max(shelf.lead_days for shelf in shelves))


def _line(shelf: Shelf) -> ProposedLine:
    quantity = wanted(shelf)
    return ProposedLine(shelf.part, quantity, None if shelf.price_cents is None else quantity * shelf.price_cents)


def arrives_on(calendar: WorkingCalendar, ordered_on: date, lead_days: int) -> date:
    """The first working day on which the lead time is over: nobody receives on a holiday."""
    return next(iter(calendar.working_days_from(ordered_on + timedelta(days=lead_days))))
