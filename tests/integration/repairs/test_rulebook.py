"""Rule sets begin with the local day."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from ops.repairs.rulebook import proposals

#: Midnight in Brussels between September and October.
OCTOBER = datetime(2026, 9, 30, 22, tzinfo=UTC)


def _priority(session: Session, at: datetime) -> str:
    return proposals(session, at)["no_heating"].priority


def test_the_heating_season_begins_at_local_midnight(session: Session) -> None:
    assert _priority(session, OCTOBER - timedelta(minutes=1)) == "P3"
    assert _priority(session, OCTOBER) == "P2"
