"""The open alerts of each building, for displays and building automation."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.models import Alert
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.estate.models import Location


def alert_boards(session: Session) -> Mapping[str, Sequence[Alert]]:
    """Every building that ever had an alert, with those that are open now, the oldest first."""
    ever = select(Location.code).where(Location.id.in_(select(Alert.location_id)))
    boards: dict[str, list[Alert]] = {building: [] for building in session.scalars(ever)}
    query = select(Location.code, Alert).join(Location, Location.id == Alert.location_id)
    for building, alert in session.execute(query.where(Alert.state.in_(OPEN_STATES)).order_by(Alert.id)):
        boards[building].append(alert)
    return boards
