"""A row of the queue: one line for each ticket, and what stands below the selected one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from markupsafe import Markup
from sqlalchemy.orm import Session

from ops.errors import N_
from ops.kit.working_time import WorkingCalendar
from ops.repairs import queries, texts
from ops.repairs.api_views import current_order
from ops.repairs.models import Team, Ticket, TicketClock, WorkOrder
from ops.repairs.queries import TicketKey
from ops.web.labels import LABELLED
from ops.web.pages.repairs import words
from ops.web.pages.repairs.clocks import cell, next_deadline
from ops.web.pages.repairs.next_step import next_step
from ops.web.reader import Reader
from ops.web.rendering import environment

Row = dict[str, Any]

#: Of the selected row: the one that ends first with its time, and the one after it.
_CLOCKS = 2


def rows(
    session: Session, keys: Sequence[TicketKey], known: bool, calendar: WorkingCalendar, reader: Reader
) -> Iterator[Row]:
    """Rows as they are drawn, with a break before what can wait for the day, or for tomorrow."""
    border, label = _border(calendar, reader)
    broken = False
    for key, html in zip(keys, _drawn(session, keys, known, reader), strict=True):
        later = key.next_due_at is None or key.next_due_at >= border
        yield {"html": html, "break": label if later and not broken else ""}
        broken = broken or later


#: How long a row may be shown as it was drawn, unless its ticket changes: it tells minutes.
_MOMENT = timedelta(seconds=10)
#: As many as stay drawn: beyond them the aged ones go.
_MOST_HELD = 5_000
_Look = tuple[int, int, bool, str, str]
_Held = dict[_Look, tuple[datetime, Markup]]
#: By database, each row with the instant when it was drawn: twenty who look at one queue draw it once, and rows age one
#: by one, so that no refresh has to draw those of all queues.
_held: WeakKeyDictionary[object, _Held] = WeakKeyDictionary()


def _drawn(session: Session, keys: Sequence[TicketKey], known: bool, reader: Reader) -> list[Markup]:
    held = _held.setdefault(session.get_bind(), {})
    looks = {key: (key.id, key.version, known, reader.language, reader.zone.key) for key in keys}
    fresh = {key: row for key in keys if (row := _fresh(held.get(looks[key]), reader.now))}
    missing = queries.for_rows(session, [key.id for key in keys if key not in fresh])
    for key in keys:
        if key not in fresh:
            fresh[key] = _draw(_row(missing[key.id], known, reader), reader)
            held[looks[key]] = (reader.now, fresh[key])
    if len(held) > _MOST_HELD:
        _held[session.get_bind()] = {look: row for look, row in list(held.items()) if _fresh(row, reader.now)}
    return [fresh[key] for key in keys]


def _fresh(row: tuple[datetime, Markup] | None, now: datetime) -> Markup | None:
    return row[1] if row and timedelta(0) <= now - row[0] < _MOMENT else None


def _draw(row: Row, reader: Reader) -> Markup:
    template = environment(reader.language, reader.zone.key).get_template("repairs/_queue_row.html")
    return Markup(template.render(row=row))  # noqa: S704  (the template escapes what it is given)


def _border(calendar: WorkingCalendar, reader: Reader) -> tuple[datetime, str]:
    if calendar.is_out_of_hours(reader.now):
        opening = calendar.next_opening(reader.now)
        soon = opening - reader.now < timedelta(hours=16)
        at = reader.time(opening) if soon else reader.instant(opening)
        return opening, reader.say(N_("In working hours, from %(at)s"), at=at)
    closing = calendar.hours_of(reader.today).to_at
    return closing + timedelta(seconds=1), reader.say(N_("After today"))


def _row(ticket: Ticket, known: bool, reader: Reader) -> Row:
    """Each cell fits one line; what it leaves out stands in its `full`."""
    return {
        "ticket": ticket,
        "title": words.short_title(ticket, reader),
        "full_title": words.title(ticket, reader),
        "icon": words.icon_of(ticket),
        "clock": next_deadline(ticket, reader),
        "place": words.place(ticket, reader),
        "full_place": words.address(ticket, reader),
        "caller": _caller(ticket, reader, known),
        "team": team_cell(ticket, reader),
        "facts": list(_facts(ticket, reader)),
        "action": next_step(ticket, reader) or _open(ticket, reader),
        "raised": ticket.priority in ("P1", "P2") and ticket.reopened_count > 0,
    }


def _open(ticket: Ticket, reader: Reader) -> Row:
    return {"label": reader.say(N_("Open the ticket")), "href": f"/tickets/{ticket.ref}", "key": "o"}


def _caller(ticket: Ticket, reader: Reader, known: bool) -> Row:
    """One name, or how many; the datalogger where nobody called."""
    if len(ticket.callers) > 1:
        return {"count": len(ticket.callers)}
    if ticket.callers:
        name = ticket.callers[0].name if known else reader.say(N_("1 caller"))
        return {"text": _without_house(name, ticket), "full": name, "data": known}
    if ticket.origin_kind != "alert":
        return {"text": reader.say(N_("Noticed by us")), "full": "", "data": False}
    register = str(texts.title_of(ticket).params.get("register", ""))
    text = reader.say(N_("Datalogger %(code)s"), code=register.rsplit("-", 1)[-1]).strip()
    return {"text": text, "full": register, "data": False}


def _without_house(name: str, ticket: Ticket) -> str:
    """The reception of a house is called after it, and the house stands in the column before."""
    house = ticket.location.building or ticket.location
    return name.removesuffix(house.name).strip() or name


#: What a reader sees of an order, short and in full; `at` is when it was sent.
_SENT: Mapping[str, tuple[str, str, str]] = {
    "on_site": ("wrench", N_("%(team)s on site"), N_("%(team)s, on site")),
    "dispatched": ("bell", N_("%(team)s, since %(at)s"), N_("%(team)s, asked %(at)s")),
    "accepted": ("check-circle", "%(team)s", N_("%(team)s, accepted")),
    "planned": ("calendar", N_("%(team)s, planned"), N_("%(team)s, planned")),
}  # fmt: skip


def team_cell(ticket: Ticket, reader: Reader) -> Row:
    """Who is on it, in an icon and a few words; rust where nobody is."""
    if ticket.status == "new":
        return _words("warning", reader.say(N_("To confirm")), reader.say(N_("Priority to confirm")))
    if ticket.status == "waiting":
        return _waits(ticket, reader)
    order = current_order(ticket.work_orders)
    if order is None or order.status not in _SENT:
        return _words("warning", reader.say(N_("Nobody yet")), "")
    return _sent(order, reader)


def _words(icon: str, text: str, full: str, tone: str = "late") -> Row:
    return {"icon": icon, "tone": tone, "text": text, "full": full, "data": False}


def _sent(order: WorkOrder, reader: Reader) -> Row:
    icon, short, full = _SENT[order.status]
    at = order.dispatched_at or order.created_at
    return {
        "icon": icon,
        "tone": "late" if order.status == "dispatched" else "",
        "text": reader.say(short, team=_short_name(order.team, reader), at=reader.when(at)),
        "full": reader.say(full, team=order.team.name, at=reader.instant(at)),
        "data": True,
    }


def _short_name(team: Team, reader: Reader) -> str:
    """Who is sent at night is the rapid team: its zone is enough."""
    if team.kind == "rapid" and team.zone:
        return reader.label("zone", team.zone).capitalize()
    return words.team_name(team, reader)


def _waits(ticket: Ticket, reader: Reader) -> Row:
    reason = reader.label("pause_reason", ticket.waiting_for).capitalize()
    until = ticket.waiting_until
    if until is None:
        return _words("pause", reason, "", tone="")
    full = reader.say(N_("%(reason)s, again %(at)s"), reason=reason, at=reader.instant(until))
    short = reader.say(N_("%(reason)s, %(at)s"), reason=reason, at=reader.when(until))
    return _words("pause", short, full, tone="")


def _facts(ticket: Ticket, reader: Reader) -> Iterator[dict[str, str]]:
    """The second line of the selected row."""
    if untold := words.untold(ticket.callers):
        told = len(ticket.callers) - len(untold)
        msgid = N_("%(told)s informed, %(n)s not yet") if told else N_("not informed yet")
        yield {"icon": "message", "text": reader.say(msgid, told=told, n=len(untold))}
    if unanswered := _unanswered(ticket, reader):
        yield {"icon": "bell", "text": unanswered}
    for clock in sorted(_running(ticket), key=lambda each: each.due_at)[:_CLOCKS]:
        view = cell(clock, reader)
        left = view["note"] if clock.name == ticket.next_clock else view["left"]
        yield {"icon": "clock", "text": reader.say(LABELLED, label=view["name"], value=left)}
    if ticket.installation:
        yield {"icon": "gear", "text": words.machine(ticket.installation, reader)}
    if ticket.reopened_count:
        yield {"icon": "undo", "text": reader.say(N_("Reopened %(n)s times"), n=ticket.reopened_count)}
    yield {"icon": "phone", "text": reader.say(N_("Known since %(at)s"), at=reader.instant(ticket.aware_at))}


def _running(ticket: Ticket) -> list[TicketClock]:
    return [clock for clock in ticket.clocks if clock.stopped_at is None and clock.paused_since is None]


def _unanswered(ticket: Ticket, reader: Reader) -> str:
    order = current_order(ticket.work_orders)
    if order is None or order.status != "dispatched" or order.dispatched_at is None:
        return ""
    return reader.say(N_("not accepted for %(span)s"), span=reader.span(reader.now - order.dispatched_at))
