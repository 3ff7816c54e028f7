"""What other tariffs would change, before anybody saves them."""

from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.energy.queries.alerts import standing_cost
from ops.energy.rules.cost import under_other_tariffs
from ops.energy.rules.figures import TariffFigures
from ops.kit.rulesets import Body


def standing_excess(session: Session, scopes: Scopes, was: Body, becomes: Body) -> tuple[int, int]:
    """Cents a day of the abnormal consumption that stands: as it is, and under the other tariffs."""
    old, new = TariffFigures.model_validate(was), TariffFigures.model_validate(becomes)
    costs = standing_cost(session, scopes)
    after = (under_other_tariffs(cents, medium, unit, old, new) for medium, unit, cents in costs)
    return sum(cents for _, _, cents in costs), sum(after)
