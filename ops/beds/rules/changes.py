"""Which nights a correction really changes: a stay that gets an end leaves its past as it was."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from itertools import pairwise

#: (what is counted, from, to)
Line = tuple[Hashable, date, date]


def changed_nights(gone: Iterable[Line], come: Iterable[Line]) -> tuple[date, date] | None:
    """From the first to behind the last night that counts otherwise; None when nothing does."""
    edges = [day for counter in _changes(gone, come).values() for day, change in counter.items() if change]
    return (min(edges), max(edges)) if edges else None


def added_nights(gone: Iterable[Line], come: Iterable[Line]) -> tuple[date, date] | None:
    """From the first to behind the last night on which more is counted than before; None when there is none."""
    spans: list[tuple[date, date]] = []
    for counter in _changes(gone, come).values():
        level = 0
        for day, following in pairwise(sorted(counter)):
            level += counter[day]
            if level > 0:
                spans.append((day, following))
    return (min(spans)[0], max(to_on for _, to_on in spans)) if spans else None


def _changes(gone: Iterable[Line], come: Iterable[Line]) -> dict[Hashable, Counter[date]]:
    changes: dict[Hashable, Counter[date]] = defaultdict(Counter)
    for sign, lines in ((-1, gone), (1, come)):
        for what, from_on, to_on in lines:
            changes[what][from_on] += sign
            changes[what][to_on] -= sign
    return changes
