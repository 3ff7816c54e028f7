"""Abnormal consumption: the dearest first, faults of the data apart."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Scopes
from ops.energy import texts
from ops.energy.models import Alert
from ops.energy.queries import alerts as queries
from ops.energy.queries import meters, series
from ops.energy.queries.alerts import ACTIVE, AlertFilter, TicketCard
from ops.energy.queries.maintenance_hold import held_among
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.energy.service.deputy import desk_of
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_
from ops.estate.wording import name_of
from ops.kit.http import Now, ReadSession
from ops.web.addresses import href
from ops.web.pages.energy import words
from ops.web.pages.energy.portfolio import figures
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

Word = Annotated[str, Query(max_length=60)]
MEDIA = ("gas", "water", "electricity", "heat", "pv")
_MOST = 200
_STATES = ("open", "acknowledged", "snoozed", "closed")
_ALL, _MINE = N_("All"), N_("Mine")
_SINCE = N_("since %(at)s")


@router.get("/alerts", permission="alerts.read")
def show_alerts(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    medium: Word = "",
    state: Word = "",
    building: Word = "",
    mine: Word = "",
    fragment: Word = "",
) -> Response:
    """The page, or only its rows for the live update (`fragment=rows`)."""
    reader = reader_of(request)
    scopes = who.places("alerts.read")
    chosen = {
        "medium": medium if medium in MEDIA else "",
        "state": state if state in _STATES else "",
        "building": building,
        "mine": "yes" if mine else "",
    }
    desk = desk_of(session, who, now) if mine else None
    context = {
        "chosen": chosen,
        "chips": _chips(session, scopes, chosen, reader),
        "live_href": _href({**chosen, "fragment": "rows"}),
        **table_of(session, scopes, chosen, may_see_tickets=who.may("tickets.read"), reader=reader, desk=desk),
    }
    if fragment == "rows":
        return render(request, "energy/_alerts_rows.html", fragment=True, **context)
    limit = Rulebook(session, now).detection.alerts_per_week
    keys = [
        {"key": "j k", "label": reader.say(N_("up and down"))},
        {"key": "Enter", "label": reader.say(N_("open"))},
        {"key": "e", "label": reader.say(N_("acknowledge"))},
        {"key": "z", "label": reader.say(N_("snooze"))},
    ]
    return render(
        request, "energy/alerts.html", figures=figures(session, scopes, limit, reader), keys=keys,
        as_of=reader.time(now),
        export_href=href("/api/v1/alerts.csv", state=chosen["state"] or ACTIVE, medium=chosen["medium"]),
        **context,
    )  # fmt: skip


def _href(chosen: dict[str, str]) -> str:
    return href("/alerts", **chosen)


def _chips(session: Session, scopes: Scopes, chosen: dict[str, str], reader: Reader) -> list[dict[str, Any]]:
    counts = queries.counts_by(session, scopes, AlertFilter(data_faults=False, building=chosen["building"] or None))
    media = Counter(dict.fromkeys(MEDIA, 0))
    states: Counter[str] = Counter()
    for (medium, state), count in counts.items():
        if (state in OPEN_STATES) if not chosen["state"] else state == chosen["state"]:
            media[medium] += count
        if not chosen["medium"] or medium == chosen["medium"]:
            states[state] += count
    first = {
        "label": reader.say(_ALL), "count": media.total(), "href": _href({**chosen, "medium": ""}),
        "current": not chosen["medium"],
    }  # fmt: skip
    by_medium = [
        {
            "label": reader.label("medium", medium), "count": media[medium], "icon": words.MEDIUM_ICONS[medium],
            "href": _href({**chosen, "medium": medium}), "current": chosen["medium"] == medium,
        }
        for medium in MEDIA if media[medium] or chosen["medium"] == medium
    ]  # fmt: skip
    by_state = [
        {
            "label": reader.label("alert_state", state), "count": states[state], "rule": state == _STATES[0],
            "href": _href({**chosen, "state": "" if chosen["state"] == state else state}),
            "current": chosen["state"] == state,
        }
        for state in _STATES
    ]  # fmt: skip
    return [first, *by_medium, *by_state, _mine(chosen, reader)]


def _mine(chosen: dict[str, str], reader: Reader) -> dict[str, Any]:
    """What the reader looks at, and those for whom he stands in."""
    other = "" if chosen["mine"] else "yes"
    return {
        "label": reader.say(_MINE), "href": _href({**chosen, "mine": other}), "current": bool(chosen["mine"]),
        "rule": True,
    }  # fmt: skip


def table_of(
    session: Session,
    scopes: Scopes,
    chosen: dict[str, str],
    *,
    may_see_tickets: bool,
    reader: Reader,
    desk: Collection[str] | None = None,
) -> dict[str, Any]:
    """`desk` leaves only what these people look at."""
    wanted = AlertFilter(
        chosen["state"] or ACTIVE, chosen["medium"] or None, building=chosen["building"] or None, looked_at_by=desk
    )
    found = queries.portfolio(session, scopes, wanted, limit=_MOST)
    waste = [alert for alert in found if alert.cause not in words.FAULT_ICONS]
    faults = [alert for alert in found if alert.cause in words.FAULT_ICONS]
    lines = series.sparklines(session, {a.register_id for a in waste if a.register_id}, reader.now, reader.zone)
    refs = {alert.ticket_ref for alert in waste if alert.ticket_ref} if may_see_tickets else set()
    cards = queries.ticket_cards(session, refs)
    dearest = max((alert.cost_cents_per_day for alert in waste), default=0)
    connected, every = meters.count_connected(session, scopes)
    return {
        "rows": [_row(alert, lines, cards, dearest, reader) for alert in waste],
        "held": held_among(session, [alert.id for alert in waste]),
        "faults": [_fault(alert, reader) for alert in faults],
        "connected": connected,
        "registers": every,
    }


def _row(
    alert: Alert,
    lines: dict[int, list[float | None]],
    cards: dict[str, TicketCard],
    dearest: int,
    reader: Reader,
) -> dict[str, Any]:
    line = lines.get(alert.register_id or 0, [])
    share = alert.cost_cents_per_day / dearest if dearest else 0.0
    return {
        "alert": alert,
        "place": name_of(alert.location, reader.language) if alert.location else "",
        "icon": words.MEDIUM_ICONS[alert.medium],
        "medium": reader.label("medium", alert.medium),
        "cause": words.say(texts.cause_of(alert), reader),
        "line": line,
        "alert_from": _alert_from(alert, line, reader),
        "excess": words.excess(alert, reader),
        "eur": words.eur(alert.cost_cents_per_day, reader),
        "share": share,
        "dear": share > 0.6,
        "state": words.state_chip(alert, reader),
        "ticket": words.ticket_cell(cards.get(alert.ticket_ref or ""), reader),
    }


def _alert_from(alert: Alert, line: Sequence[float | None], reader: Reader) -> int | None:
    today, day = (reader.day_of(at) for at in (reader.now, alert.started_at))
    place = len(line) - 1 - (today - day).days
    return max(place - 1, 0) if place >= 0 else 0


def _fault(alert: Alert, reader: Reader) -> dict[str, str]:
    code = alert.register.code if alert.register else alert.location.code if alert.location else ""
    return {
        "ref": alert.ref,
        "icon": words.FAULT_ICONS[alert.cause],
        "label": reader.label("cause", alert.cause),
        "code": code,
        "since": reader.say(_SINCE, at=reader.instant(alert.started_at)),
    }
