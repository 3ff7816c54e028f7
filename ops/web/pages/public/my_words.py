"""What a caller's own page says, in his words and by the clock of the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from ops.errors import N_
from ops.estate.wording import address_of, short_name_of
from ops.kit.locale import capital
from ops.people.rules import shown_phone
from ops.repairs import rulebook, texts
from ops.repairs.caller_texts import HEADS, THE_OPERATOR, WORDINGS, day_words, slot_words_from
from ops.repairs.queries.links import is_first_caller
from ops.repairs.rules.caller_view import StepShown, Visit
from ops.repairs.rules.slots import Slot
from ops.repairs.service.my_page import MyTicket
from ops.repairs.service.telling import who_comes
from ops.web.pages.public.my_texts import ASK, DO, ICONS, WHAT, WITHOUT_DAY
from ops.web.reader import Reader

_FINISHED = N_("finished %(moment)s at the latest")


@dataclass(frozen=True, slots=True)
class Day:
    """The free moments of one day, under its name."""

    name: str
    slots: Sequence[Slot]


class MyWords:
    """One ticket for one caller; texts are worded, what people typed is data."""

    def __init__(self, session: Session, mine: MyTicket, reader: Reader) -> None:
        self._session, self._mine, self._reader = session, mine, reader
        self.ticket, self.view, self.photos = mine.linked.ticket, mine.view, mine.photos

    @property
    def title(self) -> str:
        return texts.title_of(self.ticket).render(self._reader.language)

    @property
    def place(self) -> str:
        """Where he lives himself; of a neighbour's dwelling no more than the house."""
        where = self.ticket.location
        own = is_first_caller(self._session, self._mine.linked.caller)
        return (short_name_of if own else address_of)(where, self._reader.language)

    @property
    def phone(self) -> str:
        return rulebook.callers(self._session, self._reader.now).dispatching_phone

    @property
    def phone_shown(self) -> str:
        """In one piece, whatever the width of the phone."""
        return shown_phone(self.phone).replace(" ", "\N{NO-BREAK SPACE}")

    @property
    def icon(self) -> str:
        return ICONS[self.view.headline]

    @property
    def head(self) -> str:
        return self._reader.say(HEADS[self.view.headline])

    @property
    def moment(self) -> str:
        """The next one, in large letters; empty where there is none yet."""
        slot = self.view.visit.slot if self.view.visit and self.view.headline in ("visit", "on_the_way") else None
        return capital(self._slot(*slot)) if slot else ""

    @property
    def what(self) -> str:
        code, until = self.view.headline, self.view.until
        msgid = WHAT[code] if until else WITHOUT_DAY.get(code, WHAT[code])
        return self._reader.say(msgid, **self._facts())

    @property
    def do(self) -> str:
        """What he has to do; empty where that is nothing."""
        code = self.view.headline
        wording = WORDINGS.get(code)
        msgid = "" if code in ASK else DO.get(code) or (wording.do if wording else "")
        return self._reader.say(msgid) if msgid else ""

    @property
    def ask(self) -> str:
        msgid = ASK.get(self.view.headline)
        return self._reader.say(msgid) if msgid else ""

    @property
    def steps(self) -> list[dict[str, Any]]:
        return [self._step(step) for step in self.view.steps]

    def days(self, moments: Sequence[Slot]) -> list[Day]:
        """The free moments, day by day."""
        by_day = groupby(moments, key=lambda slot: self._reader.day_of(slot.from_at))
        return [self._day(list(slots)) for _, slots in by_day]

    def hours(self, slot: Slot) -> str:
        return f"{self._reader.time(slot.from_at)}–{self._reader.time(slot.to_at)}"

    def _day(self, slots: Sequence[Slot]) -> Day:
        name = day_words(slots[0].from_at, self._reader.language, self._reader.zone)
        return Day(capital(name), slots)

    def _step(self, step: StepShown) -> dict[str, Any]:
        state = "now" if step.now else "done" if step.at else "ahead"
        at = self._reader.instant(step.at) if step.at else (self.moment or self._finished()) if step.now else ""
        return {"text": self._reader.say(HEADS[step.code]), "state": state, "at": at, "exact": step.at}

    def _finished(self) -> str:
        """Until when we mean to have finished, while that clock runs."""
        running = [clock for clock in self.ticket.clocks if clock.name == "complete" and not clock.stopped_at]
        due = next((clock.due_at for clock in running if not clock.paused_since), None)
        if due is None or due <= self._reader.now:
            return ""
        return self._reader.say(_FINISHED, moment=self._reader.instant(due))

    def _facts(self) -> dict[str, str]:
        until = self.view.until or self._reader.now
        return {
            "who": capital(self._who(self.view.visit)),
            "operator": capital(self.view.operator or self._reader.say(THE_OPERATOR)),
            "until": day_words(until, self._reader.language, self._reader.zone),
        }

    def _who(self, visit: Visit | None) -> str:
        order = next((each for each in self.ticket.work_orders if visit and each.ref == visit.ref), None)
        return who_comes(self._session, order, self._reader.language)

    def _slot(self, from_at: datetime, to_at: datetime) -> str:
        return slot_words_from(from_at, to_at, self._reader.now, self._reader.language, self._reader.zone)
