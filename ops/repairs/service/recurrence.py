"""Defects that come back: found every night, decided by a person, over when it stays quiet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.db import zone_of
from ops.errors import EditedMeanwhile
from ops.kit.locale import Bilingual, Text, format_eur
from ops.kit.periods import local_date
from ops.repairs import rulebook, texts
from ops.repairs.errors import ReasonNeeded
from ops.repairs.errors.recurrence import DefectIsDecided
from ops.repairs.models import RecurringDefect, Ticket
from ops.repairs.queries import recurrence as queries
from ops.repairs.rules import recurrence as rules
from ops.repairs.rules.recurrence import Found, RecurrenceRules
from ops.repairs.service.tickets import NewTicket, open_ticket

ORIGIN = "prevention"


@dataclass(frozen=True)
class Scanned:
    """What a scan changed."""

    opened: int
    ended: int
    standing: int


def scan(session: Session, *, now: datetime) -> Scanned:
    """Holds every object against its group, and brings the rows up to date."""
    figures = rulebook.recurrence_rules(session, now)
    found = rules.scan(*_seen(session, figures, now), figures, now)
    rows = queries.rows_by_object(session)
    opened = sum(_note(session, each, rows, figures, now) for each in found)
    still = {(each.kind, each.id, each.trade) for each in found}
    ended = sum(_end(session, row) for key, row in rows.items() if key not in still)
    session.flush()
    return Scanned(opened, ended, len(found))


def _seen(session: Session, figures: RecurrenceRules, now: datetime) -> tuple[list[rules.Thing], list[rules.Hit]]:
    since = now - timedelta(days=max(figures.compared_over_days, figures.window_days))
    leave_out = rulebook.report_rules(session, now).repeat_leaves_out
    today = local_date(now, zone_of(session))
    return queries.things(session, figures, today), queries.hits(session, since, now, leave_out)


def by_chance(session: Session, now: datetime) -> float:
    """How many findings chance alone would give today."""
    figures = rulebook.recurrence_rules(session, now)
    return rules.by_chance(*_seen(session, figures, now), figures, now)


def _note(
    session: Session,
    found: Found,
    rows: dict[tuple[str, int, str], RecurringDefect],
    figures: RecurrenceRules,
    now: datetime,
) -> bool:
    """Writes what was counted; true when it asks for a decision that it did not ask for before."""
    spent = spent_cents(session, found.tickets, now)
    row = rows.get((found.kind, found.id, found.trade))
    is_new = row is None or row.state == "over"
    if row is None:
        row = RecurringDefect(object_kind=found.kind, object_id=found.id, trade=found.trade, version=0)
        session.add(row)
    if is_new:
        row.state, row.first_seen_at, row.decision = "open", now, ""
        row.decided_by = row.decided_at = row.ticket_id = None
    today = local_date(now, zone_of(session))
    row.from_on, row.to_on = today - timedelta(days=figures.window_days), today + timedelta(days=1)
    row.count, row.expected, row.p_value = found.count, found.expected, found.p_value
    row.held_against, row.group_size, row.tickets = found.group, found.group_size, list(found.tickets)
    row.spent_cents, row.last_seen_at = spent, now
    row.version += 1
    return is_new


def spent_cents(session: Session, ticket_ids: Iterable[int], now: datetime) -> int:
    costs = rulebook.costs(session, now)
    own_hour, firm_visit = (round(costs[name] * 100) for name in ("own_hour_eur", "firm_call_out_eur"))
    return queries.spent(session, list(ticket_ids)).cents(own_hour, firm_visit)


def _end(session: Session, row: RecurringDefect) -> bool:
    """Quiet again. What was ordered waits for the order to be done."""
    if row.state == "over" or (row.state == "ordered" and _is_at_work(session, row)):
        return False
    row.state = "over"
    row.version += 1
    return True


def _is_at_work(session: Session, row: RecurringDefect) -> bool:
    ticket = session.get(Ticket, row.ticket_id) if row.ticket_id else None
    return ticket is not None and ticket.resolved_at is None and ticket.closed_at is None


def order_prevention(
    session: Session, id_: int, *, who: Principal, now: datetime, version: int | None = None
) -> Ticket:
    """One order in place of the next repairs, with the tickets and the EUR that speak for it."""
    row = _to_decide(session, id_, version)
    target = queries.objects_of(session, [row])[row.object_kind, row.object_id]
    evidence = queries.tickets_of(session, row.tickets)
    refs = ", ".join(ticket.ref for ticket in evidence)
    told = {"n": row.count, "days": (row.to_on - row.from_on).days - 1, "refs": refs}
    new = NewTicket(
        title=Text(texts.PREVENTION_TITLE, {"object": Bilingual(target.name, target.name_fr), "code": target.code}),
        place=target.place,
        aware_at=now,
        trade=row.trade,
        priority=rulebook.recurrence_rules(session, now).order_priority,
        priority_reason=Text(texts.PREVENTION_REASON, {"n": row.count, "days": told["days"]}),
        description="\n".join(
            Text(texts.PREVENTION_TEXT, {**told, "eur": format_eur(row.spent_cents, language)}).render(language)
            for language in ("nl", "fr")
        ),
        installation_id=target.installation.id if target.installation else None,
        origin_kind=ORIGIN,
        origin_id=f"{row.object_kind}:{row.object_id}:{row.trade}",
        pages=False,
    )
    ticket = open_ticket(session, new, who=who, now=now)
    ticket.follows_id = evidence[-1].id if evidence else None
    row.ticket_id = ticket.id
    _decide(row, "ordered", "", who, now)
    session.flush()
    return ticket


def dismiss(
    session: Session, id_: int, reason: str, *, who: Principal, now: datetime, version: int | None = None
) -> None:
    """Somebody knows why: until it was quiet and comes back, it asks no more. Raises ReasonNeeded."""
    row = _to_decide(session, id_, version)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    _decide(row, "dismissed", reason.strip(), who, now)


def _to_decide(session: Session, id_: int, version: int | None) -> RecurringDefect:
    """Raises NotFound, EditedMeanwhile, DefectIsDecided."""
    row = queries.one(session, id_, lock=True)
    if row.state != "open":
        raise DefectIsDecided()
    if version is not None and version != row.version:
        raise EditedMeanwhile()
    return row


def _decide(row: RecurringDefect, state: str, words: str, who: Principal, now: datetime) -> None:
    row.state, row.decision = state, words
    row.decided_by, row.decided_at = who.name, now
    row.version += 1
