"""Who works in which of our own teams; each of them drives a van."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.models import User
from ops.access.seed import demo_email
from ops.repairs.models import Team, TeamMember

#: Team -> logins before the @ of the demo.
_CREWS: Mapping[str, Sequence[str]] = {
    "rapid-centre": ("technician", "technician.2", "technician.3"),
    "rapid-north": ("technician.4", "technician.5", "technician.6"),
    "works-centre": ("technician.7",),
    "works-north": ("technician.8",),
}


@dataclass(frozen=True)
class Crews:
    """The people of our own teams, by code of the team."""

    by_team: Mapping[str, Sequence[User]]

    def pick(self, team: Team, title: str) -> User | None:
        """The same person for the same words; nobody of a firm, whose people we do not know."""
        crew = self.by_team.get(team.code, ())
        return crew[len(title) % len(crew)] if crew else None

    def members(self, teams: Mapping[str, Team]) -> list[TeamMember]:
        pairs = [(teams[code].id, user.id) for code, crew in self.by_team.items() for user in crew]
        return [TeamMember(id=n, team_id=team, user_id=user, trades=[]) for n, (team, user) in enumerate(pairs, 1)]


def find_crews(session: Session) -> Crews:
    """From the users of the demo, who are there already."""
    users = {user.email: user for user in session.scalars(select(User))}
    return Crews({code: [users[demo_email(login)] for login in logins] for code, logins in _CREWS.items()})
