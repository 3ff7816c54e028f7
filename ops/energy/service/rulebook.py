"""The dated rule sets of energy as the rules read them, on the local day of an instant."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.energy import defaults
from ops.energy.budget_defaults import THRESHOLDS
from ops.energy.desk_defaults import COMPARE, DATALOGGERS
from ops.energy.rules.budget_figures import ThresholdFigures
from ops.energy.rules.compare import CompareFigures
from ops.energy.rules.figures import DetectionFigures, SilenceFigures, TariffFigures, TicketFigures
from ops.energy.rules.loggers import LoggerFigures
from ops.energy.rules.thresholds import with_thresholds
from ops.kit.periods import local_date
from ops.kit.rulesets import Body, current


@dataclass(frozen=True)
class Rulebook:
    """What counts at an instant. Each set is read when it is first asked for: most scans need one of them."""

    session: Session
    at: datetime

    @cached_property
    def on(self) -> date:
        return local_date(self.at, zone_of(self.session))

    @cached_property
    def detection(self) -> DetectionFigures:
        """With the thresholds that were solved to the alert budget."""
        return with_thresholds(self.unsteered, self.thresholds.thresholds)

    @cached_property
    def unsteered(self) -> DetectionFigures:
        """With the thresholds as they stand among the other figures."""
        return DetectionFigures.model_validate(self._body(defaults.DETECTION))

    @cached_property
    def thresholds(self) -> ThresholdFigures:
        return ThresholdFigures.model_validate(self._body(THRESHOLDS))

    @cached_property
    def tariffs(self) -> TariffFigures:
        return TariffFigures.model_validate(self._body(defaults.TARIFFS))

    @cached_property
    def tickets(self) -> TicketFigures:
        return TicketFigures.model_validate(self._body(defaults.ALERT_TICKETS))

    @cached_property
    def silence(self) -> SilenceFigures:
        return SilenceFigures.model_validate(self._body(defaults.SILENCE))

    @cached_property
    def dataloggers(self) -> LoggerFigures:
        return LoggerFigures.model_validate(self._body(DATALOGGERS))

    @cached_property
    def compare(self) -> CompareFigures:
        return CompareFigures.model_validate(self._body(COMPARE))

    def _body(self, name: str) -> Body:
        return current(self.session, name, self.at).body
