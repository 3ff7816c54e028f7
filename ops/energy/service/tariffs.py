"""Money behind consumption, by the tariffs of its days; and what other tariffs would change, before they are saved."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.db import zone_of
from ops.energy.models import Alert
from ops.energy.queries.alerts import standing_cost
from ops.energy.rules.cost import eur_per_unit, mean_price, under_other_tariffs
from ops.energy.rules.figures import TariffFigures
from ops.energy.service.rulebook import Rulebook
from ops.kit.periods import Span, days, local_date, local_day
from ops.kit.rulesets import Body
from ops.kit.units import MICRO

_HOUR = timedelta(hours=1)


def cost_so_far(session: Session, alert: Alert) -> int:
    """Cents that the excess of an alert cost, each of its local days by the tariff in force on it."""
    over = max(alert.measured_micro - alert.expected_micro, 0) / MICRO
    return round(over * price_within(session, alert, Span(alert.started_at, alert.last_abnormal_at)) * 100)


def price_within(session: Session, alert: Alert, span: Span) -> float:
    """Mean EUR a unit over a span, by the hours of its local days. A tariff that is corrected later counts at once."""
    zone = zone_of(session)
    first, last = local_date(span.from_at, zone), local_date(span.to_at, zone)
    parts = (local_day(day, zone).clipped(span) for day in days(first, last + timedelta(days=1)))
    return mean_price([(each.length / _HOUR, price_at(session, alert, each.from_at)) for each in parts if each])


def price_at(session: Session, alert: Alert, at: datetime) -> float:
    """EUR a unit on the local day of an instant."""
    return eur_per_unit(Rulebook(session, at).tariffs, alert.medium, alert.unit)


def standing_excess(session: Session, scopes: Scopes, was: Body, becomes: Body) -> tuple[int, int]:
    """Cents a day of the abnormal consumption that stands: as it is, and under the other tariffs."""
    old, new = TariffFigures.model_validate(was), TariffFigures.model_validate(becomes)
    costs = standing_cost(session, scopes)
    after = (under_other_tariffs(cents, medium, unit, old, new) for medium, unit, cents in costs)
    return sum(cents for _, _, cents in costs), sum(after)
