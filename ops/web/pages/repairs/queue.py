"""The dispatcher's queue: what ends first stands on top."""

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.access.queries.told import active_users_with
from ops.errors import N_
from ops.kit.http import Now, ReadSession
from ops.repairs import queries, rulebook
from ops.repairs.queries import QueueCounts, TicketFilter
from ops.repairs.rules.triage import PRIORITIES, TRADES
from ops.web.addresses import href
from ops.web.pages.repairs import words
from ops.web.pages.repairs.queue_rows import rows
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
    request.state.counted = {"/queue": counts.this_week, "/tickets": counts.live}
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
        {"key": "c", "label": reader.say(N_("call team"))},
    ]
    return render(
        request, "repairs/queue.html", on_call=_on_call(session, who, reader), keys=keys, day=words.day_words(request),
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
        "rows": list(rows(page.items, who.may("persons.read"), calendar, reader)),
        "more": page.next is not None,
        "shown": len(page.items),
    }


def _on_call(session: Session, who: Principal, reader: Reader) -> list[dict[str, Any]]:
    """Until there is a rota, all dispatchers are paged."""
    return [
        {
            "label": reader.label("role", "dispatcher").capitalize(),
            "name": user.name,
            "sub": reader.say(N_("is paged day and night")),
            "phone": user.phone,
            "call_href": f"tel:{user.phone}" if user.phone else "",
            "is_reader": who.key == f"user:{user.id}",
        }
        for user in active_users_with(session, ("dispatcher",), grants=False)[:4]
    ]
