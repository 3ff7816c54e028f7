"""The rule sets of rota and paging as the values that the rules work with, in force at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from ops.kit import rulesets
from ops.repairs import defaults
from ops.repairs.queries import rota as queries
from ops.repairs.rules.escalation import Figures


@dataclass(frozen=True)
class RotaRules:
    """What the house asks of its rotas."""

    #: Duties that somebody has at every hour.
    duties: tuple[str, ...]
    warn_ahead: timedelta
    warn_every: timedelta
    self_test_at: time
    self_test_answer: timedelta
    handovers_at: tuple[time, ...]


def rota_rules(session: Session, now: datetime) -> RotaRules:
    body = rulesets.current(session, defaults.ROTA, now).body
    return RotaRules(
        duties=tuple(body["duties_needed"]),
        warn_ahead=timedelta(hours=body["warn_ahead_hours"]),
        warn_every=timedelta(hours=body["warn_every_hours"]),
        self_test_at=time.fromisoformat(body["self_test_at"]),
        self_test_answer=timedelta(minutes=body["self_test_answer_minutes"]),
        handovers_at=tuple(sorted(time.fromisoformat(at) for at in body["handovers_at"])),
    )


def paging_figures(session: Session, priority: str, now: datetime) -> Figures:
    """Until somebody stands in a rota, the chain without one counts. A priority without a time has the longest."""
    body = rulesets.current(session, defaults.PAGING, now).body
    chain = body["page_chain" if queries.has_rota(session) else "page_chain_without_rota"]

    def minutes(name: str) -> timedelta:
        longest = max(each["minutes"] for each in body[name].values())
        return timedelta(minutes=body[name].get(priority, {"minutes": longest})["minutes"])

    return Figures(tuple(chain), minutes("step_after"), minutes("acknowledged_for"))


def page_channels(session: Session, now: datetime) -> Sequence[str]:
    """In order of preference."""
    channels: Sequence[str] = rulesets.current(session, defaults.PAGING, now).body["page_channels"]
    return channels
