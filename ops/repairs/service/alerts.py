"""Abnormal consumption comes in like a breakdown: the same ticket, clocks and pages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.estate.models import Location
from ops.kit.locale import Text
from ops.repairs import queries, rulebook
from ops.repairs.rules.actions import hindrance
from ops.repairs.service.change import changing
from ops.repairs.service.tickets import NewTicket, opening
from ops.repairs.service.triaging import raise_priority

ENERGY = system("energy")


@dataclass(frozen=True)
class AlertReport:
    """One alert that deserves a ticket; `evidence` says what was measured, `pages` whether it wakes somebody."""

    building_id: int
    cause: str
    trade: str
    priority: str
    title: Text
    evidence: Text
    aware_at: datetime
    alert_ref: str
    pages: bool


def report_alert(session: Session, report: AlertReport, *, now: datetime) -> str:
    """The ticket of the alert: one that already stands for this building and cause, else a new one."""
    building = queries.lock_location(session, report.building_id)
    origin_id = f"{report.building_id}:{report.cause}"
    since = now - rulebook.join_within(session, now)
    known = queries.active_of_origin(session, "alert", origin_id, since)
    new = _new(report, building, origin_id)
    with changing(session, known, ENERGY, now) if known else opening(session, new, who=ENERGY, now=now) as change:
        change.happened("alert_linked", alert=report.alert_ref, title=report.title.to_json())
        if known:
            raise_priority(change, report.priority, report.evidence, pages=report.pages)
    return change.ticket.ref


def report_growth(session: Session, ref: str, report: AlertReport, *, now: datetime) -> None:
    """The alert of a ticket has become worse: so does the ticket, unless it is as urgent already or has ended."""
    with changing(session, ref, ENERGY, now) as change:
        if hindrance(change.state, "triage") is None:
            raise_priority(change, report.priority, report.evidence, pages=report.pages)


def report_turn(session: Session, ref: str, alert_ref: str, *, ended: bool, now: datetime) -> None:
    """Its consumption is normal again, or no longer: whoever goes there should know. The ticket itself goes on."""
    with changing(session, ref, ENERGY, now) as change:
        change.happened("alert_ended" if ended else "alert_returned", alert=alert_ref)


def _new(report: AlertReport, building: Location, origin_id: str) -> NewTicket:
    return NewTicket(
        title=report.title,
        place=building,
        aware_at=report.aware_at,
        trade=report.trade,
        priority=report.priority,
        priority_reason=report.evidence,
        origin_kind="alert",
        origin_id=origin_id,
        pages=report.pages,
    )
