"""Open tickets that may be the same trouble, the likeliest first, each with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.db import zone_of
from ops.errors import N_
from ops.estate.models import Location
from ops.estate.queries import LineCard, lines_of
from ops.estate.queries.locations import EVERYWHERE
from ops.estate.queries.persons import homes_of
from ops.estate.rules.floors import column_of, floor_of
from ops.kit.locale import Bilingual, Text
from ops.kit.locale.formats import DAYS, HOURS, MINUTES
from ops.kit.periods import local_date
from ops.repairs import matrix, queries
from ops.repairs.models import Ticket
from ops.repairs.queries.similar import Near
from ops.repairs.rules.likeness import Likeness, Line, Spot, Trouble, likeness

_WHERE: Mapping[str, str] = {
    "same_installation": N_("Same installation"),
    "same_place": N_("Same place"),
    "next_door": N_("Next door, above or below"),
    "same_building": N_("Same building"),
}
_LINES: Mapping[str, str] = {
    "riser": N_("Same riser: %(name)s"),
    "stack": N_("Same stack: %(name)s"),
    "boiler_house": N_("Same boiler house: %(name)s"),
    "lift": N_("Same lift: %(name)s"),
}
_WHAT: Mapping[str, str] = {
    "same_hazard": N_("Same defect, %(span)s ago"),
    "kin_hazard": N_("Defect of the same kind, %(span)s ago"),
    "same_trade": N_("Same trade, %(span)s ago"),
}


_FLOORS = N_("Floors %(low)s to %(high)s are hit")
_VALVE = N_("Closes here: %(valve)s")


@dataclass(frozen=True)
class Likely:
    """An open ticket with its points; `joins`: likely enough that "add to incident" is the proposed act."""

    ticket: Ticket
    score: int
    reasons: Sequence[Text]
    is_incident: bool
    joins: bool
    #: Codes of the reasons, for programs.
    codes: Sequence[str] = ()


@dataclass(frozen=True)
class About:
    """What somebody calls about, as far as it is known."""

    place: Location
    trade: str
    hazard: str | None = None
    installation_id: int | None = None
    #: The ticket itself, where it exists already.
    without_id: int = 0


def similar_to(
    session: Session, about: About, *, who: Principal, at: datetime, now: datetime, limit: int = 5
) -> list[Likely]:
    """Within the reader's reach; in a bounded number of selects."""
    scale = matrix.scale(session, now)
    cards = lines_of(session, about.place)
    lines = tuple(_line(card) for card in cards)
    call = Trouble(spot_of(about.place), about.trade, about.hazard, about.installation_id, at)
    near = _candidates(session, about, cards, who)
    weighed = [(likeness(call, _trouble(each), lines, scale), each) for each in near]
    likely = [each for each in weighed if each[0].score >= scale.least]
    best = sorted(likely, key=lambda each: (-each[0].score, -each[1].ticket))[:limit]
    cards_of = queries.for_a_card(session, [each.ticket for _, each in best])
    found = [(like, cards_of[each.ticket]) for like, each in best]
    floors = _floors_hit(session, found, at)
    return [_likely(like, ticket, at, floors.get(ticket.id, ())) for like, ticket in found]


def _floors_hit(
    session: Session, found: Sequence[tuple[Likeness, Ticket]], at: datetime
) -> Mapping[int, Sequence[int]]:
    """By ticket, the floors of the line from which its callers came; of incidents on a line alone."""
    shared = {ticket.id: like.line for like, ticket in found if like.line and len(ticket.callers) > 1}
    callers = [(ticket.id, c.person_id) for _, ticket in found if ticket.id in shared for c in ticket.callers]
    day = local_date(at, zone_of(session))
    homes = homes_of(session, {person for _, person in callers if person}, EVERYWHERE, day) if callers else {}
    hit: dict[int, set[int]] = {}
    for ticket_id, person in callers:
        home, line = homes.get(person or 0), shared[ticket_id]
        if home and not home.is_past and home.place.id in line.places:
            floor = spot_of(home.place).floor
            hit.setdefault(ticket_id, set()).update(() if floor is None else (floor,))
    return {ticket_id: sorted(floors) for ticket_id, floors in hit.items()}


def similar_to_ticket(session: Session, ticket: Ticket, *, who: Principal, now: datetime) -> list[Likely]:
    """The same for a ticket that is there; its place must be loaded."""
    about = About(ticket.location, ticket.trade, ticket.hazard, ticket.installation_id, ticket.id)
    return similar_to(session, about, who=who, at=ticket.aware_at, now=now)


def _candidates(session: Session, about: About, cards: Sequence[LineCard], who: Principal) -> Sequence[Near]:
    machines = {card.line.installation_id for card in cards} | {about.installation_id}
    return queries.open_near(
        session,
        who,
        building=about.place.building_id or about.place.id,
        others=queries.buildings_of(session, {place for card in cards for place in card.places}),
        installations=[each for each in machines if each is not None],
        without_id=about.without_id,
    )


def spot_of(place: Location) -> Spot:
    code, number = place.code, place.house_number
    return Spot(place.id, place.building_id or place.id, floor_of(code, number), column_of(code, number))


def _line(card: LineCard) -> Line:
    line = card.line
    return Line(line.kind, line.name, line.name_fr, card.places, line.installation_id, line.valve, line.valve_fr)


def _trouble(near: Near) -> Trouble:
    box = near.code, near.house_number
    spot = Spot(near.place, near.building or near.place, floor_of(*box), column_of(*box))
    return Trouble(spot, near.trade, near.hazard, near.installation, near.aware_at)


def _likely(like: Likeness, ticket: Ticket, at: datetime, floors: Sequence[int]) -> Likely:
    reasons = [reason for code in like.reasons if (reason := _worded(code, like, ticket, at))]
    if len(floors) > 1:
        reasons.append(Text(_FLOORS, {"low": floors[0], "high": floors[-1]}))
    if like.line and like.line.valve:
        reasons.append(Text(_VALVE, {"valve": Bilingual(like.line.valve, like.line.valve_fr)}))
    return Likely(ticket, like.score, reasons, len(ticket.callers) > 1, like.joins, like.reasons)


def _worded(code: str, like: Likeness, ticket: Ticket, at: datetime) -> Text | None:
    if code == "same_line" and like.line:
        return Text(_LINES[like.line.kind], {"name": Bilingual(like.line.name, like.line.name_fr)})
    if code in _WHAT:
        return Text(_WHAT[code], {"span": span(at - ticket.aware_at)})
    return Text(_WHERE[code]) if code in _WHERE else None


def span(length: timedelta) -> Text:
    """A length in its largest unit: "33 min", "5 h", "3 d"."""
    minutes = abs(int(length.total_seconds())) // 60
    if minutes < 60:
        return Text(MINUTES, {"m": minutes})
    return Text(HOURS, {"h": minutes // 60}) if minutes < 2880 else Text(DAYS, {"d": minutes // 1440})
