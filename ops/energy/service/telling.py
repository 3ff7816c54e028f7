"""Who is told when an alert opens or closes."""

from datetime import datetime

from sqlalchemy.orm import Session

from ops.access import notify
from ops.access.principal import Principal, system
from ops.energy import texts
from ops.energy.models import Alert, AlertEvent
from ops.energy.queries.maintenance_hold import is_held
from ops.energy.rules.causes import is_waste
from ops.energy.service.deputy import instead_of
from ops.estate.queries import scope_codes_of
from ops.estate.wording import both_names
from ops.kit.locale import Text
from ops.kit.outbox import Message

SCAN = system("energy_scan")


def note(session: Session, alert: Alert, kind: str, who: Principal, now: datetime, **data: str | int | None) -> None:
    """A step in the life of an alert; what is empty is left out."""
    kept = {name: value for name, value in data.items() if value not in (None, "")}
    session.add(AlertEvent(alert_id=alert.id, kind=kind, at=now, actor=who.key, actor_name=who.name, data=kept))


def tell_opened(session: Session, alert: Alert, now: datetime) -> None:
    """Faults of the data and small waste go to those who asked for them."""
    loud = is_waste(alert.cause) and alert.severity != "low"
    body = texts.OPENED_BODY_TICKET if alert.ticket_ref else texts.OPENED_BODY
    params = {"ref": alert.ref, "ticket": alert.ticket_ref, "evidence": texts.evidence_of(alert)}
    place = both_names(alert.location) if alert.location else Text(texts.MEDIA[""])
    subject = Text(texts.OPENED_SUBJECT, {"place": place, "title": texts.title_of(alert)})
    _tell(session, "alert_opened" if loud else "alert_opened_low", alert, subject, Text(body, params), now)


def tell_closed(session: Session, alert: Alert, now: datetime) -> None:
    """What works held back until it ended was never told; so its end is not."""
    if is_held(session, alert.id):
        return
    outcome = Text(texts.OUTCOMES.get(alert.outcome or "", alert.outcome or ""))
    subject = Text(texts.CLOSED_SUBJECT, {"title": texts.title_of(alert)})
    body = Text(texts.CLOSED_BODY, {"ref": alert.ref, "outcome": outcome})
    _tell(session, "alert_closed", alert, subject, body, now)


def _tell(session: Session, event: str, alert: Alert, subject: Text, body: Text, now: datetime) -> None:
    message = Message(event, subject, body, ("alert", alert.ref), occasion=f"{alert.ref}:{alert.reopened_count}")
    cover, away = _cover(session, alert), instead_of(session, now)
    notify.tell(session, message, location=cover, now=now, instead_of=away)


def _cover(session: Session, alert: Alert) -> frozenset[tuple[str, str]] | None:
    return scope_codes_of(session, alert.location_id) if alert.location_id else None
