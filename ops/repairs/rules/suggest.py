"""Who could go: our own people and the firms in the order in which a dispatcher would ask them, with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from ops.repairs.rules.day_plan import Moved

_BUSY = 4
#: Where a part lies that the job will need, the best place first.
Where = Literal["van", "store", "other_store", "nowhere"]
_PLACES: Sequence[Where] = ("van", "store", "other_store", "nowhere")
_URGENT = frozenset({"P1", "P2", "P3"})
_Said = tuple[str, bool, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PartAt:
    """A part that such a job usually needs, and where the one who goes finds it; `store` by code."""

    part: str
    where: Where
    store: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of one of our teams, a team, or a firm, as far as the choice needs it; `firm` None for our own."""

    code: str
    kind: str
    zone: str | None
    firm: str | None
    trades: frozenset[str]
    orders: int
    around_the_clock: bool
    #: Of a person: his user id, and whether the rota has him on duty now.
    person: int | None = None
    on_duty: bool | None = None
    #: Of a person who is away now: when he is back.
    away_until: datetime | None = None
    #: When he can be there; None when nobody knows.
    arrives_at: datetime | None = None
    done_at: datetime | None = None
    travel_minutes: int | None = None
    #: When he was there for the same trouble before.
    was_here_at: datetime | None = None
    parts: tuple[PartAt, ...] = ()
    #: What an emergency takes out of his day.
    moves: tuple[Moved, ...] = ()
    call_out_eur: float | None = None

    @property
    def key(self) -> str:
        return self.code if self.person is None else f"{self.code}/{self.person}"


@dataclass(frozen=True, slots=True)
class Need:
    """What the ticket asks for; `firm` has the installation under contract."""

    trade: str
    zone: str
    priority: str
    firm: str | None
    out_of_hours: bool
    #: When the work must be done, and until when somebody opens the door.
    due_at: datetime | None = None
    present_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """Something that speaks for or against somebody: a code, and what its sentence names."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`reasons` speak for the candidate, `doubts` against him."""

    candidate: Candidate
    reasons: Sequence[Word]
    doubts: Sequence[Word]

    @property
    def code(self) -> str:
        return self.candidate.code

    @property
    def key(self) -> str:
        return self.candidate.key


def suggest(need: Need, candidates: Sequence[Candidate]) -> list[Suggestion]:
    """Who masters the trade and is not away: contract, who can come and in time, zone, case, part, who is first."""
    able = [each for each in candidates if _is_able(need, each)]
    return [_suggestion(need, each) for each in sorted(able, key=lambda each: _rank(need, each))]


def others(need: Need, candidates: Sequence[Candidate]) -> list[Suggestion]:
    """Those of whom nobody would think: a dispatcher may know better."""
    return [_suggestion(need, each) for each in candidates if not _is_able(need, each)]


def _suggestion(need: Need, each: Candidate) -> Suggestion:
    return Suggestion(each, _reasons(need, each), _doubts(need, each))


def _is_able(need: Need, each: Candidate) -> bool:
    return each.away_until is None and _masters(need, each)


def _masters(need: Need, each: Candidate) -> bool:
    return need.trade in each.trades or _has_contract(need, each)


def _has_contract(need: Need, each: Candidate) -> bool:
    return need.firm is not None and each.firm == need.firm


def _rank(need: Need, each: Candidate) -> tuple[Any, ...]:
    """A total order: no two candidates share a key."""
    unfit = (need.priority in _URGENT and each.kind == "works") or each.kind == "firm"
    return (
        not _has_contract(need, each),
        _is_away(need, each),
        _is_too_late(need, each),
        each.zone != need.zone,
        unfit,
        any(moved.late for moved in each.moves),
        each.was_here_at is None,
        _worst_place(each),
        each.arrives_at is None,
        each.arrives_at.timestamp() if each.arrives_at else 0.0,
        each.orders,
        each.key,
    )


def _worst_place(each: Candidate) -> int:
    return max((_PLACES.index(part.where) for part in each.parts), default=0)


def _is_away(need: Need, each: Candidate) -> bool:
    """At night a firm comes when its contract says so, and of our own people who is on duty."""
    if not need.out_of_hours:
        return False
    return not each.around_the_clock if each.firm is not None else each.on_duty is False


def _is_too_late(need: Need, each: Candidate) -> bool:
    return need.due_at is not None and each.done_at is not None and each.done_at > need.due_at


def _reasons(need: Need, each: Candidate) -> Sequence[Word]:
    here = [part for part in each.parts if part.where in ("van", "store")]
    said: list[_Said] = [
        ("has_contract", _has_contract(need, each), {}),
        ("knows_case", each.was_here_at is not None, {"at": each.was_here_at}),
        ("on_duty", bool(each.on_duty) and need.out_of_hours, {}),
        *((f"part_in_{part.where}", True, {"part": part.part, "store": part.store}) for part in here),
        ("has_trade", need.trade in each.trades, {"trade": need.trade}),
        ("is_near", each.travel_minutes is not None and each.firm is None, {"minutes": each.travel_minutes}),
        ("in_zone", each.zone == need.zone and each.travel_minutes is None, {}),
        ("is_free", each.orders == 0, {}),
        ("moves_nothing", each.orders > 0 and each.arrives_at is not None and not each.moves, {}),
    ]
    return [Word(code, data) for code, holds, data in said if holds]


def _doubts(need: Need, each: Candidate) -> Sequence[Word]:
    leaves = need.present_until
    missing = [part for part in each.parts if part.where in ("other_store", "nowhere")]
    said: list[_Said] = [
        ("absent", each.away_until is not None, {"at": each.away_until}),
        ("other_trade", not _masters(need, each), {}),
        ("closed_now", _is_away(need, each) and each.firm is not None, {}),
        ("off_duty", _is_away(need, each) and each.firm is None, {}),
        ("too_late", _is_too_late(need, each), {"at": need.due_at}),
        ("nobody_home", bool(leaves and each.arrives_at and each.arrives_at >= leaves), {"at": leaves}),
        *((f"part_{part.where}", True, {"part": part.part, "store": part.store}) for part in missing),
        *(("moves_late" if one.late else "moves", True, _of_move(one)) for one in each.moves),
        ("other_zone", each.zone is not None and each.zone != need.zone, {}),
        ("is_busy", each.orders >= _BUSY, {"orders": each.orders}),
        ("costs", each.call_out_eur is not None, {"eur": each.call_out_eur}),
    ]
    return [Word(code, data) for code, holds, data in said if holds]


def _of_move(moved: Moved) -> Mapping[str, Any]:
    return {"order": moved.ref, "priority": moved.priority, "at": moved.from_at}
