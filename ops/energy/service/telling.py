"""Who is told when an alert opens or closes."""

from datetime import datetime

from sqlalchemy.orm import Session

from ops.access import notify
from ops.access.principal import Principal, system
from ops.energy import texts
from ops.energy.models import Alert, AlertEvent
from ops.energy.rules.causes import is_waste
from ops.estate.queries import scope_codes_of
from ops.estate.wording import both_names
from ops.kit.locale import Text

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
    _tell(session, "alert_opened" if loud else "alert_opened_low", alert, Text(body, params), now)


def tell_closed(session: Session, alert: Alert, now: datetime) -> None:
    outcome = Text(texts.OUTCOMES.get(alert.outcome or "", alert.outcome or ""))
    notify.tell(
        session,
        "alert_closed",
        about=("alert", alert.ref),
        subject=Text(texts.CLOSED_SUBJECT, {"title": texts.title_of(alert)}),
        body=Text(texts.CLOSED_BODY, {"ref": alert.ref, "outcome": outcome}),
        location=_cover(session, alert),
        now=now,
        dedup=f"{alert.ref}:{alert.reopened_count}",
    )


def _tell(session: Session, event: str, alert: Alert, body: Text, now: datetime) -> None:
    place = both_names(alert.location) if alert.location else Text(texts.MEDIA[""])
    notify.tell(
        session,
        event,
        about=("alert", alert.ref),
        subject=Text(texts.OPENED_SUBJECT, {"place": place, "title": texts.title_of(alert)}),
        body=body,
        location=_cover(session, alert),
        now=now,
        dedup=f"{alert.ref}:{alert.reopened_count}",
    )


def _cover(session: Session, alert: Alert) -> frozenset[tuple[str, str]] | None:
    return scope_codes_of(session, alert.location_id) if alert.location_id else None
