"""Money behind consumption, by the tariffs of its days; and what other tariffs would change, before they are saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.db import zone_of
from ops.energy.queries.alerts import standing_cost
from ops.energy.queries.calorific import calorific_values
from ops.energy.rules.calorific import Calorific, calorific_of
from ops.energy.rules.cost import counts_by_calorific, eur_per_unit, under_other_tariffs
from ops.energy.rules.figures import TariffFigures
from ops.energy.service.rulebook import Rulebook
from ops.kit.periods import local_date, local_midnight
from ops.kit.rulesets import Body
from ops.kit.units import MICRO


@dataclass(frozen=True, slots=True)
class Price:
    """EUR a unit; it is provisional while the calorific value of the month is."""

    eur: float
    is_final: bool = True


@dataclass(frozen=True)
class Prices:
    """By local day: the tariff in force on it, and gas in m3 by the calorific value of its month.

    A tariff or a calorific value that is corrected later counts at once.
    """

    session: Session
    _known: dict[tuple[date, str, str], Price] = field(default_factory=dict)

    def on(self, day: date, medium: str, unit: str) -> Price:
        key = day, medium, unit
        if key not in self._known:
            self._known[key] = self._price(day, medium, unit)
        return self._known[key]

    def at(self, at: datetime, medium: str, unit: str) -> Price:
        """On the local day of an instant."""
        return self.on(local_date(at, zone_of(self.session)), medium, unit)

    def _price(self, day: date, medium: str, unit: str) -> Price:
        tariffs = Rulebook(self.session, local_midnight(day, zone_of(self.session))).tariffs
        if not counts_by_calorific(medium, unit):
            return Price(eur_per_unit(tariffs, medium, unit))
        value = calorific_of(day, self._calorific, tariffs.gas_kwh_per_m3)
        return Price(eur_per_unit(tariffs, medium, unit, value.kwh_per_m3_micro / MICRO), value.is_final)

    @cached_property
    def _calorific(self) -> Mapping[date, Calorific]:
        return calorific_values(self.session)


def standing_excess(session: Session, scopes: Scopes, was: Body, becomes: Body, *, now: datetime) -> tuple[int, int]:
    """Cents a day of the abnormal consumption that stands: as it is, and under the other tariffs."""
    old, new = TariffFigures.model_validate(was), TariffFigures.model_validate(becomes)
    costs = standing_cost(session, scopes)
    known = calorific_values(session).get(local_date(now, zone_of(session)).replace(day=1))
    kwh_per_m3 = known.kwh_per_m3_micro / MICRO if known else None
    after = (under_other_tariffs(cents, medium, unit, old, new, kwh_per_m3) for medium, unit, cents in costs)
    return sum(cents for _, _, cents in costs), sum(after)
