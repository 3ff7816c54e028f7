"""What the page of a call knows while it is typed: who calls, from where, what it comes down to, what is said now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, get_args

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import N_
from ops.estate.models import Location, OccupantFlag, ServiceLine
from ops.estate.queries import flags_at, lines_of, location_by_id
from ops.estate.queries.action_cards import cards_at
from ops.estate.queries.cards import KeyHolderCard, key_holders_of
from ops.estate.queries.persons import Home
from ops.kit.locale import Bilingual
from ops.kit.phones import NotAPhoneNumber, normal_phone
from ops.people.models import Person
from ops.repairs import phrasebook
from ops.repairs.phrasebook import Spoken
from ops.repairs.queries.drafts import open_drafts
from ops.repairs.queries.places import tickets_of_person
from ops.repairs.rules.triage import AFFECTED, PRIORITIES, TRADES
from ops.repairs.service.callers import Relation
from ops.repairs.service.suggesting import Suggested, Wish, suggest
from ops.repairs.texts import HAZARDS
from ops.web.forms import UnreadableMoment, moment
from ops.web.pages.repairs import call_clock, intake
from ops.web.pages.repairs.call_form import CallForm, from_draft
from ops.web.reader import Reader

_YEAR = timedelta(days=365)
#: Lines of which the valve or the plant is named on the phone.
_NAMED_LINES = ("riser", "stack")
#: Who calls for somebody else.
_RELATIONS: tuple[str, ...] = get_args(Relation)


@dataclass(frozen=True)
class Scene:
    """One call as it stands, for one reader; each part is looked up when it is first asked for."""

    session: Session
    who: Principal
    reader: Reader
    form: CallForm

    @cached_property
    def person(self) -> Person | None:
        form = self.form
        if form.chosen_person or (form.person and not form.other):
            return intake.person_named(self.session, form.chosen_person or form.person, self.who)
        found = [] if form.other else self.callers_by_number
        return found[0] if len(found) == 1 else None

    @cached_property
    def callers_by_number(self) -> Sequence[Person]:
        return intake.persons_calling(self.session, self.form.phone, self.who)

    @cached_property
    def others(self) -> tuple[Sequence[tuple[Person, Home | None]], bool]:
        """Whom the number or the name may mean, and whether there are more."""
        if self.person:
            return [], False
        shared = [] if self.form.other else self.callers_by_number
        if shared:
            return intake.with_homes(self.session, shared, self.who, self.reader), False
        return intake.namesakes(self.session, {"name": self.form.name}, self.who, self.reader)

    @cached_property
    def caution(self) -> str | None:
        return self.person.caution_on(self.reader.today) if self.person else None

    @cached_property
    def name(self) -> str:
        """Who calls, as he is named from now on."""
        return self.form.name.strip() or (self.person.name if self.person else "")

    @cached_property
    def language(self) -> str:
        return self.form.language or (self.person.language if self.person else self.reader.language)

    @property
    def location(self) -> str:
        """The place that somebody chose; where the caller lives is looked up anew each time."""
        return self.form.chosen_place or ("" if self.form.elsewhere else self.form.location)

    @cached_property
    def candidates(self) -> Sequence[Location]:
        """Where it may be: what was typed, else where the caller lives or what he names."""
        form = self.form
        if self.location:
            chosen = intake.chosen_place(self.session, self.location, self.who)
            return [chosen] if chosen else []
        if typed := form.place.strip().lower():
            found = intake.places(self.session, {"place": typed}, None, self.who)
            return [place for place in found if place.code.lower() == typed] or found
        if form.elsewhere:
            return []
        return [each.location for each in self._unplaced.places]

    @cached_property
    def place(self) -> Location | None:
        """The one place that it can be."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def is_settled(self) -> bool:
        """Nobody is typing the place any more: it stands as a chip."""
        return self.place is not None and (bool(self.location) or not self.form.place.strip())

    @property
    def choices(self) -> Sequence[Location]:
        return [] if self.is_settled else self.candidates

    @cached_property
    def _unplaced(self) -> Suggested:
        return self._suggest("")

    @cached_property
    def suggested(self) -> Suggested:
        return self._suggest(self.place.code) if self.place else self._unplaced

    def _suggest(self, location: str) -> Suggested:
        form, person = self.form, self.person
        wish = Wish(
            text=form.words,
            location=location or None,
            installation=form.installation or None,
            person=person.code if person else None,
            affected=form.ticked,
            not_affected=form.taken_away,
            hazard=form.hazard or None,
            trade=form.trade or None,
            priority=form.priority or None,
            at=self.aware_at,
        )
        return suggest(self.session, wish, who=self.who, now=self.reader.now)

    @cached_property
    def aware_at(self) -> datetime | None:
        """When the call came, where it was noted on paper and can be read."""
        try:
            return moment(self.form.aware_at, self.reader.zone, "aware_at")
        except UnreadableMoment:
            return None

    @property
    def is_blank(self) -> bool:
        """Nothing is known yet: the first thing to type is the number."""
        return self.form.is_empty and not self.form.location

    @property
    def is_whole_number(self) -> bool:
        try:
            return normal_phone(self.form.phone) is not None
        except NotAPhoneNumber:
            return False

    @property
    def shown(self) -> str:
        """Changes when the head of the page must be drawn anew."""
        place = self.place.code if self.place and self.is_settled else ""
        other = "" if self.person else self.form.other
        return "|".join((self.person.code if self.person else "", place, other, self.form.elsewhere))

    @cached_property
    def hazard(self) -> str:
        return self.suggested.hazard.code if self.suggested.hazard else ""

    @property
    def trade(self) -> str:
        return self.suggested.trade.code if self.suggested.trade else "other"

    @property
    def priority(self) -> str:
        """As chosen, else as proposed."""
        return self.form.priority if self.form.priority in PRIORITIES else self.suggested.priority.code

    @property
    def needs_reason(self) -> bool:
        return self.priority != self.suggested.priority.code and not self.form.priority_reason.strip()

    @property
    def affected(self) -> list[str]:
        return [each.code for each in self.suggested.affected]

    @property
    def known(self) -> list[str]:
        """Whom words or dwelling name, with those whom somebody took away again."""
        named = [code for code in self.affected if code not in self.form.ticked]
        return [*named, *self.form.taken_away]

    @cached_property
    def calls_in_a_year(self) -> int:
        since = self.reader.now - _YEAR
        found = tickets_of_person(self.session, self.who, self.person.id) if self.person else []
        return sum(ticket.registered_at >= since for ticket in found)

    @cached_property
    def flags(self) -> Sequence[OccupantFlag]:
        return flags_at(self.session, self.place, self.reader.today) if self.place else []

    @cached_property
    def lines(self) -> Sequence[ServiceLine]:
        """The risers and stacks on which the dwelling itself hangs."""
        place = self.place
        if place is None:
            return []
        cards = lines_of(self.session, place)
        return [card.line for card in cards if card.line.kind in _NAMED_LINES and place.id in card.places]

    @cached_property
    def spoken(self) -> Spoken:
        wanted = self.form.say or self.language
        return phrasebook.spoken(self.session, self.hazard, wanted, self.reader.now)

    @cached_property
    def house(self) -> Location | None:
        place = self.place
        return location_by_id(self.session, place.building_id) if place and place.building_id else None

    @cached_property
    def where_closed(self) -> str:
        """Of a leak the valve of the riser, else what the action card says."""
        if self.spoken.card == "flood" and (valves := [line for line in self.lines if line.valve]):
            return Bilingual(valves[0].valve, valves[0].valve_fr).render(self.reader.language)
        card = cards_at(self.session, self.house).get(self.spoken.card) if self.house else None
        return Bilingual(card.spot, card.spot_fr).render(self.reader.language) if card else ""

    @cached_property
    def key_holder(self) -> KeyHolderCard | None:
        """The nearest; personal data, shown only to those who may read it."""
        if self.house is None or not self.who.may("persons.read"):
            return None
        return next(iter(key_holders_of(self.session, self.place or self.house, self.reader.today)), None)

    def context(self) -> Mapping[str, Any]:
        """What the templates of a call show."""
        reader, rules = self.reader, phrasebook.desk_rules(self.session, self.reader.now)
        return {
            "form": self.form,
            "scene": self,
            "all_affected": [(code, reader.label("affected", code)) for code in AFFECTED],
            "hazards": intake.hazards(self.session, self.who, reader),
            "hazard_names": {code: reader.say(name) for code, name in HAZARDS.items()},
            "relations": [(code, reader.label("relation", code)) for code in _RELATIONS],
            "keys": [{"key": "Esc", "label": reader.say(N_("Put aside"))}],
            "trades": [(code, reader.label("trade", code)) for code in TRADES],
            "priorities": [(code, f"{code} {reader.label('priority', code)}") for code in PRIORITIES],
            "machines": intake.machines(self.session, self.place, reader) if self.place else [],
            "deadlines": [(name, reader.soon(at)) for name, at in self.suggested.deadlines.items()],
            "similar": intake.likely(self.suggested.similar, reader),
            "joins": bool(self.suggested.similar) and self.suggested.similar[0].joins,
            "desks": phrasebook.desks(self.session, reader.now).values(),
            "call_back_minutes": rules["call_back_minutes"],
            "call": call_clock.running(self.form.begun_at, reader.now),
            "interpreter_phone": rules["interpreter_phone"],
            "drafts": [
                (each, from_draft(each.key, each.body).caption)
                for each in open_drafts(self.session, self.who)
                if each.key != self.form.draft
            ],
        }
