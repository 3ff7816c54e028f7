"""From rows to what the API says, worded in the reader's language."""

from sqlalchemy.orm import Session

from ops.energy import texts
from ops.energy.models import Alert, AlertEvent
from ops.energy.queries import alerts as alert_queries
from ops.energy.queries import meters as meter_queries
from ops.energy.queries.meters import RegisterRow
from ops.energy.queries.series import Amount
from ops.energy.rules.ledger import LedgerMonth
from ops.energy.rules.lifecycle import OPEN_STATES, acts_in
from ops.energy.schemas.alerts import AlertFile, AlertOut, EventOut
from ops.energy.schemas.meters import AmountOut, LedgerOut, RegisterFile, RegisterOut
from ops.energy.service.consumption import consumption_unit
from ops.estate.wording import address_of, name_of
from ops.kit.money import eur_text
from ops.kit.units import micro_text


def alert_out(alert: Alert, language: str, merged_into: str | None = None) -> AlertOut:
    """Needs register, meter and place loaded."""
    return AlertOut(
        id=alert.ref,
        ref=alert.ref,
        state=alert.state,
        cause=alert.cause,
        severity=alert.severity,
        medium=alert.medium,
        register_=alert.register.code if alert.register else None,
        building=alert.location.code if alert.location else None,
        title=texts.title_of(alert).render(language),
        why=texts.why_of(alert).render(language),
        started_at=alert.started_at,
        detected_at=alert.detected_at,
        last_abnormal_at=alert.last_abnormal_at,
        ended_at=alert.ended_at,
        closed_at=alert.closed_at,
        expected=micro_text(alert.expected_micro),
        measured=micro_text(alert.measured_micro),
        excess_per_hour=micro_text(alert.excess_micro_per_hour),
        unit=alert.unit,
        cost_eur_per_day=eur_text(alert.cost_cents_per_day),
        ticket_ref=alert.ticket_ref,
        acknowledged_by=alert.acknowledged_by,
        snoozed_until=alert.snoozed_until,
        snooze_reason=alert.snooze_reason,
        merged_into=merged_into,
        outcome=alert.outcome,
        reopened_count=alert.reopened_count,
        late_evidence=alert.late_evidence,
        version=alert.version,
    )


def alert_file(session: Session, alert: Alert, language: str) -> AlertFile:
    into = alert_queries.ref_of(session, alert.merged_into_id) if alert.merged_into_id else None
    events = [event_out(event) for event in alert_queries.events_of(session, alert.id)]
    out = alert_out(alert, language, into)
    return AlertFile(**out.model_dump(), possible=acts_in(alert.state), events=events)


def event_out(event: AlertEvent) -> EventOut:
    return EventOut(kind=event.kind, at=event.at, who=event.actor_name, data=event.data)


def register_out(row: RegisterRow) -> RegisterOut:
    register, meter = row.register, row.register.meter
    return RegisterOut(
        id=register.code,
        code=register.code,
        meter=meter.code,
        medium=meter.medium,
        kind=register.kind,
        unit=register.unit,
        building=row.building.code,
        building_name=row.building.name,
        building_name_fr=name_of(row.building, "fr"),
        status=row.status,
        step_minutes=register.step_minutes,
        logger=register.logger,
        first_live_at=register.first_live_at,
        last_live_at=register.last_live_at,
        open_alerts=row.open_alerts,
    )


def register_file(session: Session, row: RegisterRow, alerts: list[Alert]) -> RegisterFile:
    register, meter = row.register, row.register.meter
    last = meter_queries.last_reading(session, register.id)
    return RegisterFile(
        **register_out(row).model_dump(),
        name=meter.name,
        address=address_of(meter.location, "nl"),
        address_fr=address_of(meter.location, "fr"),
        serial=meter.serial,
        digits=register.digits,
        factor=micro_text(register.factor_micro),
        resolution=micro_text(register.resolution_micro),
        valid_from=register.valid_from.isoformat(),
        last_value=micro_text(last.value_micro) if last else None,
        last_value_at=last.at if last else None,
        alerts=[alert.ref for alert in alerts if alert.state in OPEN_STATES],
    )


def amount_out(amount: Amount, unit: str) -> AmountOut:
    return AmountOut(
        from_=amount.from_at,
        to=amount.to_at,
        value=micro_text(amount.value_micro),
        unit=consumption_unit(unit),
        quality=amount.quality,
    )


def ledger_out(month: LedgerMonth, unit: str) -> LedgerOut:
    return LedgerOut(
        month=f"{month.month:%Y-%m}",
        index_start=_optional(month.index_start_micro),
        index_end=_optional(month.index_end_micro),
        difference=micro_text(month.difference_micro),
        fell=micro_text(month.fell_micro),
        roll_over=_added(month, "roll_over"),
        reset=_added(month, "reset"),
        replaced=_added(month, "replaced"),
        left_out=month.left_out,
        intervals=micro_text(month.intervals_micro),
        deviation=micro_text(month.deviation_micro),
        estimated_hours=month.estimated_hours,
        closes=month.closes,
        readings_gone=month.readings_gone,
        unit=consumption_unit(unit),
    )


def _added(month: LedgerMonth, event: str) -> str:
    return micro_text(month.added_micro.get(event, 0))


def _optional(micro: int | None) -> str | None:
    return None if micro is None else micro_text(micro)
