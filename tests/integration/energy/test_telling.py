"""Who hears of an alert, hears it in his own language."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.models import Alert
from ops.energy.service.telling import tell_opened
from ops.kit.models import OutboxMessage
from tests.support.energy import add_building, add_register
from tests.support.world import user_for


def test_the_message_of_an_alert_names_its_building_in_the_language_of_its_reader(
    session: Session, now: datetime
) -> None:
    building = add_building(session)
    building.name, building.name_fr = "Hoofdkantoor", "Siège central"
    for language in ("nl", "fr"):
        user_for(session, "energy_coordinator", language=language)
    alert = Alert(
        ref="A26-000001", register=add_register(session, building), location=building, medium="water",
        cause="continuous_flow", severity="medium", started_at=now, detected_at=now, last_abnormal_at=now,
    )  # fmt: skip
    session.add(alert)
    session.flush()
    tell_opened(session, alert, now)
    subjects = {message.language: message.subject for message in session.scalars(select(OutboxMessage))}
    assert subjects["nl"].startswith("Hoofdkantoor")
    assert subjects["fr"].startswith("Siège central")
