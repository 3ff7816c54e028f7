"""Whom to send when a team can't be reached."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ops.repairs import queries
from ops.repairs.models import Team, Ticket, WorkOrder
from ops.repairs.rules.events import Event
from ops.repairs.rules.fallback import Option, fall_back


def fallback_of(
    session: Session, order: WorkOrder, events: Sequence[Event], *, ticket: Ticket | None = None
) -> str | None:
    """The team to send after one that was not reached; None for any other end, and once somebody else was sent.

    Needs the order with its team, and its ticket, with its place, unless it is given.
    """
    last = next((e for e in reversed(events) if e.kind in ("work_unreachable", "work_dispatched")), None)
    if last is None or last.kind != "work_unreachable" or last.data["work_order"] != order.ref:
        return None
    about = ticket or order.ticket
    teams = queries.teams(session)
    gone = next(team for team in teams if team.id == order.team_id)
    named = gone.firm.fallback if gone.firm else None
    return fall_back(
        [_option(team) for team in teams],
        gone=gone.code,
        firm=named.code if named else None,
        trade=order.trade or about.trade,
        zone=about.location.zone,
    )


def _option(team: Team) -> Option:
    return Option(team.code, team.kind, team.zone, team.firm.code if team.firm else None, frozenset(team.trades))
