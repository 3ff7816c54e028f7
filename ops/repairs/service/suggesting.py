"""While the caller speaks: what his words, his number and his place say about the ticket that they would become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import N_, InvalidInput
from ops.estate.models import Installation, Location
from ops.kit.locale import Text
from ops.repairs import reasons, rulebook
from ops.repairs.rules.evidence import Evidence, Mark
from ops.repairs.rules.triage import AFFECTED, DEFAULT_PRIORITY, PRIORITIES, TRADES, Proposal
from ops.repairs.service.circumstances import AffectedFact
from ops.repairs.service.hearing import Hearing, hear
from ops.repairs.service.similar import About, Likely, similar_to
from ops.repairs.service.tickets import check_aware
from ops.repairs.service.whereabouts import PlaceCandidate, installation_at, places_for

__all__ = ["Choice", "Likely", "Mark", "PlaceCandidate", "Suggested", "Wish", "suggest"]


@dataclass(frozen=True)
class Wish:
    """What is known of a call so far. Codes that are given stand; the rest is proposed.

    `affected` is who was ticked; `not_affected` whom somebody took away again. `at` is when the call came.
    """

    text: str = ""
    location: str | None = None
    installation: str | None = None
    phone: str | None = None
    person: str | None = None
    affected: Sequence[str] = ()
    not_affected: Sequence[str] = ()
    hazard: str | None = None
    trade: str | None = None
    priority: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Choice:
    """A code with its reasons; `evidence` are the caller's own words."""

    code: str
    reasons: Sequence[Text] = ()
    evidence: Sequence[str] = ()


@dataclass(frozen=True)
class Suggested:
    """What the ticket would become. `deadlines` follow the wished priority, else the proposed one."""

    marks: Sequence[Mark]
    places: Sequence[PlaceCandidate]
    hazard: Choice | None
    trade: Choice | None
    priority: Choice
    affected: Sequence[Choice]
    #: The room in the caller's own words, else empty.
    spot: str
    deadlines: Mapping[str, datetime]
    similar: Sequence[Likely]


_CHOSEN = N_("chosen")
_FROM_DEFECT = N_("follows from the defect")
_FROM_WORDS = N_("from the caller's words")
_LESSER = N_("less urgent at this place")
_NO_DEFECT = N_("no defect known yet")


def suggest(session: Session, wish: Wish, *, who: Principal, now: datetime) -> Suggested:
    """Reads only. Unknown codes count as not given: somebody is still typing."""
    at = _moment(wish, now)
    places = places_for(session, wish.location, wish.person, wish.phone, wish.text, who=who)
    place = places[0].location if len(places) == 1 else None
    machine = installation_at(session, wish.installation, place) if place else None
    heard = hear(session, wish, place, at=at, now=now, machine=machine, private=who.may("persons.read"))
    hazard, trade, priority = _hazard(wish, heard), _trade(wish, heard), _priority(heard.proposal)
    return Suggested(
        marks=heard.words.marks,
        places=places,
        hazard=hazard,
        trade=trade,
        priority=priority,
        affected=_affected(wish, heard),
        spot=next((each.words[0] for each in heard.words.of("spot")), ""),
        deadlines=rulebook.deadlines(session, _wished(wish, priority.code), at),
        similar=similar_to(session, _about(place, hazard, trade, machine), who=who, at=at, now=now) if place else [],
    )


def _moment(wish: Wish, now: datetime) -> datetime:
    """When the call came; one that can't be, counts as now until it is noted."""
    try:
        return check_aware(wish.at or now, now)
    except InvalidInput:
        return now


def _wished(wish: Wish, proposed: str) -> str:
    return wish.priority if wish.priority in PRIORITIES else proposed


def _hazard(wish: Wish, heard: Hearing) -> Choice | None:
    if heard.hazard is None:
        return None
    words = _words_for(heard)
    if heard.defect is None:
        return Choice(heard.hazard, [Text(_CHOSEN)], words)
    why = [Text(_FROM_WORDS), *([Text(_LESSER)] if heard.defect.is_lesser else [])]
    return Choice(heard.hazard, why, words or heard.defect.evidence.words)


def _words_for(heard: Hearing) -> list[str]:
    """Those of the hazard, with those beside which it counts: the water as well as the lamp."""
    named = heard.words.of("hazard")
    beside = {code for each in named if each.entry.code == heard.hazard for code in each.entry.only_with}
    return [word for each in named if each.entry.code in {heard.hazard, *beside} for word in each.words]


def _affected(wish: Wish, heard: Hearing) -> list[Choice]:
    said = {each.entry.code: each for each in heard.words.of("affected")}
    known = {fact.code: fact for fact in heard.facts.affected}
    return [_affected_choice(code, said.get(code), known.get(code)) for code in AFFECTED if code in heard.affected]


def _affected_choice(code: str, said: Evidence | None, known: AffectedFact | None) -> Choice:
    why = ([known.reason] if known else []) + ([Text(_FROM_WORDS)] if said else [])
    return Choice(code, why or [Text(_CHOSEN)], said.words if said else ())


def _trade(wish: Wish, heard: Hearing) -> Choice | None:
    if wish.trade in TRADES:
        return Choice(str(wish.trade), [Text(_CHOSEN)])
    if heard.trade is None:
        return None
    words = heard.trade.evidence.words if heard.trade.evidence else ()
    return Choice(heard.trade.code, [Text(_FROM_WORDS if words else _FROM_DEFECT)], words)


def _priority(proposal: Proposal | None) -> Choice:
    if proposal is None:
        return Choice(DEFAULT_PRIORITY, [Text(_NO_DEFECT)])
    return Choice(proposal.priority, [reasons.worded(reason) for reason in proposal.reasons])


def _about(place: Location, hazard: Choice | None, trade: Choice | None, machine: Installation | None) -> About:
    return About(
        place,
        trade.code if trade else "other",
        hazard.code if hazard else None,
        machine.id if machine else None,
    )
