"""What the forms of a job offer: free appointments, and who could go."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from ops.errors import N_
from ops.kit.periods import Span
from ops.repairs import queries
from ops.repairs.models import TeamMember, WorkOrder
from ops.repairs.queries.absences import away_within
from ops.repairs.queries.slots import people_of
from ops.repairs.rules.absences import Away
from ops.repairs.rules.slots import Slot
from ops.repairs.rules.triage import TRADES
from ops.repairs.service.slots import free_slots
from ops.web.labels import LABELLED
from ops.web.pages.repairs import words
from ops.web.reader import Reader

Choices = list[tuple[str, str]]
_TEAM_DECIDES = N_("%(team)s, who is free")
_AWAY = N_("away")
_INSTANT = timedelta(microseconds=1)


def slot_choices(session: Session, order: WorkOrder, reader: Reader) -> Choices:
    """The free slots of the coming two weeks."""
    return [(slot_value(slot), slot_words(slot, reader)) for slot in free_slots(session, order, now=reader.now)]


def slot_value(slot: Slot) -> str:
    return f"{slot.from_at.isoformat()}/{slot.to_at.isoformat()}"


def slot_words(slot: Slot, reader: Reader) -> str:
    return words.slot_text(slot.from_at.isoformat(), slot.to_at.isoformat(), reader)


def goer_choices(session: Session, order: WorkOrder, reader: Reader) -> list[tuple[str, Choices]]:
    """Each team, and under its name its people; who is away at the appointment, or now without one, says so."""
    teams, asked = queries.teams(session), Span(order.slot_from_at or reader.now, order.slot_to_at or reader.now)
    away = away_within(session, Span(asked.from_at, max(asked.to_at, asked.from_at + _INSTANT)))
    people, groups = people_of(session, teams), []
    for team in teams:
        name = words.team_name(team, reader)
        anybody = reader.say(_TEAM_DECIDES, team=name) if people[team.id] else name
        his = [(f"{team.code}/{each.user_id}", _person(each, away, reader)) for each in people[team.id]]
        groups.append((name, [(team.code, anybody), *his]))
    return groups


def _person(member: TeamMember, away: Away, reader: Reader) -> str:
    name = member.user.name
    return reader.say(LABELLED, label=name, value=reader.say(_AWAY)) if member.user_id in away else name


def goer_of(order: WorkOrder) -> str:
    return f"{order.team.code}/{order.technician_id}" if order.technician_id else order.team.code


def trade_choices(reader: Reader) -> Choices:
    return [(trade, reader.label("trade", trade)) for trade in TRADES]


def family(order: WorkOrder, orders: Sequence[WorkOrder]) -> dict[str, object]:
    """The visit from which an order follows, and those that follow from it."""
    return {
        "mother": next((each.ref for each in orders if each.id == order.mother_id), None),
        "children": [each.ref for each in orders if each.mother_id == order.id],
    }
