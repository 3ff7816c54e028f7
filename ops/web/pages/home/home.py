"""The first page after signing in: the Now page of the role, or what waits for somebody who has none."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.access.rights import SELF
from ops.energy.queries import alerts as energy
from ops.energy.service.rulebook import Rulebook
from ops.energy.texts import cause_of
from ops.kit.http import Now, ReadSession
from ops.repairs import queries as repairs
from ops.repairs.texts import title_of
from ops.web.pages.energy.portfolio import figures
from ops.web.pages.home.care import to_look_at
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()
#: Roles that live in one page; the first that a person holds is his home.
NOW_PAGES = {
    "dispatcher": "/queue", "dispatch_lead": "/queue", "technician": "/my-work", "contractor": "/my-work",
    "works_planner": "/queue", "energy_coordinator": "/alerts",
}  # fmt: skip
_SHOWN = 8


@router.get("/", permission=SELF)
def home(request: Request, session: ReadSession, who: CurrentPrincipal, now: Now) -> Response:
    for role in who.roles:
        if role in NOW_PAGES:
            return RedirectResponse(NOW_PAGES[role], 303)
    reader = reader_of(request)
    return render(
        request, "home/home.html",
        tickets=_tickets(session, who, now), open_tickets=_count(session, who, now),
        alerts=_alerts(session, who), figures=_figures(session, who, reader),
        care=to_look_at(session, who, reader), title_of=title_of, cause_of=cause_of,
    )  # fmt: skip


def _tickets(session: Session, who: Principal, now: Now) -> Sequence[object] | None:
    """The next ones due that the reader reaches; None when tickets are none of his business."""
    if not who.may("tickets.read"):
        return None
    page = repairs.list_tickets(session, who, repairs.TicketFilter(live=True, sort="due"), now=now, limit=_SHOWN)
    return page.items


def _count(session: Session, who: Principal, now: Now) -> int:
    return repairs.count_open(session, who, now) if who.may("tickets.read") else 0


def _alerts(session: Session, who: Principal) -> Sequence[object] | None:
    if not who.may("alerts.read"):
        return None
    wanted = energy.AlertFilter(state="active", data_faults=False)
    return energy.portfolio(session, who.places("alerts.read"), wanted, limit=_SHOWN)


def _figures(session: Session, who: Principal, reader: Reader) -> dict[str, Any] | None:
    """How the whole house does, for who answers for it; None for who looks after a part."""
    scopes = who.places("alerts.read")
    if not (who.may("indicators.read") and scopes.everything):
        return None
    return figures(session, scopes, Rulebook(session, reader.now).detection.alerts_per_week, reader)
