"""Who could go to a ticket: the likeliest people and firms with their reasons, the others with what speaks against."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ops.errors import N_, InvalidInput
from ops.estate.wording import name_of
from ops.kit.locale import capital, format_date, format_figure
from ops.repairs.models import Store, Ticket
from ops.repairs.rules.suggest import Suggestion, Word
from ops.repairs.service.stock_orders import expected_on
from ops.repairs.service.who_goes import WhoGoes, who_goes
from ops.web.labels import LABELLED
from ops.web.pages.repairs import words
from ops.web.reader import Reader

#: As many as there are keys for them on the page.
_SUGGESTED = 3
#: Said of each at most: what weighs most stands first.
_REASONS = 4
_WORDS: Mapping[str, str] = {
    "has_contract": N_("Holds the contract of the installation"),
    "knows_case": N_("Knows the case: was here %(at)s"),
    "on_duty": N_("On duty now"),
    "part_in_van": N_("%(part)s lies in the van"),
    "part_in_store": N_("%(part)s lies ready in the %(store)s"),
    "has_trade": N_("Knows the trade"),
    "is_near": N_("About %(minutes)s of driving"),
    "in_zone": N_("Works in this zone"),
    "is_free": N_("Nothing on its hands now"),
    "moves_nothing": N_("No work order moves"),
    "absent": N_("Away until %(at)s"),
    "other_trade": N_("Has another trade"),
    "closed_now": N_("Closed now, comes in working hours"),
    "off_duty": N_("Not on duty now"),
    "too_late": N_("Too late: to be done by %(at)s"),
    "nobody_home": N_("Too late: somebody is there until %(at)s"),
    "part_other_store": N_("%(part)s lies in the %(store)s only"),
    "part_nowhere": N_("%(part)s lies nowhere: there on %(on)s at the earliest"),
    "moves": N_("Moves %(order)s, %(priority)s, to %(at)s"),
    "moves_late": N_("Moves %(order)s, %(priority)s, to %(at)s: that is too late for it"),
    "other_zone": N_("Comes from the other zone"),
    "is_busy": N_("Has much on its hands"),
    "costs": N_("%(amount)s EUR a visit"),
}
#: What makes a dispatcher think again before he sends somebody.
_GRAVE = frozenset({"absent", "other_trade", "closed_now", "off_duty"})
_STORE_OF_ZONE = N_("store %(zone)s")
_TODAY = N_("today %(time)s")


class DoubtfulTeam(InvalidInput):
    code = "doubtful_team"
    text = N_("%(team)s: %(doubts)s. Send it all the same?")


class NotSomebody(InvalidInput):
    code = "not_somebody"
    text = N_("Choose who goes.")


def sent_to(choice: str, name: str = "team") -> tuple[str, int | None]:
    """A choice of the page as team and person: "rapid-north/12", or "firm-thermika". Raises NotSomebody."""
    team, _, person = choice.partition("/")
    if not team or (person and not (person.isascii() and person.isdigit() and len(person) < 18)):
        raise NotSomebody(field=name)
    return team, int(person) if person else None


def store_name(store: Store, reader: Reader) -> str:
    """A store by its zone, as it stands within a sentence; a van by its name."""
    if store.kind != "store":
        return name_of(store, reader.language)
    return reader.say(_STORE_OF_ZONE, zone=reader.label("zone", store.zone))


def store_title(store: Store, reader: Reader) -> str:
    """The same where it stands alone."""
    return capital(store_name(store, reader))


class Choice:
    """All who could go, judged for one ticket."""

    def __init__(self, session: Session, ticket: Ticket, reader: Reader) -> None:
        self._session, self._reader = session, reader
        self._found: WhoGoes = who_goes(session, ticket, reader.now)
        able = self._found.likely
        self._likely, self._rest = able[:_SUGGESTED], [*able[_SUGGESTED:], *self._found.rest]

    def cards(self) -> list[dict[str, Any]]:
        """The dispatcher decides; the first is only the likeliest."""
        return [self._card(each) for each in self._likely]

    def _card(self, each: Suggestion) -> dict[str, Any]:
        team, name = self._found.teams[each.code], self._name(each)
        return {
            "value": each.key,
            "team": team,
            "team_name": words.team_name(team, self._reader) if each.candidate.person is not None else "",
            "name": name,
            "initials": "".join(word[0] for word in name.split()[:2]).upper(),
            "when": self._when(each),
            "reasons": [self._say(word) for word in each.reasons[:_REASONS]],
            "doubts": [self._say(word) for word in each.doubts],
        }

    def _name(self, each: Suggestion) -> str:
        person = self._found.people.get(each.candidate.person or 0)
        return person.user.name if person else words.team_name(self._found.teams[each.code], self._reader)

    def _when(self, each: Suggestion) -> str:
        at, reader = each.candidate.arrives_at, self._reader
        if at is None:
            return ""
        today = reader.day_of(at) == reader.today
        return reader.say(_TODAY, time=reader.time(at)) if today else reader.instant(at)

    def _say(self, word: Word) -> str:
        return capital(self._reader.say(_WORDS[word.code], **self._params(word)))

    def _params(self, word: Word) -> dict[str, object]:
        data, reader = word.data, self._reader
        said: dict[str, object] = {key: data[key] for key in ("order", "priority") if key in data}
        if at := data.get("at"):
            said["at"] = reader.soon(at)
        if "minutes" in data:
            said["minutes"] = reader.span(timedelta(minutes=data["minutes"]))
        if "part" in data:
            said["part"] = name_of(self._found.parts[data["part"]], reader.language)
        if store := self._found.stores.get(data.get("store", "")):
            said["store"] = store_name(store, reader)
        if "eur" in data:
            said["amount"] = format_figure(data["eur"], reader.language)
        if word.code == "part_nowhere":
            said["on"] = format_date(self._expected(data["part"]), reader.language)
        return said

    def _expected(self, code: str) -> date:
        return expected_on(self._session, self._found.parts[code], now=self._reader.now)

    def parts(self) -> list[dict[str, Any]]:
        """What such a job usually needs, to be reserved with the order: where it is free."""
        return [
            {
                "code": part.code,
                "name": name_of(part, self._reader.language),
                "free": [
                    (store_name(row.store, self._reader), row.on_hand - row.reserved)
                    for row in self._found.free
                    if row.part_id == part.id and row.store.kind == "store"
                ],
            }
            for part in self._found.parts.values()
        ]

    def options(self) -> list[tuple[str, str]]:
        """For a list to choose from: the name, and what speaks against it."""
        named = sorted(self._rest, key=lambda each: (self._name(each), each.key))
        return [(each.key, self._option(each)) for each in named]

    def _option(self, each: Suggestion) -> str:
        name, doubts = self._name(each), self._against(each.doubts)
        return self._reader.say(LABELLED, label=name, value=doubts) if doubts else name

    def _against(self, doubts: Sequence[Word]) -> str:
        said = [self._say(word) for word in doubts if word.code in _GRAVE]
        return ", ".join(f"{doubt[:1].lower()}{doubt[1:]}" for doubt in said)

    def refuse_doubtful(self, key: str) -> None:
        """Raises DoubtfulTeam for one that does not know the trade or is closed; a suggested one showed its doubts."""
        each = next((other for other in self._rest if other.key == key), None)
        if each and (doubts := self._against(each.doubts)):
            raise DoubtfulTeam(field="team", team=self._name(each), doubts=doubts)
