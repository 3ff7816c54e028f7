"""The lines of a report in a period: which tickets are read, and by which rules each is counted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.db import zone_of
from ops.kit.periods import local_date
from ops.repairs import rulebook
from ops.repairs.models import TicketOutcome
from ops.repairs.queries import reports as queries
from ops.repairs.queries.reports import Asked
from ops.repairs.rules import reports
from ops.repairs.rules.clocks import ClockRules
from ops.repairs.rules.reports import Line, Record, ReportRules


@dataclass(frozen=True)
class Period:
    """Half open; `known_at` asks for the figures as they could be known then, `now` ends what is decided."""

    from_at: datetime
    to_at: datetime
    now: datetime
    known_at: datetime | None = None

    @property
    def seen_at(self) -> datetime:
        """The instant from which is looked back."""
        return min(self.now, self.known_at or self.now)

    @property
    def backlog_at(self) -> datetime:
        """The last instant of the period, or the present one while it runs."""
        return min(self.to_at, self.seen_at)

    def holds(self, line: Line) -> bool:
        return self.from_at <= line.at < self.to_at


class _ClockRulesByDay:
    """The clock rules of a ticket are those of the day on which it became known."""

    def __init__(self, session: Session) -> None:
        self._session, self._known = session, dict[date, ClockRules]()

    def at(self, aware_at: datetime) -> ClockRules:
        day = local_date(aware_at, zone_of(self._session))
        if day not in self._known:
            self._known[day] = rulebook.clock_rules(self._session, aware_at)
        return self._known[day]


_Counted = Callable[[Record, ClockRules, datetime], Iterable[Line]]


def _right_first_time(record: Record, clocks: ClockRules, now: datetime) -> Iterable[Line]:
    line = reports.right_first_time(record)
    return () if line is None else (line,)


#: What each ticket counts for by itself. Once it has ended, nothing of it changes any more, so it is counted once.
_OF_ONE_TICKET: Mapping[str, _Counted] = {
    "in_time": lambda record, clocks, now: reports.in_time(record, clocks, now),
    "right_first_time": _right_first_time,
    "no_access": lambda record, clocks, now: reports.no_access(record),
}


def all_lines(
    session: Session, names: Iterable[str], period: Period, who: Principal | None = None
) -> dict[str, list[Line]]:
    """The lines of several reports, with one reading of the events. None for whoever reads all of it."""
    rules = rulebook.report_rules(session, period.seen_at)
    asked = Asked(period.from_at, period.to_at, period.known_at, who)
    found: dict[str, list[Line]] = {name: [] for name in names}
    if "repeated" in found:
        found["repeated"] = _repeated(session, asked, period, rules)
    if "backlog" in found:
        found["backlog"] = _backlog(session, asked, period, rules)
    if wanted := {name: lines for name, lines in found.items() if name in _OF_ONE_TICKET}:
        _count(session, asked, period, wanted)
    return found


def _count(session: Session, asked: Asked, period: Period, into: dict[str, list[Line]]) -> None:
    """What has ended was counted before, the rest is counted now; what was known once is always counted anew."""
    anew = asked.known_at is not None
    if not anew:
        for ref, rows in queries.outcomes(session, asked):
            for name, line in _lines_of(ref, rows):
                if name in into and period.holds(line):
                    into[name].append(line)
    clocks = _ClockRulesByDay(session)
    for record in queries.records(session, asked, uncounted=not anew):
        for name, lines in into.items():
            made = _OF_ONE_TICKET[name](record, clocks.at(record.aware_at), period.seen_at)
            lines += filter(period.holds, made)


def _lines_of(ref: str, rows: Iterable[list[Any]]) -> Iterator[tuple[str, Line]]:
    for name, at, priority, subject, outcome, notes in rows:
        yield name, Line(ref, datetime.fromisoformat(at), priority, subject, outcome, tuple(notes))


def count_ended(session: Session, limit: int, *, now: datetime) -> int:
    """Keeps the lines of tickets that have ended since; returns how many."""
    clocks = _ClockRulesByDay(session)
    ended = queries.to_count(session, limit)
    for id_, version, record in ended:
        rows = [
            [name, line.at.isoformat(), line.priority, line.subject, line.outcome, list(line.notes)]
            for name, of in _OF_ONE_TICKET.items()
            for line in of(record, clocks.at(record.aware_at), now)
        ]
        session.merge(TicketOutcome(ticket_id=id_, version=version, lines=rows))
    return len(ended)


def _backlog(session: Session, asked: Asked, period: Period, rules: ReportRules) -> list[Line]:
    """Only what was alive at that one instant is read."""
    at = period.backlog_at
    alive = replace(asked, from_at=at, to_at=at + timedelta(microseconds=1))
    lines = (reports.backlog(record, at, rules) for record in queries.records(session, alive))
    return [line for line in lines if line]


def _repeated(session: Session, asked: Asked, period: Period, rules: ReportRules) -> list[Line]:
    found, cancelled = queries.begun(session, asked, rules.repeat_within + timedelta(days=1))
    return [line for line in reports.repeated(found, cancelled, rules) if period.holds(line)]
