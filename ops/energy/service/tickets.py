"""What an alert asks of the dispatchers: a ticket by the dated table, more urgency when it grows, and its return."""

from datetime import datetime

from sqlalchemy.orm import Session

from ops.energy import texts
from ops.energy.models import Alert
from ops.energy.queries import alerts as queries
from ops.energy.rules.causes import OVER_WHEN_TOLD
from ops.energy.rules.ticket_rule import Case, TicketWanted, ticket_for
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.telling import SCAN, note
from ops.estate.queries import use_on
from ops.kit.locale import Text
from ops.kit.units import MICRO
from ops.repairs.rules.triage import is_more_urgent
from ops.repairs.service.alerts import AlertReport, report_alert, report_growth, report_turn
from ops.repairs.service.lifecycle import reopen


def link_ticket(session: Session, alert: Alert, rules: Rulebook, now: datetime, *, late: bool) -> None:
    """Opens or joins a ticket where the dated table says so; the timeline says it once."""
    wanted = _ticket_wanted(session, alert, rules)
    if wanted is None or alert.location_id is None:
        return
    alert.ticket_ref = report_alert(session, _report(alert, alert.location_id, wanted, now, late=late), now=now)
    _note_ticket(session, alert, alert.ticket_ref, wanted, now)


def ask_more(session: Session, alert: Alert, rules: Rulebook, now: datetime, *, late: bool) -> None:
    """What grew past a row of the table gets its ticket, or asks a higher priority of the one that it has.

    It asks once, so that a priority typed by a person stands until the alert has become worse again.
    """
    if alert.ticket_ref is None:
        link_ticket(session, alert, rules, now, late=late)
        return
    wanted, asked = _ticket_wanted(session, alert, rules), queries.priority_asked(session, alert.id)
    if wanted is None or alert.location_id is None or not (asked and is_more_urgent(wanted.priority, asked)):
        return
    card = queries.ticket_card(session, alert.ticket_ref)
    if card is not None and card.is_live:
        report_growth(session, card.ref, _report(alert, alert.location_id, wanted, now, late=late), now=now)
        _note_ticket(session, alert, card.ref, wanted, now)


def tell_ticket(session: Session, alert: Alert, now: datetime, *, ended: bool) -> bool:
    """Tells a ticket at work whether its reason ended or came back; False when no ticket is at work."""
    card = queries.ticket_card(session, alert.ticket_ref)
    if card is None or not card.is_live:
        return False
    report_turn(session, card.ref, alert.ref, ended=ended, now=now)
    return True


def reopen_ticket(session: Session, alert: Alert, rules: Rulebook, now: datetime, *, late: bool) -> None:
    """A resolved ticket is opened again; one that ended for good can't be: then a new one is."""
    card = queries.ticket_card(session, alert.ticket_ref)
    if card is None or not (card.is_live or card.status == "resolved"):
        link_ticket(session, alert, rules, now, late=late)
    elif card.status == "resolved":
        hours = rules.detection.still_abnormal_after_work_hours
        reason = Text(texts.STILL_ABNORMAL, {"hours": hours, "alert": alert.ref})
        reopen(session, card.ref, reason, who=SCAN, now=now)


def _note_ticket(session: Session, alert: Alert, ref: str, wanted: TicketWanted, now: datetime) -> None:
    alert.version += 1
    note(session, alert, "ticket_linked", SCAN, now, ticket=ref, priority=wanted.priority)


def _ticket_wanted(session: Session, alert: Alert, rules: Rulebook) -> TicketWanted | None:
    register = alert.register
    if register is None or alert.cause in OVER_WHEN_TOLD:
        return None
    place = register.meter.location
    use = use_on(session, place, rules.on)
    case = Case(
        medium=alert.medium,
        cause=alert.cause,
        critical=bool(register.meter.installation and register.meter.installation.critical),
        night_use=bool(use and use.night_use),
        excess_per_hour=alert.excess_micro_per_hour / MICRO,
        night_excess_over_band_per_hour=float(alert.evidence.get("night_excess_over_band_per_hour", 0)),
        cents_per_day=alert.cost_cents_per_day,
    )
    return ticket_for(case, rules.tickets)


def _report(alert: Alert, building_id: int, wanted: TicketWanted, now: datetime, *, late: bool) -> AlertReport:
    return AlertReport(
        building_id=building_id,
        cause=alert.cause,
        trade=wanted.trade,
        priority=wanted.priority,
        title=texts.title_of(alert),
        evidence=texts.evidence_of(alert),
        aware_at=now,
        alert_ref=alert.ref,
        pages=wanted.pages and not late,
    )
