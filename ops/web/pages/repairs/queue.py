"""The dispatcher's queue: what ends first stands on top."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.access.queries.told import active_users_with
from ops.errors import N_
from ops.kit.http import Now, ReadSession
from ops.kit.working_time import WorkingCalendar
from ops.repairs import queries, rulebook
from ops.repairs.models import Ticket
from ops.repairs.queries import QueueCounts, TicketFilter
from ops.repairs.rules.triage import PRIORITIES, TRADES
from ops.web.addresses import href
from ops.web.labels import LABELLED
from ops.web.pages.repairs import words
from ops.web.pages.repairs.clocks import cell, next_deadline
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

_ROWS = 120
#: What each chip shows; "week" is the queue as it opens.
_VIEWS: dict[str, dict[str, Any]] = {
    "week": {},
    "overdue": {"overdue": True},
    "without_team": {"without_team": True},
    "waiting": {"status": ("waiting",)},
    "alerts": {"origin": "alert"},
    "all": {},
}
_LABELS = {
    "week": N_("This week"), "overdue": N_("Late"), "without_team": N_("Without a team"),
    "waiting": N_("Waits for somebody"), "alerts": N_("Energy"), "all": N_("All open"),
}  # fmt: skip

Word = Annotated[str, Query(max_length=60)]


@router.get("/queue", permission="tickets.triage")
def show_queue(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    view: Word = "week",
    priority: Word = "",
    trade: Word = "",
    team: Word = "",
    fragment: Word = "",
) -> Response:
    """The page, or only its rows for the live update (`fragment=rows`)."""
    reader = reader_of(request)
    chosen = {
        "view": view if view in _VIEWS else "week",
        "priority": priority if priority in PRIORITIES else "",
        "trade": trade if trade in TRADES else "",
        "team": team,
    }
    counts = queries.queue_counts(session, who, now)
    context = {
        **_table(session, who, chosen, counts, reader),
        "chips": _chips(chosen, counts, reader),
        "filters": _filters(chosen, session, reader),
        "chosen": chosen,
        "later": counts.later,
        "live_href": _href(chosen, fragment="rows"),
        "all_href": _href({**chosen, "view": "all"}),
    }
    if fragment == "rows":
        return render(request, "repairs/_queue_rows.html", fragment=True, **context)
    keys = [
        {"key": "j k", "label": reader.say(N_("up and down"))},
        {"key": "Enter", "label": reader.say(N_("open"))},
        {"key": "p", "label": reader.say(N_("send work order"))},
        {"key": "b", "label": reader.say(N_("inform caller"))},
    ]
    return render(
        request, "repairs/queue.html", on_call=_on_call(session, reader), keys=keys, day=words.day_words(request),
        as_of=reader.time(now, seconds=True), night=rulebook.calendar(session, now).is_out_of_hours(now), **context,
    )  # fmt: skip


def _href(chosen: dict[str, str], **more: str) -> str:
    """The week is how the queue opens: it needs no word in the address."""
    kept = {**chosen, **more}
    return href("/queue", **{**kept, "view": "" if kept["view"] == "week" else kept["view"]})


def _chips(chosen: dict[str, str], counts: QueueCounts, reader: Reader) -> list[dict[str, Any]]:
    numbers = {
        "week": counts.this_week, "overdue": counts.overdue, "without_team": counts.without_team,
        "waiting": counts.waiting, "alerts": counts.alerts, "all": counts.live,
    }  # fmt: skip
    return [
        {
            "label": reader.say(text),
            "count": numbers[name],
            "href": _href({**chosen, "view": name}),
            "current": chosen["view"] == name,
        }
        for name, text in _LABELS.items()
    ]


def _filters(chosen: dict[str, str], session: Session, reader: Reader) -> list[dict[str, Any]]:
    """What narrows further; each choice is a link, so that it can be sent to a colleague."""
    groups = [
        ("priority", N_("Priority"), [(p, f"{p} {reader.label('priority', p)}", False) for p in PRIORITIES]),
        ("trade", N_("Trade"), [(t, reader.label("trade", t), False) for t in TRADES]),
        ("team", N_("Team"), [(t.code, t.name, True) for t in queries.teams(session)]),
    ]
    return [
        {
            "label": reader.say(text),
            "off_href": _href({**chosen, name: ""}) if chosen[name] else "",
            "chosen": next((label for value, label, _ in options if value == chosen[name]), chosen[name]),
            "options": [
                {"label": label, "href": _href({**chosen, name: value}), "data": data} for value, label, data in options
            ],
        }
        for name, text, options in groups
    ]


def _table(
    session: Session, who: Principal, chosen: dict[str, str], counts: QueueCounts, reader: Reader
) -> dict[str, Any]:
    wanted = TicketFilter(
        live=True,
        sort="due",
        priority=(chosen["priority"],) if chosen["priority"] else (),
        trade=chosen["trade"],
        team=chosen["team"],
        this_week=chosen["view"] == "week",
        **_VIEWS[chosen["view"]],
    )
    page = queries.list_tickets(session, who, wanted, now=reader.now, limit=_ROWS)
    calendar = rulebook.calendar(session, reader.now)
    return {
        "rows": list(_rows(page.items, who.may("persons.read"), calendar, reader)),
        "more": page.next is not None,
        "shown": len(page.items),
    }


def _rows(
    tickets: Sequence[Ticket], known: bool, calendar: WorkingCalendar, reader: Reader
) -> Iterator[dict[str, Any]]:
    """Rows with a break before what can wait for the day, or for tomorrow."""
    border, label = _border(calendar, reader)
    broken = False
    for ticket in tickets:
        later = ticket.next_due_at is None or ticket.next_due_at >= border
        yield {**_row(ticket, known, reader), "break": label if later and not broken else ""}
        broken = broken or later


def _border(calendar: WorkingCalendar, reader: Reader) -> tuple[datetime, str]:
    if calendar.is_out_of_hours(reader.now):
        opening = calendar.next_opening(reader.now)
        soon = opening - reader.now < timedelta(hours=16)
        at = reader.time(opening) if soon else reader.instant(opening)
        return opening, reader.say(N_("In working hours, from %(at)s"), at=at)
    closing = calendar.hours_of(reader.today).to_at
    return closing + timedelta(seconds=1), reader.say(N_("After today"))


def _row(ticket: Ticket, known: bool, reader: Reader) -> dict[str, Any]:
    return {
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "icon": words.icon_of(ticket),
        "clock": next_deadline(ticket, reader),
        "place": words.place(ticket, reader),
        "caller": words.caller_cell(ticket, reader, known),
        "team": words.team_cell(ticket, reader),
        "facts": list(_facts(ticket, reader)),
        "action": _action(ticket, reader),
        "raised": ticket.priority in ("P1", "P2") and ticket.reopened_count > 0,
    }


def _facts(ticket: Ticket, reader: Reader) -> Iterator[dict[str, str]]:
    """The second line of the selected row."""
    if untold := words.untold(ticket.callers):
        told = len(ticket.callers) - len(untold)
        msgid = N_("%(told)s informed, %(n)s not yet") if told else N_("not informed yet")
        yield {"icon": "message", "text": reader.say(msgid, told=told, n=len(untold))}
    for clock in ticket.clocks:
        if clock.name != ticket.next_clock and clock.stopped_at is None:
            view = cell(clock, reader)
            yield {"icon": "clock", "text": reader.say(LABELLED, label=view["name"], value=view["left"])}
    if ticket.installation:
        yield {"icon": "gear", "text": ticket.installation.name}
    if ticket.reopened_count:
        yield {"icon": "undo", "text": reader.say(N_("Reopened %(n)s times"), n=ticket.reopened_count)}
    yield {"icon": "phone", "text": reader.say(N_("Known since %(at)s"), at=reader.instant(ticket.aware_at))}


def _action(ticket: Ticket, reader: Reader) -> dict[str, str]:
    """The one next step; the letter presses it while the row is selected."""
    here = f"/tickets/{ticket.ref}"
    if ticket.status == "new":
        return {"label": reader.say(N_("Confirm priority")), "href": f"{here}?do=triage#do", "key": "p"}
    if ticket.next_clock == "inform_caller":
        n = len(words.untold(ticket.callers))
        label = reader.say(N_("Inform caller")) if n == 1 else reader.say(N_("Inform %(n)s callers"), n=n)
        return {"label": label, "href": f"{here}?do=inform#do", "key": "b"}
    if ticket.status == "open":
        return {"label": reader.say(N_("Send work order")), "href": f"{here}?do=send#do", "key": "p"}
    if ticket.status == "waiting" and ticket.waiting_for not in ("access", "part"):
        return {"label": reader.say(N_("Resume")), "href": f"{here}?do=resume#do", "key": "p"}
    return {"label": reader.say(N_("Open the ticket")), "href": here, "key": "o"}


def _on_call(session: Session, reader: Reader) -> list[dict[str, str]]:
    """Until there is a rota, all dispatchers are paged."""
    return [
        {
            "label": reader.label("role", "dispatcher").capitalize(),
            "name": user.name,
            "sub": reader.say(N_("is paged day and night")),
            "call_href": f"tel:{user.phone}" if user.phone else "",
        }
        for user in active_users_with(session, ("dispatcher",))[:4]
    ]
