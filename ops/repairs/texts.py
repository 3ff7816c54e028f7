"""Words that repairs themselves say: reasons, messages, and titles worded in the reader's language."""

from collections.abc import Mapping

from ops.errors import N_
from ops.kit.locale import LANGUAGES, Text
from ops.repairs.models import Ticket

HAZARDS: Mapping[str, str] = {
    "gas_smell": N_("Smell of gas"),
    "person_in_lift": N_("Person stuck in a lift"),
    "live_wire": N_("Live wire"),
    "burst_pipe": N_("Burst pipe"),
    "leak_near_power": N_("Leak, water near electricity"),
    "nurse_call_dead": N_("Nurse call does not work"),
    "fire_alarm_dead": N_("Fire alarm does not work"),
    "no_heating": N_("No heating"),
    "no_water": N_("No water"),
    "no_power": N_("No power"),
    "sewage": N_("Sewage comes up"),
    "only_toilet": N_("The only toilet is out of use"),
    "door_will_not_lock": N_("Door does not lock"),
    "only_lift": N_("The only lift stands still"),
    "leak": N_("Leak that can be caught"),
    "damp": N_("Damp or mould"),
    "part_of_service": N_("Comfort or equipment partly lost"),
    "routine": N_("Routine repair"),
    "with_other_work": N_("Can wait for other work"),
}

#: What whoever arrives does first, for what may hurt him or others.
FIRST_ON_SITE: Mapping[str, str] = {
    "gas_smell": N_("Touch no switch and make no flame. Close the gas valve and open the windows first."),
    "person_in_lift": N_("Speak to the person in the lift first: say that help is there. Nobody climbs out alone."),
    "live_wire": N_("Cut the power first and measure that it is off. Keep others away."),
    "burst_pipe": N_("Close the main valve first. Cut the power where water runs over it."),
    "leak_near_power": N_("Cut the power first, then close the water. Touch nothing that is wet."),
    "nurse_call_dead": N_("Tell the ward first: rounds until the call works again."),
    "fire_alarm_dead": N_("Tell the building first: somebody keeps watch until the alarm works again."),
    "no_power": N_("Measure first that the power is off. It may come back at any moment."),
    "sewage": N_("Gloves and boots first. Keep others out of the water."),
}

URGENT_FOLLOW_ON = N_("A visit showed that more work can't wait.")
WORK_SUBJECT = N_("Work order %(order)s: %(title)s")
WORK_BODY = N_("%(priority)s, %(place)s. %(task)s")
PREVENTION_TITLE = N_("Preventive work: %(object)s (%(code)s)")
PREVENTION_REASON = N_("%(n)s breakdowns in %(days)s days")
PREVENTION_TEXT = N_("%(n)s tickets in %(days)s days, %(eur)s EUR so far: %(refs)s.")
HAZARD_REASON = N_("Hazard: %(hazard)s")
HAZARD_IN_SEASON = N_("Hazard: %(hazard)s, in the heating season")
HAZARD_OUT_OF_SEASON = N_("Hazard: %(hazard)s, outside the heating season")
TYPED = "%(text)s"


def typed(words: str) -> Text:
    """Words that somebody typed: they stay as they are in every language."""
    return Text(TYPED, {"text": words}) if words else Text(msgid="")


def hazard_reason(reason: Mapping[str, str]) -> Text:
    """The reason of `rules.triage.propose`, in words."""
    by_season = {"in": HAZARD_IN_SEASON, "out": HAZARD_OUT_OF_SEASON}
    msgid = by_season.get(reason.get("season", ""), HAZARD_REASON)
    return Text(msgid, {"hazard": hazard_name(reason["hazard"])})


def hazard_name(code: str) -> Text:
    return Text(HAZARDS.get(code, code))


def title_of(ticket: Ticket) -> Text:
    return Text.from_json(ticket.title_params) if ticket.title_params else typed(ticket.title)


def reason_of(ticket: Ticket) -> Text:
    return Text.from_json(ticket.priority_reason) if ticket.priority_reason else Text(msgid="")


def first_on_site(ticket: Ticket) -> Text | None:
    """What is done first where the hazard of the ticket asks for care."""
    code = ticket.hazard or _named_in(reason_of(ticket))
    return Text(FIRST_ON_SITE[code]) if code in FIRST_ON_SITE else None


def _named_in(reason: Text) -> str:
    """A ticket of before its hazard was kept names it in its reason alone."""
    named = reason.params.get("hazard")
    return next((code for code, name in HAZARDS.items() if isinstance(named, Text) and named.msgid == name), "")


def in_all_languages(text: Text) -> str:
    """For the search: what a reader of any language would type."""
    return " ".join(dict.fromkeys(text.render(language) for language in LANGUAGES))
