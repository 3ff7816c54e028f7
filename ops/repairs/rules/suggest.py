"""Who could go: the teams in the order in which a dispatcher would ask them, each with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

_BUSY = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A team as far as the choice needs it; `firm` None for our own."""

    code: str
    kind: str
    zone: str | None
    firm: str | None
    trades: frozenset[str]
    orders: int
    around_the_clock: bool


@dataclass(frozen=True, slots=True)
class Need:
    """What the ticket asks for; `firm` has the installation under contract."""

    trade: str
    zone: str
    priority: str
    firm: str | None
    out_of_hours: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`reasons` speak for the team, `doubts` against it, as codes."""

    code: str
    reasons: Sequence[str]
    doubts: Sequence[str]


def suggest(need: Need, candidates: Sequence[Candidate]) -> list[Suggestion]:
    """Teams of the trade first; among them the contract, then the zone, then who has least to do."""
    able = [each for each in candidates if _is_able(need, each)]
    ranked = sorted(able, key=lambda each: (_rank(need, each), each.orders, each.code))
    return [Suggestion(each.code, _reasons(need, each), _doubts(need, each)) for each in ranked]


def others(need: Need, candidates: Sequence[Candidate]) -> list[Suggestion]:
    """Teams that nobody would think of: a dispatcher may know better."""
    rest = [each for each in candidates if not _is_able(need, each)]
    return [Suggestion(each.code, _reasons(need, each), _doubts(need, each)) for each in rest]


def _is_able(need: Need, each: Candidate) -> bool:
    return need.trade in each.trades or (need.firm is not None and each.firm == need.firm)


def _rank(need: Need, each: Candidate) -> tuple[bool, bool, bool, bool]:
    under_contract = need.firm is not None and each.firm == need.firm
    urgent_needs_rapid = need.priority in ("P1", "P2", "P3") and each.kind == "works"
    return not under_contract, _closed(need, each), each.zone != need.zone, urgent_needs_rapid or each.kind == "firm"


def _closed(need: Need, each: Candidate) -> bool:
    """Our own people on duty come at night; a firm only when its contract says so."""
    return need.out_of_hours and each.firm is not None and not each.around_the_clock


def _reasons(need: Need, each: Candidate) -> Sequence[str]:
    said = [
        ("has_contract", need.firm is not None and each.firm == need.firm),
        ("has_trade", need.trade in each.trades),
        ("in_zone", each.zone == need.zone),
        ("is_free", each.orders == 0),
    ]
    return [code for code, holds in said if holds]


def _doubts(need: Need, each: Candidate) -> Sequence[str]:
    said = [
        ("other_trade", not _is_able(need, each)),
        ("closed_now", _closed(need, each)),
        ("other_zone", each.zone is not None and each.zone != need.zone),
        ("is_busy", each.orders >= _BUSY),
    ]
    return [code for code, holds in said if holds]
