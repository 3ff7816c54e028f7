"""Who could go to a ticket: the likeliest teams with their reasons, the others with what speaks against them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from ops.errors import N_, InvalidInput
from ops.repairs import queries, rulebook
from ops.repairs.models import Team, Ticket
from ops.repairs.rules.suggest import Candidate, Need, Suggestion, others, suggest
from ops.web.labels import LABELLED
from ops.web.pages.repairs import words
from ops.web.reader import Reader

#: As many as there are keys for them on the page.
_SUGGESTED = 3
_WORDS = {
    "has_contract": N_("Holds the contract of the installation"),
    "has_trade": N_("Knows the trade"),
    "in_zone": N_("Works in this zone"),
    "is_free": N_("Nothing on its hands now"),
    "other_trade": N_("Has another trade"),
    "closed_now": N_("Closed now, comes in working hours"),
    "other_zone": N_("Comes from the other zone"),
    "is_busy": N_("Has much on its hands"),
}
#: What makes a dispatcher think again before he sends somebody.
_GRAVE = frozenset({"other_trade", "closed_now"})


class DoubtfulTeam(InvalidInput):
    code = "doubtful_team"
    text = N_("%(team)s: %(doubts)s. Send it all the same?")


class Choice:
    """All teams, judged for one ticket."""

    def __init__(self, session: Session, ticket: Ticket, reader: Reader) -> None:
        self._reader = reader
        self._teams = {team.code: team for team in queries.teams(session)}
        loads = queries.team_loads(session)
        need, candidates = _need(session, ticket, reader), [_candidate(team, loads) for team in self._teams.values()]
        able = suggest(need, candidates)
        self._likely, self._rest = able[:_SUGGESTED], [*able[_SUGGESTED:], *others(need, candidates)]

    def cards(self) -> list[dict[str, Any]]:
        """The dispatcher decides; the first is only the likeliest."""
        return [self._card(each) for each in self._likely]

    def _card(self, each: Suggestion) -> dict[str, Any]:
        team = self._teams[each.code]
        return {
            "team": team,
            "name": words.team_name(team, self._reader),
            "initials": "".join(word[0] for word in team.name.split()[:2]).upper(),
            "reasons": [self._reader.say(_WORDS[code]) for code in each.reasons],
            "doubts": [self._reader.say(_WORDS[code]) for code in each.doubts],
        }

    def options(self) -> list[tuple[str, str]]:
        """For a list to choose from: the name, and what speaks against it."""
        named = sorted(self._rest, key=lambda each: self._teams[each.code].name)
        return [(each.code, self._option(each)) for each in named]

    def _option(self, each: Suggestion) -> str:
        name, doubts = words.team_name(self._teams[each.code], self._reader), self._against(each.doubts)
        return self._reader.say(LABELLED, label=name, value=doubts) if doubts else name

    def _against(self, doubts: Sequence[str]) -> str:
        said = [self._reader.say(_WORDS[code]) for code in doubts if code in _GRAVE]
        return ", ".join(f"{doubt[:1].lower()}{doubt[1:]}" for doubt in said)

    def refuse_doubtful(self, code: str) -> None:
        """Raises DoubtfulTeam for one that does not know the trade or is closed; a suggested one showed its doubts."""
        each = next((other for other in self._rest if other.code == code), None)
        if each and (doubts := self._against(each.doubts)):
            raise DoubtfulTeam(field="team", team=self._teams[code].name, doubts=doubts)


def _need(session: Session, ticket: Ticket, reader: Reader) -> Need:
    firm = ticket.installation.firm if ticket.installation else None
    return Need(
        trade=ticket.trade,
        zone=ticket.location.zone,
        priority=ticket.priority,
        firm=firm.code if firm else None,
        out_of_hours=rulebook.calendar(session, reader.now).is_out_of_hours(reader.now),
    )


def _candidate(team: Team, loads: dict[int, int]) -> Candidate:
    firm = team.firm
    return Candidate(
        code=team.code,
        kind=team.kind,
        zone=team.zone,
        firm=firm.code if firm else None,
        trades=frozenset(team.trades),
        orders=loads.get(team.id, 0),
        around_the_clock=firm is None or firm.hours == "around_the_clock",
    )
