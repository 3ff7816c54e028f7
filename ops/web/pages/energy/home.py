"""Energy at a glance: what it costs too much, what to look at first, and whether the data can be trusted."""

from fastapi import Request
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.energy.queries import meters
from ops.energy.service.rulebook import Rulebook
from ops.kit.http import Now, ReadSession
from ops.web.pages.energy import words
from ops.web.pages.energy.alerts import table_of
from ops.web.pages.energy.portfolio import figures
from ops.web.reader import reader_of
from ops.web.rendering import render

router = PageRouter()

_FIRST = 6


@router.get("/energy", permission="alerts.read")
def show_energy(request: Request, session: ReadSession, who: CurrentPrincipal, now: Now) -> Response:
    reader = reader_of(request)
    scopes = who.places("alerts.read")
    chosen = {"medium": "", "state": "", "building": ""}
    table = table_of(session, scopes, chosen, may_see_tickets=who.may("tickets.read"), reader=reader)
    limit = Rulebook(session, now).detection.alerts_per_week
    by_medium = meters.counts_by_medium(session, scopes)
    media = [
        {"label": reader.label("medium", medium), "icon": words.MEDIUM_ICONS[medium], "count": count,
         "href": f"/meters?medium={medium}"}
        for medium, count in sorted(by_medium.items(), key=lambda item: -item[1])
    ]  # fmt: skip
    return render(
        request, "energy/home.html", figures=figures(session, scopes, limit, reader), as_of=reader.time(now),
        first=table["rows"][:_FIRST], more=max(len(table["rows"]) - _FIRST, 0), faults=len(table["faults"]),
        connected=table["connected"], registers=table["registers"], media=media,
    )  # fmt: skip
