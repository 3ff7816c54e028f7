"""Alerts and registers as tables."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.energy import texts
from ops.energy.queries import alerts as queries
from ops.energy.queries.alerts import AlertFilter
from ops.energy.queries.meters import RegisterFilter, list_registers
from ops.energy.service.meters import COLUMNS as REGISTER_COLUMNS
from ops.energy.service.rulebook import Rulebook
from ops.kit.exports import Cell
from ops.kit.money import eur_text
from ops.kit.units import micro_text

COLUMNS = (
    "alert", "building", "register", "medium", "cause", "severity", "state", "started_at", "detected_at",
    "last_abnormal_at", "ended_at", "closed_at", "expected", "measured", "excess_per_hour", "unit",
    "cost_eur_per_day", "ticket", "outcome", "why",
)  # fmt: skip
_MOST = 100_000


def alert_rows(
    session: Session, scopes: Scopes, wanted: AlertFilter, language: str
) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """Read at once, so that the rows can be sent after the session has ended."""
    found = queries.portfolio(session, scopes, wanted, limit=_MOST)
    rows = [
        (
            each.ref,
            each.location.code if each.location else None,
            each.register.code if each.register else None,
            each.medium,
            each.cause,
            each.severity,
            each.state,
            each.started_at,
            each.detected_at,
            each.last_abnormal_at,
            each.ended_at,
            each.closed_at,
            micro_text(each.expected_micro),
            micro_text(each.measured_micro),
            micro_text(each.excess_micro_per_hour),
            each.unit,
            eur_text(each.cost_cents_per_day),
            each.ticket_ref,
            each.outcome,
            texts.why_of(each).render(language),
        )
        for each in found
    ]
    return COLUMNS, iter(rows)


def register_rows(session: Session, scopes: Scopes, now: datetime) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """The columns that the import of registers reads."""
    rows = [
        (
            each.register.code,
            each.register.meter.code,
            each.building.code,
            each.register.meter.medium,
            each.register.kind,
            each.register.unit,
            each.register.digits,
            micro_text(each.register.factor_micro),
            micro_text(each.register.resolution_micro),
            each.register.step_minutes,
            each.register.valid_from,
            each.register.meter.name,
            each.register.meter.serial,
        )
        for each in list_registers(
            session, scopes, RegisterFilter(), Rulebook(session, now).silence, now=now, limit=_MOST
        )
    ]
    return REGISTER_COLUMNS, iter(rows)
