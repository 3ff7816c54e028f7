"""The dated rule sets of energy as the rules read them, for one local day."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ops.energy import defaults
from ops.energy.rules.figures import DetectionFigures, SilenceFigures, TariffFigures, TicketFigures
from ops.kit.periods import local_date
from ops.kit.rulesets import current

BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True)
class Rulebook:
    """What counts on a local day."""

    on: date
    detection: DetectionFigures
    tariffs: TariffFigures
    tickets: TicketFigures
    silence: SilenceFigures


def rulebook(session: Session, now: datetime, zone: ZoneInfo = BRUSSELS) -> Rulebook:
    on = local_date(now, zone)
    return Rulebook(
        on,
        DetectionFigures.model_validate(current(session, defaults.DETECTION, on).body),
        TariffFigures.model_validate(current(session, defaults.TARIFFS, on).body),
        TicketFigures.model_validate(current(session, defaults.ALERT_TICKETS, on).body),
        SilenceFigures.model_validate(current(session, defaults.SILENCE, on).body),
    )
