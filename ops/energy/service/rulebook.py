"""The dated rule sets of energy as the rules read them, for one local day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.energy import defaults
from ops.energy.rules.figures import DetectionFigures, SilenceFigures, TariffFigures, TicketFigures
from ops.kit.periods import local_date
from ops.kit.rulesets import current


@dataclass(frozen=True)
class Rulebook:
    """What counts on a local day."""

    on: date
    detection: DetectionFigures
    tariffs: TariffFigures
    tickets: TicketFigures
    silence: SilenceFigures


def rulebook(session: Session, now: datetime) -> Rulebook:
    return Rulebook(
        local_date(now, zone_of(session)),
        DetectionFigures.model_validate(current(session, defaults.DETECTION, now).body),
        TariffFigures.model_validate(current(session, defaults.TARIFFS, now).body),
        TicketFigures.model_validate(current(session, defaults.ALERT_TICKETS, now).body),
        silence_figures(session, now),
    )


def silence_figures(session: Session, now: datetime) -> SilenceFigures:
    return SilenceFigures.model_validate(current(session, defaults.SILENCE, now).body)
