"""Who is on duty when: shifts in local time, members in turn, and the exceptions to them. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from ops.kit.periods import Span, at_local, days, local_date, without

#: Duty -> the roles of which somebody may have it.
ROLES_OF_DUTY: Mapping[str, tuple[str, ...]] = {
    "technician": ("technician",),
    "second": ("technician", "dispatch_lead"),
    "lead": ("dispatch_lead",),
}
DUTIES = tuple(ROLES_OF_DUTY)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Post:
    """A place that somebody fills at every hour: a duty, and of a technician the zone."""

    duty: str
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Rota:
    """One recurring duty. `members` are user ids in turn; None is a place whose holder can't be called."""

    code: str
    duty: str
    #: None serves every zone.
    zone: str | None
    #: 0 is Monday: the local days on which a shift begins.
    weekdays: frozenset[int]
    starts: time
    #: Not after `starts`: on the next day.
    ends: time
    turn_days: int
    first_turn_on: date
    from_on: date
    to_on: date
    members: tuple[int | None, ...]

    def serves(self, post: Post) -> bool:
        """A rota without a zone serves all; a post without one is served by each."""
        return self.duty == post.duty and (None in (self.zone, post.zone) or self.zone == post.zone)


def posts_of(duty: str, rotas: Iterable[Rota], zones: Sequence[str]) -> list[Post]:
    """A technician for each zone; of another duty one for the whole house, unless its rotas are by zone too."""
    by_zone = duty == "technician" or any(rota.zone for rota in rotas if rota.duty == duty)
    return [Post(duty, zone) for zone in zones] if by_zone else [Post(duty)]


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody else, or nobody, for a while; a higher `id` was made later."""

    id: int
    span: Span
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Shift:
    """A half-open span of one rota with whoever has it; `user_id` None leaves it open."""

    span: Span
    user_id: int | None
    #: The exception that put him there.
    override_id: int | None = None
    #: Whose it would be, were he not away.
    away_id: int | None = None


def shifts(rota: Rota, overrides: Iterable[Override], asked: Span, zone: ZoneInfo) -> list[Shift]:
    """Every part of every shift that lies within `asked`, in order; they never overlap.

    Local times stay local: 22:00-06:00 is 7 or 9 hours long when the clocks change. The newest override wins.
    """
    newest_first = sorted(overrides, key=lambda each: each.id, reverse=True)
    whole = (part for shift in _turns(rota, asked, zone) for part in _with_overrides(shift, newest_first))
    parts = ((shift, shift.span.clipped(asked)) for shift in whole)
    clipped = (Shift(span, shift.user_id, shift.override_id) for shift, span in parts if span)
    return sorted(clipped, key=lambda each: each.span)


def _turns(rota: Rota, asked: Span, zone: ZoneInfo) -> Iterator[Shift]:
    """The shifts that touch `asked`, as if there were no exceptions."""
    first = max(rota.from_on, local_date(asked.from_at, zone) - 2 * _DAY)
    last = min(rota.to_on, local_date(asked.to_at, zone) + 2 * _DAY)
    begun = [day for day in days(first, last) if day.weekday() in rota.weekdays]
    spans = [_span(rota, day, zone) for day in begun]
    for day, span in zip(begun, _taken_over(spans), strict=True):
        if span.from_at < span.to_at:
            yield Shift(span, whose_turn(rota, day))


def _span(rota: Rota, day: date, zone: ZoneInfo) -> Span:
    end_day = day if rota.starts < rota.ends else day + _DAY
    return Span(at_local(day, rota.starts, zone), at_local(end_day, rota.ends, zone))


def _taken_over(spans: Sequence[Span]) -> Iterator[Span]:
    """Ends each where the next begins: an hour that the clocks skip in March could else hold two shifts."""
    for span, following in pairwise(spans):
        yield Span(span.from_at, min(span.to_at, following.from_at))
    yield from spans[-1:]


def whose_turn(rota: Rota, day: date) -> int | None:
    """Who has the shift that begins on that local day, exceptions apart."""
    if not rota.members:
        return None
    turn = (day - rota.first_turn_on).days // rota.turn_days
    return rota.members[turn % len(rota.members)]


def _with_overrides(shift: Shift, newest_first: Sequence[Override]) -> Iterator[Shift]:
    """Cuts a shift where an exception begins or ends; of two exceptions the newer one has the instant."""
    left = [shift.span]
    for override in newest_first:
        taken = [part for span in left if (part := override.span.clipped(span))]
        yield from (Shift(part, override.user_id, override.id) for part in taken)
        left = [part for span in left for part in without(span, taken)]
    yield from (Shift(part, shift.user_id) for part in left)


def gaps(manned: Iterable[Shift], asked: Span) -> list[Span]:
    """The parts of `asked` in which nobody can be called."""
    return list(without(asked, (shift.span for shift in manned if shift.user_id is not None)))
