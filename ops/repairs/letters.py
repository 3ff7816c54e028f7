"""One message to one caller, as a mail and as a text message. Pure: all that it says is handed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from ops.kit import sms
from ops.kit.locale import capital, format_day, translate
from ops.kit.periods import local_date
from ops.repairs.caller_texts import (
    CALL_US,
    FOLLOW,
    GREETING,
    SUBJECT,
    THE_OPERATOR,
    Wording,
    day_words,
    slot_short,
    slot_words,
)

_LONGEST_NAME = 20
_SHORTEST_TITLE = 10


@dataclass(frozen=True, slots=True)
class Facts:
    """What a message may name; `slot` and `until` are instants, worded in the reader's language."""

    title: str
    ref: str
    phone: str
    who: str
    operator: str
    slot: tuple[datetime, datetime] | None
    until: datetime | None
    days: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Letter:
    """`link` is empty where the writer can make none."""

    wording: Wording
    facts: Facts
    link: str
    language: str

    @property
    def subject(self) -> str:
        return self._say(SUBJECT, head=self._say(self.wording.head), title=self.facts.title)

    def body(self, name: str) -> str:
        """What happens and what to do; then the way to see more, and whom to call."""
        facts = self._params("long")
        told = [self._say(msgid, **facts) for msgid in (self.wording.what, self.wording.do) if msgid]
        parts = (
            self._say(GREETING, name=name),
            "\n".join(told),
            f"{self._say(FOLLOW)}\n{self.link}" if self.link else "",
            self._say(CALL_US, phone=self.facts.phone, ref=self.facts.ref),
        )
        return "\n\n".join(part for part in parts if part)

    @property
    def short(self) -> str:
        """One text message with its link: where the words are too many, the title gives way, then the reference."""
        facts, lead, end = self._params("short"), f"{self.facts.ref} ", f" {self.link}".rstrip()
        bare = sms.plain(self._say(self.wording.short, **{**facts, "title": ""}))
        room = sms.ONE_MESSAGE - len(bare) - len(end)
        lead = lead if room - len(lead) >= _SHORTEST_TITLE else ""
        title = sms.shortened(sms.plain(self.facts.title), max(_SHORTEST_TITLE, room - len(lead)))
        return f"{lead}{sms.plain(self._say(self.wording.short, **{**facts, 'title': title}))}{end}"

    def _params(self, form: Literal["long", "short"]) -> dict[str, str | int]:
        facts, short = self.facts, form == "short"
        who, operator = capital(facts.who), facts.operator or self._say(THE_OPERATOR)
        return {
            "title": facts.title,
            "ref": facts.ref,
            "phone": facts.phone,
            "days": facts.days,
            "who": sms.shortened(sms.plain(who), _LONGEST_NAME) if short else who,
            "operator": sms.shortened(sms.plain(operator), _LONGEST_NAME) if short else operator,
            "when": self._when(short),
            "until": self._until(short),
        }

    def _when(self, short: bool) -> str:
        if self.facts.slot is None:
            return ""
        return (slot_short if short else slot_words)(*self.facts.slot, self.language, self.facts.zone)

    def _until(self, short: bool) -> str:
        until, zone = self.facts.until, self.facts.zone
        if until is None:
            return ""
        return format_day(local_date(until, zone), self.language) if short else day_words(until, self.language, zone)

    def _say(self, msgid: str, **params: object) -> str:
        return translate(self.language, msgid, **params)
