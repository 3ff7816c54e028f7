"""Installations: the cross inventory, and the file of one with its firm and what was reported of it."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.errors import N_
from ops.estate.queries import installation_by_code, list_installations
from ops.estate.queries.cards import firm_card, key_holders_of
from ops.estate.rules.kinds import INSTALLATION_KINDS
from ops.kit.http import Now, ReadSession, language_of
from ops.kit.locale import translate
from ops.repairs.models import Ticket
from ops.repairs.queries.places import tickets_of_installation
from ops.web.addresses import href
from ops.web.labels import label
from ops.web.pages.repairs import words
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

_SIZE = 60
_SHOWN_KINDS = ("lift", "boiler", "fire_alarm", "nurse_call", "cold_store", "server_room", "washing", "pv", "vehicle")
#: "Seven tickets in 90 days" is when a repair should become a replacement.
RECENT_DAYS = 90
INSTALLATION_ICONS = {
    "lift": "lift", "boiler": "flame", "ventilation": "refresh", "fire_alarm": "fire", "nurse_call": "bell",
    "pv": "sun", "washing": "drop", "cold_store": "snow", "server_room": "server", "vehicle": "truck",
}  # fmt: skip
Word = Annotated[str, Query(max_length=200)]


@router.get("/installations", permission="estate.read")
def show_installations(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    q: Word = "",
    kind: Word = "",
    firm: Word = "",
    location: Word = "",
    after: Word = "",
) -> Response:
    kind = kind if kind in INSTALLATION_KINDS else ""
    wanted = {"q": q, "kind": kind, "firm": firm, "location": location}
    found = list_installations(
        session, who.scopes("estate.read"), q=q, kind=kind or None, firm=firm or None, location=location or None,
        after_code=after, limit=_SIZE + 1,
    )  # fmt: skip
    return render(
        request,
        "estate/installations.html",
        q=q,
        wanted=wanted,
        rows=found[:_SIZE],
        icons=INSTALLATION_ICONS,
        chips=_chips(request, wanted),
        next_href=href("/installations", **wanted, after=found[_SIZE - 1].code) if len(found) > _SIZE else "",
        first_href=href("/installations", **wanted) if after else "",
    )


def _chips(request: Request, wanted: dict[str, str]) -> list[dict[str, Any]]:
    language = language_of(request)
    every = {"label": translate(language, N_("All")), "href": href("/installations", **{**wanted, "kind": ""})}
    chips: list[dict[str, Any]] = [{**every, "current": not wanted["kind"]}]
    chips += [
        {
            "label": label(language, "installation_kind", code),
            "icon": INSTALLATION_ICONS.get(code, "gear"),
            "href": href("/installations", **{**wanted, "kind": "" if code == wanted["kind"] else code}),
            "current": code == wanted["kind"],
        }
        for code in _SHOWN_KINDS
    ]
    narrowed = [(name, wanted[name]) for name in ("firm", "location") if wanted[name]]
    chips += [
        {
            "label": value,
            "data": True,
            "icon": "close",
            "href": href("/installations", **{**wanted, name: ""}),
            "current": True,
        }
        for name, value in narrowed
    ]
    return chips


@router.get("/installations/{code}", permission="estate.read")
def show_installation(request: Request, session: ReadSession, who: CurrentPrincipal, code: str, now: Now) -> Response:
    found = installation_by_code(session, code, who.scopes("estate.read"))
    tickets = tickets_of_installation(session, who, found.id)
    since = now - timedelta(days=RECENT_DAYS)
    holders = key_holders_of(session, found.location, reader_of(request).today) if who.may("persons.read") else []
    return render(
        request,
        "estate/installation.html",
        installation=found,
        firm=firm_card(found.firm) if found.firm else None,
        tickets=[_line(ticket, reader_of(request)) for ticket in tickets],
        recent=sum(ticket.registered_at >= since for ticket in tickets),
        recent_days=RECENT_DAYS,
        key_holders=holders,
        icons=INSTALLATION_ICONS,
    )


def _line(ticket: Ticket, reader: Reader) -> dict[str, Any]:
    return {"ticket": ticket, "title": words.title(ticket, reader), "icon": words.icon_of(ticket)}
