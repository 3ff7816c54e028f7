"""Energy as the templates show it: chips, amounts and timelines in the reader's words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from ops.energy import texts
from ops.energy.models import Alert, AlertEvent
from ops.energy.queries.alerts import TicketCard
from ops.errors import N_
from ops.kit.locale import Text, format_amount, format_eur, format_instant, format_number
from ops.kit.units import MICRO
from ops.web.pages.repairs.clocks import tone_of
from ops.web.reader import Reader

MEDIUM_ICONS: Mapping[str, str] = {
    "electricity": "bolt", "gas": "flame", "water": "drop", "heat": "heat", "pv": "sun", "": "wifi-off",
}  # fmt: skip
FAULT_ICONS: Mapping[str, str] = {
    "stuck": "pause", "zero_run": "minus", "scale": "sliders", "clock_shift": "clock", "catch_up": "chart",
    "implausible": "warning", "silent": "wifi-off", "site_silent": "wifi-off",
}  # fmt: skip
_STATES: Mapping[str, tuple[str, str]] = {
    "open": ("bell", "watch"), "acknowledged": ("eye", "accent"), "snoozed": ("snooze", "neutral"),
    "closed": ("check", "neutral"), "merged": ("merge", "neutral"),
}  # fmt: skip
_UNTIL = N_("Until %(at)s")
_REOPENED = N_("Reopened")
_LEFT, _LATE, _STILL = N_("%(span)s left"), N_("%(span)s late"), N_("stands still")

Told = tuple[str, str, str]
_SENTENCES: Mapping[str, Told] = {
    "opened": ("bell", "late", N_("<b>Alert opened</b>")),
    "grown": ("arrow-up", "late", N_("The excess changed: now <b>%(severity_word)s</b>")),
    "cause_known": ("search", "", N_("Better known: <b>%(cause_word)s</b>")),
    "again_abnormal": ("bell", "late", N_("<b>Abnormal again</b>")),
    "held": ("wrench", "watch", N_("<b>Kept back</b> because of works until %(until_text)s")),
    "released": ("bell", "late", N_("The works are over and <b>it goes on</b>")),
    "ticket_linked": ("link", "accent", N_("<b>Ticket</b> %(ticket_link)s, %(priority)s")),
    "ticket_cancelled": ("close", "", N_("<b>Ticket cancelled:</b> %(ticket_link)s")),
    "acknowledged": ("eye", "accent", N_("<b>Acknowledged</b>")),
    "snoozed": ("snooze", "", N_("<b>Snoozed</b> until %(until_text)s")),
    "woken": ("bell", "watch", N_("<b>Awake again</b>")),
    "merged": ("merge", "", N_("<b>Merged</b> into %(into_link)s")),
    "took_in": ("merge", "", N_("Took in alert %(other_link)s")),
    "ended": ("check", "ok", N_("Consumption is <b>normal again</b>")),
    "closed": ("check-circle", "ok", N_("<b>Closed:</b> %(outcome_word)s")),
    "reopened": ("undo", "late", N_("<b>Reopened</b>")),
}


def say(text: Text, reader: Reader) -> str:
    return text.render(reader.language)


def state_chip(alert: Alert, reader: Reader) -> dict[str, str]:
    """Icon, tone and word; one that came back says so."""
    icon, tone = _STATES[alert.state]
    if alert.state == "open" and alert.reopened_count:
        return {"icon": "undo", "tone": "late", "text": reader.say(_REOPENED)}
    if alert.state == "snoozed" and alert.snoozed_until:
        return {"icon": icon, "tone": tone, "text": reader.say(_UNTIL, at=_day(alert.snoozed_until, reader))}
    return {"icon": icon, "tone": tone, "text": reader.label("alert_state", alert.state)}


def _day(at: datetime, reader: Reader) -> str:
    return " ".join(reader.instant(at).split(" ")[:-1])


def excess(alert: Alert, reader: Reader) -> str:
    """An hourly rate; nothing for loggers that said nothing."""
    if not alert.unit or not alert.excess_micro_per_hour:
        return "–"
    sign = "+" if alert.excess_micro_per_hour > 0 else "−"
    rate = texts.rate(abs(alert.excess_micro_per_hour), alert.unit)
    return f"{sign}{format_amount(rate.micro, rate.unit, reader.language, _digits(rate.micro, rate.unit))}"


def _digits(micro: int, unit: str) -> int:
    """As exact as it helps: litres whole, kilowatts with a decimal below ten."""
    return 0 if unit == "l/h" or abs(micro) >= 10 * MICRO else 1 if abs(micro) >= MICRO else 2


def amount(micro: int, unit: str, reader: Reader) -> tuple[str, str]:
    """(number, unit) apart, so that the unit can stand smaller."""
    number, _, sign = format_amount(micro, unit, reader.language).rpartition(" ")
    return number, sign


def eur(cents: int, reader: Reader) -> str:
    return format_eur(cents, reader.language)


def ticket_cell(card: TicketCard | None, reader: Reader) -> dict[str, str] | None:
    """Reference, priority and how long the next clock has left."""
    if card is None:
        return None
    if not card.is_live:
        left, tone = reader.label("ticket_status", card.status), ""
    elif card.next_due_at is None:
        left, tone = reader.say(_STILL), ""
    else:
        span = card.next_due_at - reader.now
        late = span.total_seconds() < 0
        left = reader.say(_LATE if late else _LEFT, span=reader.span(span))
        tone = {"overdue": "late", "danger": "late", "late": "late", "watch": "watch"}.get(tone_of(span), "")
    return {"ref": card.ref, "priority": card.priority, "left": left, "tone": tone}


def timeline(events: Sequence[AlertEvent], reader: Reader) -> list[dict[str, Any]]:
    return [_told(event, reader) for event in events]


def _told(event: AlertEvent, reader: Reader) -> dict[str, Any]:
    icon, tone, msgid = _SENTENCES.get(event.kind, ("info", "", event.kind))
    return {
        "icon": icon,
        "tone": tone,
        # The sentence is ours, its parameters are escaped by Markup.
        "text": Markup(reader.say(msgid)) % _params(event, reader),  # noqa: S704
        "who": "" if event.actor.startswith("system:") else event.actor_name,
        "at_text": reader.instant(event.at),
        "at_iso": event.at.isoformat(),
        "quote": event.data.get("reason", "") if event.kind in ("snoozed", "held") else "",
    }


def _params(event: AlertEvent, reader: Reader) -> dict[str, Any]:
    data: dict[str, Any] = dict(event.data)
    data["ticket_link"] = _link("/tickets/", data.get("ticket"))
    data["into_link"], data["other_link"] = _link("/alerts/", data.get("into")), _link("/alerts/", data.get("other"))
    data["outcome_word"] = reader.label("finding", data.get("outcome")).lower()
    data["cause_word"] = reader.label("cause", data.get("cause")).lower()
    data["severity_word"] = reader.label("severity", data.get("severity")).lower()
    data["priority"] = data.get("priority", "")
    if "until" in data:
        data["until_text"] = reader.instant(datetime.fromisoformat(data["until"]))
    return data


def _link(base: str, ref: str | None) -> Markup:
    return Markup('<a href="{}{}" translate="no">{}</a>').format(base, ref, ref) if ref else Markup("")


def instant_or(at: datetime | None, reader: Reader) -> str:
    return format_instant(at, reader.language, reader.zone) if at else "–"


#: A share that is less than this is said to be less, in per cent.
_LEAST = 0.1


def percent(part: int, asked: int, language: str) -> str:
    """With one decimal, and never rounded to an end: 100 % means all of it, 0 % nothing."""
    if not asked:
        return "–"
    if part in (0, asked):
        return "100 %" if part else "0 %"
    exact = 100 * part / asked
    sign = "< " if exact < _LEAST else "> " if exact > 100 - _LEAST else ""
    return f"{sign}{format_number(min(max(exact, _LEAST), 100 - _LEAST), language, 1)} %"
