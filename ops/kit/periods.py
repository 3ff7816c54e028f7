"""Half-open spans of local dates and of instants; a local day has 23, 24 or 25 hours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

#: The end of what has no end yet; never NULL, so that spans compare.
OPEN_END = date(9999, 12, 31)

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The instants from `from_at` up to, not including, `to_at`; kept in UTC, as sums on local times skip no hour."""

    from_at: datetime
    to_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "from_at", self.from_at.astimezone(UTC))
        object.__setattr__(self, "to_at", self.to_at.astimezone(UTC))

    @property
    def length(self) -> timedelta:
        return max(self.to_at - self.from_at, timedelta())

    def holds(self, at: datetime) -> bool:
        return self.from_at <= at < self.to_at

    def clipped(self, within: "Span") -> "Span | None":
        """The part inside `within`, None when nothing is left."""
        part = Span(max(self.from_at, within.from_at), min(self.to_at, within.to_at))
        return part if part.from_at < part.to_at else None


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins, in UTC."""
    return at_local(day, time(), zone)


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A local time of day as UTC; the hour that comes twice in October means its first."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def local_date(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def local_day(day: date, zone: ZoneInfo) -> Span:
    return Span(local_midnight(day, zone), local_midnight(day + timedelta(days=1), zone))


def local_hours(day: date, zone: ZoneInfo) -> int:
    """How many hours a local day has: 23, 24 or 25."""
    return local_day(day, zone).length // _HOUR


def days(from_on: date, to_on: date) -> Iterator[date]:
    """Every date from `from_on` up to, not including, `to_on`."""
    for number in range((to_on - from_on).days):
        yield from_on + timedelta(days=number)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same instants as disjoint spans in order."""
    result: list[Span] = []
    for span in sorted(span for span in spans if span.from_at < span.to_at):
        if result and span.from_at <= result[-1].to_at:
            result[-1] = Span(result[-1].from_at, max(result[-1].to_at, span.to_at))
        else:
            result.append(span)
    return result


def without(span: Span, holes: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span after the holes are taken out, in order."""
    start = span.from_at
    for hole in merged(holes):
        if hole.to_at <= start or hole.from_at >= span.to_at:
            continue
        if start < hole.from_at:
            yield Span(start, hole.from_at)
        start = hole.to_at
    if start < span.to_at:
        yield Span(start, span.to_at)
