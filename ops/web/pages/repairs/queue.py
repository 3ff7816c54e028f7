"""The dispatcher's queue: what ends first stands on top."""

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_
from ops.kit.http import Now, ReadSession
from ops.repairs import queries, rulebook
from ops.repairs.queries import QueueCounts, TicketFilter
from ops.repairs.queries.last_call import last_call_at
from ops.repairs.rules.triage import PRIORITIES, TRADES
from ops.repairs.service.handover import moments
from ops.web.addresses import href
from ops.web.pages.repairs import words
from ops.web.pages.repairs.on_call import head
from ops.web.pages.repairs.queue_rows import rows as drawn
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

#: As many as somebody works through in an hour; each "more" adds as many again.
_ROWS, _MOST_ROWS = 50, 250
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
    rows: Annotated[int, Query(ge=1)] = _ROWS,
    fragment: Word = "",
) -> Response:
    """The page, or one of its live parts: who is on call (`fragment=on-call`), the rows (`fragment=rows`)."""
    reader = reader_of(request)
    if fragment == "on-call":
        return render(request, "repairs/_on_call.html", fragment=True, **_head(session, who, reader))
    chosen = _chosen(view, priority, trade, team)
    context = _live_rows(request, session, who, chosen, rows, reader)
    if fragment == "rows":
        return render(request, "repairs/_queue_rows.html", fragment=True, **context)
    return render(
        request, "repairs/queue.html", keys=_keys(reader), day=words.day_words(request),
        as_of=reader.time(now, seconds=True), night=rulebook.calendar(session, now).is_out_of_hours(now),
        handover=reader.time(moments(session, now)[1]), **_head(session, who, reader), **context,
    )  # fmt: skip


def _chosen(view: str, priority: str, trade: str, team: str) -> dict[str, str]:
    """A word that no filter knows, of an old link, narrows nothing."""
    return {
        "view": view if view in _VIEWS else "week",
        "priority": priority if priority in PRIORITIES else "",
        "trade": trade if trade in TRADES else "",
        "team": team,
    }


def _live_rows(
    request: Request, session: Session, who: Principal, chosen: dict[str, str], rows: int, reader: Reader
) -> dict[str, Any]:
    counts = queries.queue_counts(session, who, reader.now)
    request.state.counted = {"/queue": counts.this_week, "/tickets": counts.live}
    return {
        **_table(session, who, chosen, min(rows, _MOST_ROWS), reader),
        "chips": _chips(chosen, counts, reader),
        "filters": _filters(chosen, session, reader),
        "chosen": chosen,
        "later": counts.later,
        "live_href": _href(chosen, rows=str(rows) if rows != _ROWS else "", fragment="rows"),
        "more_href": _href(chosen, rows=str(rows + _ROWS)) if rows < _MOST_ROWS else "",
        "all_href": _href({**chosen, "view": "all"}),
    }


def _keys(reader: Reader) -> list[dict[str, str]]:
    return [
        {"key": "j k", "label": reader.say(N_("up and down"))},
        {"key": "Enter", "label": reader.say(N_("open"))},
        {"key": "p", "label": reader.say(N_("send work order"))},
        {"key": "b", "label": reader.say(N_("inform caller"))},
        {"key": "c", "label": reader.say(N_("call team"))},
    ]


def _head(session: Session, who: Principal, reader: Reader) -> dict[str, Any]:
    return {**head(session, who, reader), "last_call": _last_call(session, who, reader)}


def _last_call(session: Session, who: Principal, reader: Reader) -> str:
    at = last_call_at(session, who, reader.now)
    return reader.say(N_("Last call %(at)s"), at=reader.when(at)) if at else reader.say(N_("No call in the last 24 h"))


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


def _table(session: Session, who: Principal, chosen: dict[str, str], limit: int, reader: Reader) -> dict[str, Any]:
    wanted = TicketFilter(
        live=True,
        sort="due",
        priority=(chosen["priority"],) if chosen["priority"] else (),
        trade=chosen["trade"],
        team=chosen["team"],
        this_week=chosen["view"] == "week",
        **_VIEWS[chosen["view"]],
    )
    keys, more = queries.list_keys(session, who, wanted, now=reader.now, limit=limit)
    calendar = rulebook.calendar(session, reader.now)
    return {
        "rows": list(drawn(session, keys, who.may("persons.read"), calendar, reader)),
        "more": more,
        "shown": len(keys),
    }
