"""What callers read: in a mail, in a text message and on their own page. Plain words: what happens, when, what to do.

A text message and its link fit into one of 160 signs; `kit.sms` takes out what a phone counts twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ops.errors import N_
from ops.kit.locale import format_day, format_long_day, format_time, translate
from ops.kit.periods import local_date


@dataclass(frozen=True, slots=True)
class Wording:
    """msgids; `do` is empty where the caller need not do anything."""

    head: str
    what: str
    short: str
    do: str = ""


WORDINGS: Mapping[str, Wording] = {
    "registered": Wording(
        N_("Your call is noted"),
        N_("We noted your call about: %(title)s. You get a message at each step."),
        N_("Your call is noted: %(title)s. Follow it here:"),
    ),
    "joined": Wording(
        N_("We know about it already"),
        N_("Somebody else told us about this too: %(title)s. We deal with it as one job and tell you each step."),
        N_("We know about it already: %(title)s. Follow it here:"),
    ),
    "visit": Wording(
        N_("Somebody comes"),
        N_("%(who)s comes for: %(title)s. When: %(when)s."),
        N_("%(who)s comes for %(title)s: %(when)s."),
        N_("Make sure that somebody is home, and that we can reach the place."),
    ),
    "sent": Wording(
        N_("Your request was passed on to a team"),
        N_("%(who)s takes care of: %(title)s. You hear from us when they come."),
        N_("%(who)s takes care of %(title)s. You hear when they come."),
    ),
    "sent_now": Wording(
        N_("Somebody comes as soon as possible"),
        N_("%(who)s comes as soon as possible for: %(title)s."),
        N_("%(who)s comes as soon as possible for %(title)s. Please stay home."),
        N_("Stay home if you can, and keep your phone near."),
    ),
    "slot_moved": Wording(
        N_("There is a new moment"),
        N_("The visit for %(title)s has a new moment: %(when)s. The earlier one no longer counts."),
        N_("New moment for %(title)s: %(when)s. The earlier one no longer counts."),
        N_("Make sure that somebody is home then."),
    ),
    "on_the_way": Wording(
        N_("Somebody is on the way"),
        N_("%(who)s is on the way to you for: %(title)s."),
        N_("%(who)s is on the way for %(title)s. Please open the door."),
        N_("Open the door when the bell rings, and keep your phone near."),
    ),
    "on_site": Wording(
        N_("Somebody is at work"),
        N_("%(who)s has arrived and works on: %(title)s."),
        N_("%(who)s has arrived and works on %(title)s."),
    ),
    "no_access": Wording(
        N_("Nobody opened the door"),
        N_("We came for %(title)s and nobody opened. We come back when you choose a new moment."),
        N_("We came for %(title)s, nobody opened. Choose a new moment:"),
        N_("Choose a new moment with the link, or call us."),
    ),
    "part": Wording(
        N_("We wait for a part"),
        N_("We need a part to finish: %(title)s. You hear from us on %(until)s at the latest."),
        N_("We wait for a part for %(title)s. News by %(until)s."),
    ),
    "tenant": Wording(
        N_("We wait to hear from you"),
        N_("We can go on with %(title)s as soon as we hear from you."),
        N_("We go on with %(title)s as soon as we hear from you:"),
        N_("Tell us with the link when it suits you, or call us."),
    ),
    "delayed": Wording(
        N_("It takes longer"),
        N_("It takes longer than we thought: %(title)s. You hear from us on %(until)s at the latest."),
        N_("%(title)s takes longer. News by %(until)s."),
    ),
    "visit_off": Wording(
        N_("The visit can't take place"),
        N_("The visit for %(title)s can't take place as planned. We find somebody else and tell you when they come."),
        N_("The visit for %(title)s can't take place as planned. We tell you who comes and when."),
    ),
    "network": Wording(
        N_("The network operator is repairing it"),
        N_("%(title)s: the fault lies in the network. %(operator)s is repairing it. We have news on %(until)s."),
        N_("%(title)s: a fault in the network, %(operator)s repairs it. News by %(until)s."),
        N_("Switch off what was on, so that nothing starts by itself when it comes back."),
    ),
    "more_work": Wording(
        N_("More work is needed"),
        N_("The visit for %(title)s is over, and more work is needed. You hear from us when we come back."),
        N_("%(title)s needs more work. You hear when we come back."),
    ),
    "done": Wording(
        N_("It is done"),
        N_("Your request is done: %(title)s."),
        N_("Done: %(title)s. Still broken? Tell us within %(days)s days:"),
        N_("Still broken? Tell us within %(days)s days with the link, or call us."),
    ),
    "reopened": Wording(
        N_("We take it up again"),
        N_("You told us that it is still broken: %(title)s. We come back, and tell you when."),
        N_("We take %(title)s up again. You hear when we come."),
    ),
    "cancelled": Wording(
        N_("Your request is closed"),
        N_("We closed your request without work: %(title)s."),
        N_("We closed your request: %(title)s. Not right? Call %(phone)s."),
        N_("Is that not right? Call us."),
    ),
    "goes_on_elsewhere": Wording(
        N_("We deal with it together with another request"),
        N_("Somebody else told us about this too: %(title)s. Both are one job now. Your number is now %(ref)s."),
        N_("%(title)s goes on with another request. Your number is now %(ref)s."),
    ),
}  # fmt: skip
#: What the page of a caller says beside that: no message goes out for it.
HEADS: Mapping[str, str] = {
    **{code: wording.head for code, wording in WORDINGS.items()},
    "overdue": N_("The agreed moment is over"),
    "made_safe": N_("The danger is over"),
    "part_here": N_("The part has arrived"),
    "visited": N_("Somebody came by"),
    "coming": N_("Somebody comes"),
    "yours": N_("You tell us whether all works"),
}

SUBJECT = N_("%(head)s: %(title)s")
GREETING = N_("Hello %(name)s,")
FOLLOW = N_(
    "Your own page: see how it goes, choose another moment, send a photo. Share the link only with people you trust."
)
CALL_US = N_("Call us: %(phone)s, day and night. Your number is %(ref)s.")
A_TECHNICIAN = N_("a technician")
THE_OPERATOR = N_("the network operator")
_BETWEEN = N_("%(day)s between %(from)s and %(to)s")
TODAY, TOMORROW = N_("today"), N_("tomorrow")


def slot_words(from_at: datetime, to_at: datetime, language: str, zone: ZoneInfo) -> str:
    """ "Tuesday 24 November between 10:30 and 11:00"."""
    return translate(language, _BETWEEN, day=day_words(from_at, language, zone), **_hours(from_at, to_at, zone))


def slot_words_from(from_at: datetime, to_at: datetime, now: datetime, language: str, zone: ZoneInfo) -> str:
    """The same, where today and tomorrow have their own names."""
    named = {0: TODAY, 1: TOMORROW}.get((local_date(from_at, zone) - local_date(now, zone)).days)
    if named is None:
        return slot_words(from_at, to_at, language, zone)
    return translate(language, _BETWEEN, day=translate(language, named), **_hours(from_at, to_at, zone))


def slot_short(from_at: datetime, to_at: datetime, language: str, zone: ZoneInfo) -> str:
    """ "Tue 24 Nov 10:30-11:00"."""
    hours = _hours(from_at, to_at, zone)
    return f"{format_day(local_date(from_at, zone), language)} {hours['from']}-{hours['to']}"


def _hours(from_at: datetime, to_at: datetime, zone: ZoneInfo) -> dict[str, str]:
    return {"from": format_time(from_at, zone), "to": format_time(to_at, zone)}


def day_words(at: datetime, language: str, zone: ZoneInfo) -> str:
    """ "Tuesday 24 November"."""
    return format_long_day(local_date(at, zone), language)
