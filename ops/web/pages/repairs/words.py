"""Rows, timelines and people of repairs as the templates show them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fastapi import Request
from markupsafe import Markup

from ops.errors import N_
from ops.estate.models import Installation
from ops.estate.wording import address_of, name_of, short_name_of
from ops.kit.locale import Amount, Text, format_amount, format_date
from ops.people.rules import shown_phone
from ops.repairs import texts
from ops.repairs.caller_texts import WORDINGS
from ops.repairs.models import Caller, Team, Ticket, TicketEvent
from ops.web.labels import LABELLED
from ops.web.reader import Reader, reader_of

TRADE_ICONS: Mapping[str, str] = {
    "plumbing": "drop", "heating": "heat", "electricity": "bolt", "lift": "lift", "fire_safety": "fire",
    "locks_glass": "lock", "roof": "home", "carpentry": "door", "painting": "pencil", "sanitation": "toilet",
    "pest": "warning", "metering": "gauge", "admin": "file", "other": "wrench",
}  # fmt: skip
STATUS_ICONS: Mapping[str, tuple[str, str]] = {
    "new": ("inbox", "watch"), "open": ("calendar", "watch"), "dispatched": ("send", "neutral"),
    "in_progress": ("wrench", "neutral"), "waiting": ("pause", "neutral"), "resolved": ("check", "ok"),
    "closed": ("check", "neutral"), "cancelled": ("close", "neutral"),
}  # fmt: skip
_TOO_MUCH = N_("%(cause)s, %(excess)s too much")
_TEN = 10_000_000


def title(ticket: Ticket, reader: Reader) -> str:
    return texts.title_of(ticket).render(reader.language)


def short_title(ticket: Ticket, reader: Reader) -> str:
    """For one line: of an alert what it is and how much is lost; where is another column."""
    cause, excess = texts.title_of(ticket).params.get("cause"), texts.reason_of(ticket).params.get("excess")
    if not isinstance(excess, Amount) or excess.micro <= 0:
        return title(ticket, reader)
    digits = 0 if excess.micro >= _TEN else 1
    amount = format_amount(excess.micro, excess.unit, reader.language, digits)
    return Text(_TOO_MUCH, {"cause": cause, "excess": amount}).render(reader.language)


def place(ticket: Ticket, reader: Reader) -> str:
    """Short enough for one line: the street with its box, or the room and its house."""
    return short_name_of(ticket.location, reader.language)


def address(ticket: Ticket, reader: Reader) -> str:
    """All of it: the part and the address of its house."""
    where = ticket.location
    street = address_of(where, reader.language)
    return street if where.kind == "building" else f"{name_of(where, reader.language)}, {street}"


def machine(installation: Installation, reader: Reader) -> str:
    return name_of(installation, reader.language)


def icon_of(ticket: Ticket) -> str:
    """The trade; a sun or a gauge where a meter speaks."""
    return "gauge" if ticket.origin_kind == "alert" else TRADE_ICONS.get(ticket.trade, "wrench")


_SHORT = {"rapid": N_("Rapid team %(zone)s"), "works": N_("Works team %(zone)s")}


def team_name(team: Team, reader: Reader) -> str:
    """Our own teams in two words; a firm by its name."""
    msgid = _SHORT.get(team.kind)
    return reader.say(msgid, zone=reader.label("zone", team.zone)) if msgid and team.zone else team.name


def untold(callers: Sequence[Caller]) -> list[Caller]:
    return [caller for caller in callers if caller.informed_at is None]


Told = tuple[str, str, str]
#: Kind of event -> icon, tone, sentence. Its parameters are the event's data, escaped; <b> marks the act.
SENTENCES: Mapping[str, Told] = {
    "registered": ("phone", "", N_("<b>Noted</b> with priority %(priority)s")),
    "triaged": ("sliders", "", N_("<b>Priority %(priority)s</b> confirmed")),
    "caller_added": ("phone", "", N_("<b>Call</b> from %(caller_name)s")),
    "caller_informed": ("message", "", N_("<b>Informed:</b> %(caller_name)s")),
    "alert_linked": ("gauge", "accent", N_("Linked to alert %(alert_link)s")),
    "alert_ended": ("gauge", "ok", N_("Alert %(alert_link)s: consumption is normal again")),
    "alert_returned": ("gauge", "late", N_("Alert %(alert_link)s: consumption is abnormal again")),
    "caller_said": ("message", "accent", N_("<b>%(caller_name)s says:</b>")),
    "call_back_promised": ("phone", "accent", N_("<b>Call back promised</b> to %(caller_name)s before %(by_text)s")),
    "question_routed": ("send", "", N_("<b>Question passed on</b> to %(desk_name)s")),
    "photo_added": ("camera", "", N_("<b>%(photo_word)s</b> added")),
    "photo_removed": ("camera", "", N_("<b>%(photo_word)s</b> taken away")),
    "photo_restored": ("camera", "", N_("<b>%(photo_word)s</b> brought back")),
    "note": ("file", "", N_("<b>Note</b>")),
    "paused": ("pause", "", N_("<b>Waits:</b> %(reason_word)s, again %(until_text)s")),
    "resumed": ("play", "", N_("<b>Resumed</b>")),
    "work_planned": ("calendar", "", N_("Work order %(order_link)s for %(team_name)s planned")),
    "work_dispatched": ("send", "", N_("<b>Work order sent</b> to %(team_name)s: %(order_link)s")),
    "work_accepted": ("check", "ok", N_("Work order %(order_link)s <b>accepted</b>")),
    "work_refused": ("close", "late", N_("Work order %(order_link)s <b>refused</b>")),
    "work_started": ("wrench", "", N_("<b>On site</b> for %(order_link)s")),
    "made_safe": ("shield", "ok", N_("<b>Made safe</b>")),
    "slot_agreed": ("calendar", "accent", N_("<b>Appointment</b> for %(order_link)s: %(slot_text)s")),
    "technician_named": ("users", "", N_("%(order_link)s is for <b>%(technician_name)s</b>")),
    "work_unreachable": ("phone", "late", N_("<b>%(unreachable_word)s:</b> %(order_link)s given back")),
    "work_no_access": ("door", "late", N_("<b>Nobody opened</b>, again %(until_text)s")),
    "access_step": ("door", "", N_("To get in: <b>%(access_word)s</b>")),
    "work_need_part": ("box", "", N_("<b>Waits for a part</b>, again %(until_text)s")),
    "part_reserved": ("box", "ok", N_("<b>%(part)s came in</b>, reserved for %(order_link)s: plan again")),
    "part_arrived": ("box", "ok", N_("<b>The part is there</b>, %(order_link)s goes on")),
    "work_followed_on": ("refresh", "", N_("Visit %(order_link)s over, <b>more work:</b> %(child_link)s")),
    "signed": ("user", "ok", N_("<b>Signed</b> for %(order_link)s by %(name)s")),
    "work_completed": ("check", "ok", N_("Work order %(order_link)s <b>completed:</b> %(finding_word)s")),
    "work_cancelled": ("close", "", N_("Work order %(order_link)s cancelled")),
    "paged": ("bell", "", N_("<b>Paged:</b> %(user)s, %(duty_word)s")),
    "page_acknowledged": ("check", "ok", N_("<b>Page acknowledged</b>")),
    "page_exhausted": ("warning", "danger", N_("<b>Nobody has answered</b>: every step was taken")),
    "resolved": ("check-circle", "ok", N_("<b>Resolved:</b> %(finding_word)s")),
    "reopened": ("undo", "late", N_("<b>Reopened:</b> still broken")),
    "closed": ("lock", "", N_("<b>Closed</b>")),
    "cancelled": ("close", "", N_("<b>Cancelled:</b> %(cancel_word)s")),
    "duplicate_joined": ("link", "accent", N_("<b>The same trouble:</b> %(ticket_link)s goes on here")),
}
_NOBODY = ("bell", "late", N_("<b>Nobody to page:</b> %(duty_word)s"))
_REFUSED = ("door", "late", N_("<b>Access refused</b>, again %(until_text)s"))
_KNOWN = ("link", "", N_("<b>Cancelled:</b> known already, goes on as %(ticket_link)s"))
_NO_ONE = ("users", "", N_("%(order_link)s: the team decides who goes"))
_MOVED = ("calendar", "accent", N_("<b>Appointment of %(order_link)s moved:</b> %(slot_text)s, was %(before_text)s"))
_AT_ONCE = {
    "work_no_access": ("door", "late", N_("<b>Nobody opened</b>")),
    "work_need_part": ("box", "", N_("<b>Waits for a part</b>")),
}
_CHANGED = ("sliders", "", N_("<b>Priority %(before)s</b> becomes <b>%(priority)s</b>"))
#: Whose word it is when one of our own processes writes.
_CELLS = {"system:energy": N_("energy cell"), "system:energy_scan": N_("energy cell")}
_BY_MESSAGE = N_("by message")
_BY_CALL = N_("by phone")


def timeline(events: Sequence[TicketEvent], callers: Sequence[Caller], reader: Reader, known: bool) -> list[Any]:
    """Newest first."""
    names = {caller.id: caller.name for caller in callers} if known else {}
    return [_told(row, names, reader) for row in reversed(events)]


def _told(row: TicketEvent, names: Mapping[int, str], reader: Reader) -> dict[str, Any]:
    changed = row.kind == "triaged" and row.data.get("before") not in (None, row.data.get("priority"))
    empty = row.kind == "paged" and "user" not in row.data
    icon, tone, msgid = _CHANGED if changed else _NOBODY if empty else _sentence_of(row)
    by_meter = row.kind == "registered" and row.actor in _CELLS
    return {
        "icon": "gauge" if by_meter else icon,
        "tone": tone or "neutral",
        "text": Markup(reader.say(msgid)) % _params(row, names, reader),  # noqa: S704 - the catalog's own words.
        "who": _who(row, reader),
        "note": _note(row, names, reader),
        "at_text": reader.instant(row.at),
        "at_iso": row.at.isoformat(),
        "quote": _quote(row, reader),
    }


def _sentence_of(row: TicketEvent) -> Told:
    """Where the data change what is said."""
    data = row.data
    if row.kind == "work_no_access" and data.get("kind") == "refused":
        return _REFUSED
    if row.kind == "cancelled" and data.get("other"):
        return _KNOWN
    if row.kind == "technician_named" and not data.get("technician"):
        return _NO_ONE
    if row.kind == "slot_agreed" and data.get("before_from"):
        return _MOVED
    return _AT_ONCE[row.kind] if row.kind in _AT_ONCE and not data.get("until") else SENTENCES[row.kind]


def _who(row: TicketEvent, reader: Reader) -> str:
    """A person by name; a process of ours by the cell that it works for, or not at all."""
    if row.actor in _CELLS:
        return reader.say(_CELLS[row.actor])
    return "" if row.actor == f"system:{row.actor_name}" else row.actor_name


def _params(row: TicketEvent, names: Mapping[int, str], reader: Reader) -> dict[str, object]:
    data = row.data
    return {
        **{name: _data(str(value)) for name, value in data.items() if isinstance(value, str | int)},
        "team_name": _data(data.get("team_name", data.get("team", ""))),
        "caller_name": _data(names.get(data.get("caller", 0)) or reader.say(N_("a caller"))),
        "alert_link": _link("/alerts/", data.get("alert", "")),
        "ticket_link": _link("/tickets/", data.get("other") or data.get("ticket", "")),
        "order_link": _link("/work-orders/", data.get("work_order", "")),
        "child_link": _link("/work-orders/", data.get("child", "")),
        "technician_name": _data(data.get("technician_name", "")),
        "slot_text": slot_text(data.get("from"), data.get("to"), reader),
        "before_text": slot_text(data.get("before_from"), data.get("before_to"), reader),
        "access_word": reader.label("access_now", data.get("step")),
        "unreachable_word": reader.label("unreachable", data.get("reason")) if row.kind == "work_unreachable" else "",
        "reason_word": reader.label("pause_reason", data.get("reason")) if row.kind == "paused" else "",
        "cancel_word": reader.label("cancel_reason", data.get("reason")) if row.kind == "cancelled" else "",
        "duty_word": reader.label("duty", data.get("duty")) if row.kind == "paged" else "",
        "finding_word": reader.label("finding", data.get("finding")) or reader.say(N_("no finding")),
        "until_text": _until(data.get("until"), reader),
        "by_text": _until(data.get("by") if row.kind == "call_back_promised" else None, reader),
        "desk_name": _data(data.get("desk_name", data.get("desk", ""))),
        "photo_word": reader.label("attachment_label", data.get("label")),
    }


def slot_text(from_at: str | None, to_at: str | None, reader: Reader) -> str:
    """ "Tue 24 Nov 08:00–12:00"."""
    if not from_at or not to_at:
        return ""
    return f"{reader.instant(datetime.fromisoformat(from_at))}–{reader.time(datetime.fromisoformat(to_at))}"


def _data(text: str) -> Markup:
    return Markup('<span translate="no">{}</span>').format(text)


def _link(path: str, ref: str) -> Markup:
    return Markup('<a href="{}{}" translate="no">{}</a>').format(path, ref, ref)


def _until(until: str | None, reader: Reader) -> str:
    return reader.instant(datetime.fromisoformat(until)) if until else "?"


def _note(row: TicketEvent, names: Mapping[int, str], reader: Reader) -> str:
    """Numbers, as names, only for whoever may know them."""
    if row.kind == "caller_added" and row.data.get("ticket"):
        return reader.say(N_("from %(ref)s"), ref=row.data["ticket"])
    if row.kind == "call_back_promised" and names:
        return shown_phone(row.data.get("phone", ""))
    if row.kind == "caller_informed":
        how = reader.say(_BY_MESSAGE if row.data.get("how") == "message" else _BY_CALL)
        about = WORDINGS.get(str(row.data.get("about", "")))
        return reader.say(LABELLED, label=how, value=reader.say(about.head)) if about else how
    return ""


def _quote(row: TicketEvent, reader: Reader) -> str:
    """Words as they were said, and reasons, which may be ours."""
    reason = row.data.get("reason")
    if isinstance(reason, dict) and reason.get("msgid"):
        return Text.from_json(reason).render(reader.language)
    return str(row.data.get("text", ""))


def day_words(request: Request) -> str:
    reader = reader_of(request)
    return format_date(reader.today, reader.language)
