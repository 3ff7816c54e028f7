"""Who goes when a firm can't be reached: its fall-back firm, else a team of our own that knows the trade."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """A team as far as the choice depends on it."""

    code: str
    kind: str
    zone: str | None
    firm: str | None
    trades: frozenset[str]


def fall_back(options: Iterable[Option], *, gone: str, firm: str | None, trade: str, zone: str) -> str | None:
    """The code of the team to send instead of `gone`; `firm` is the fall-back that the contract names."""
    left = [option for option in options if option.code != gone]
    named = next((option.code for option in left if firm and option.firm == firm), None)
    if named:
        return named
    own = [option for option in left if option.firm is None and trade in option.trades]
    best = min(own, key=lambda each: (each.zone != zone, each.kind != "rapid", each.code), default=None)
    return best.code if best else None
