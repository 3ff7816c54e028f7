"""What another matrix would have proposed for the calls that were taken under this one."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.db import zone_of
from ops.estate.queries import means_until
from ops.kit import rulesets
from ops.kit.periods import local_date
from ops.repairs import defaults, matrix
from ops.repairs.matrix import Body
from ops.repairs.models import Ticket
from ops.repairs.queries.overrides import calls_since
from ops.repairs.rules.triage import Circumstances, Matrix

_LOOKED_BACK = timedelta(days=90)
_MOST = 5_000


@dataclass(frozen=True)
class Effect:
    """How many calls were looked at, and how many would be proposed another priority, by (before, after)."""

    calls: int
    changed: Counter[tuple[str, str]]


def effect_on_calls(session: Session, name: str, was: Body, becomes: Body, *, who: Principal, now: datetime) -> Effect:
    """By hazard, who is hit, season, frost and hour; a service that stopped is not kept with a call."""
    before, after = _matrix(session, name, was, now), _matrix(session, name, becomes, now)
    calls = calls_since(session, who, now - _LOOKED_BACK, _MOST)
    means = means_until(session, local_date(now, zone_of(session)), _LOOKED_BACK.days + 14)
    changed: Counter[tuple[str, str]] = Counter()
    for ticket in calls:
        local = ticket.aware_at.astimezone(zone_of(session))
        known = Circumstances(
            day=local_date(ticket.aware_at, zone_of(session)), at=local.time(), affected=frozenset(ticket.affected),
            means=means,
        )  # fmt: skip
        step = _priority(before, ticket, known), _priority(after, ticket, known)
        if step[0] != step[1]:
            changed[step] += 1
    return Effect(len(calls), changed)


def _matrix(session: Session, name: str, body: Body, now: datetime) -> Matrix:
    hazards = body if name == defaults.HAZARDS else rulesets.current(session, defaults.HAZARDS, now).body
    triage = body if name == defaults.TRIAGE else rulesets.current(session, defaults.TRIAGE, now).body
    return matrix.matrix_from(hazards, triage)


def _priority(book: Matrix, ticket: Ticket, known: Circumstances) -> str:
    proposed = matrix.proposal(book, ticket.hazard or "", known)
    return proposed.priority if proposed else "-"
