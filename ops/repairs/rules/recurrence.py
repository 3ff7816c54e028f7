"""Which objects break down more often than their like: a stated test, not a feeling.

An object (a machine, a line, a dwelling, a building) with a trade is recurring when in the window it had at least so
many tickets, and so many or more would be that improbable (Poisson tail) at the rate of its group: objects of the same
kind, same trade, counted per exposure over a longer time, without the object itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, lgamma, log

#: Most particular first: what a machine or one dwelling explains, its building need not.
KINDS = ("installation", "lot", "service_line", "building")
#: One ticket may be an accident: a group that had none yet counts as if it had half of one.
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class RecurrenceRules:
    """The figures of the rule set `repairs.recurrence`."""

    window_days: int
    at_least: int
    p_below: float
    compared_over_days: int
    least_in_group: int
    order_priority: str
    trades_by_line: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that may break down again and again.

    `exposure` is how much of it there is to break (dwellings on a line, in a building; 1 for a machine), `group` names
    its like.
    """

    kind: str
    id: int
    group: str
    exposure: float = 1.0
    #: Trades of tickets that it can cause; None for all.
    trades: frozenset[str] | None = None

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.id


@dataclass(frozen=True, slots=True)
class Hit:
    """One ticket: an incident with forty callers is one. `things` are all that it may have come from."""

    ticket: int
    trade: str
    at: datetime
    things: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A recurring defect; `expected` is what its like would have had in the window."""

    kind: str
    id: int
    trade: str
    tickets: tuple[int, ...]
    expected: float
    p_value: float
    #: The group it was held against, and how many objects that has; "" stands for all of its kind.
    group: str
    group_size: int

    @property
    def count(self) -> int:
        return len(self.tickets)


def poisson_tail(count: int, expected: float) -> float:
    """The probability of `count` or more events where `expected` are usual; from 1 down to 0."""
    if count <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    if count > expected:
        return min(1.0, _upper(count, expected))
    return max(0.0, 1.0 - sum(exp(_log_term(k, expected)) for k in range(count)))


def _upper(count: int, expected: float) -> float:
    """Summed from the first term of the tail on, where each is smaller than the one before."""
    term = exp(_log_term(count, expected))
    total = 0.0
    while term > total * 1e-16:
        total += term
        count += 1
        term *= expected / count
    return total


def _log_term(k: int, expected: float) -> float:
    return k * log(expected) - expected - lgamma(k + 1)


def scan(things: Sequence[Thing], hits: Iterable[Hit], rules: RecurrenceRules, now: datetime) -> list[Found]:
    """Everything that recurs now. What one object explains is not counted again for another, or for a wider one."""
    hits = [hit for hit in hits if hit.at < now]
    book = _Book(things, hits, rules, now)
    explained: set[int] = set()
    found: list[Found] = []
    for kind in KINDS:
        while best := book.best(kind, explained):
            explained.update(best.tickets)
            found.append(best)
    return found


def _recurs(each: Found, rules: RecurrenceRules) -> bool:
    return each.count >= rules.at_least and each.p_value < rules.p_below


def by_chance(things: Sequence[Thing], hits: Iterable[Hit], rules: RecurrenceRules, now: datetime) -> float:
    """How many findings pure chance would give if every object broke down at the rate of its group."""
    book = _Book(things, [hit for hit in hits if hit.at < now], rules, now)
    return sum(_false_rate(expected, rules) for expected in book.all_expected())


def _false_rate(expected: float, rules: RecurrenceRules) -> float:
    """The probability that an object with nothing wrong is found: the tail at the first count that would be."""
    count = rules.at_least
    while (tail := poisson_tail(count, expected)) >= rules.p_below:
        count += 1
    return tail


class _Book:
    """Counts and exposures by object, group and trade."""

    def __init__(self, things: Sequence[Thing], hits: Sequence[Hit], rules: RecurrenceRules, now: datetime) -> None:
        self._rules = rules
        self._things = {thing.key: thing for thing in things}
        self._since = now - timedelta(days=rules.window_days)
        compared = now - timedelta(days=rules.compared_over_days)
        self._window: dict[tuple[str, int, str], list[Hit]] = defaultdict(list)
        self._long: Counter[tuple[str, int, str]] = Counter()
        self._of_group: Counter[tuple[str, str, str]] = Counter()
        self._size: Counter[tuple[str, str]] = Counter()
        self._exposure: dict[tuple[str, str], float] = defaultdict(float)
        for thing in things:
            for group in {thing.group, ""}:
                self._size[thing.kind, group] += 1
                self._exposure[thing.kind, group] += thing.exposure
        for hit in hits:
            if hit.at >= compared:
                self._count(hit)

    def _count(self, hit: Hit) -> None:
        for key in set(hit.things):
            thing = self._things.get(key)
            if thing is None or (thing.trades is not None and hit.trade not in thing.trades):
                continue
            self._long[*key, hit.trade] += 1
            for group in {thing.group, ""}:
                self._of_group[thing.kind, group, hit.trade] += 1
            if hit.at >= self._since:
                self._window[*key, hit.trade].append(hit)

    def best(self, kind: str, explained: set[int]) -> Found | None:
        """The least probable of a kind: what a riser explains, the stack beside it need not."""
        recurring = (each for each in self.candidates(kind, explained) if _recurs(each, self._rules))
        return min(recurring, key=lambda each: (each.p_value, each.id, each.trade), default=None)

    def candidates(self, kind: str, explained: set[int]) -> Iterator[Found]:
        """Every object of a kind with tickets in the window that nothing explains yet."""
        for (a_kind, id_, trade), hits in sorted(self._window.items(), key=lambda item: item[0]):
            tickets = tuple(hit.ticket for hit in sorted(hits, key=lambda hit: hit.at) if hit.ticket not in explained)
            if a_kind == kind and len(tickets) >= self._rules.at_least:
                yield self._held_against_group(self._things[kind, id_], trade, tickets)

    def _held_against_group(self, thing: Thing, trade: str, tickets: tuple[int, ...]) -> Found:
        group = self._group_of(thing)
        expected = self._expected(thing, trade, group)
        return Found(
            thing.kind, thing.id, trade, tickets, expected, poisson_tail(len(tickets), expected), group,
            self._size[thing.kind, group] - 1,
        )  # fmt: skip

    def _group_of(self, thing: Thing) -> str:
        """Its own group when it has enough others, else all of its kind."""
        return thing.group if self._size[thing.kind, thing.group] - 1 >= self._rules.least_in_group else ""

    def _expected(self, thing: Thing, trade: str, group: str) -> float:
        others = self._of_group[thing.kind, group, trade] - self._long[*thing.key, trade]
        exposure = self._exposure[thing.kind, group] - thing.exposure
        if exposure <= 0:
            return float("inf")
        share = self._rules.window_days / self._rules.compared_over_days
        return max(others, _HALF) / exposure * thing.exposure * share

    def all_expected(self) -> Iterator[float]:
        """One for each object and trade that was tested: a trade of which its group has known a ticket."""
        for thing in self._things.values():
            group = self._group_of(thing)
            for kind, of, trade in self._of_group:
                if (kind, of) == (thing.kind, group) and (thing.trades is None or trade in thing.trades):
                    yield self._expected(thing, trade, group)
