"""The first page after signing in: the Now page of the role, or what waits for somebody who has none."""

from datetime import timedelta

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.access.rights import SELF
from ops.energy.queries import alerts as energy
from ops.kit import runs
from ops.kit.http import Now, ReadSession
from ops.repairs import queries as repairs
from ops.repairs.texts import title_of
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
    return render(
        request, "home/home.html",
        tickets=_tickets(session, who, now), open_tickets=_count(session, who, now),
        alerts=_alerts(session, who), failed_jobs=_failed_jobs(session, who, now), title_of=title_of,
    )  # fmt: skip


def _tickets(session: ReadSession, who: Principal, now: Now) -> list[object] | None:
    """The next ones due that the reader reaches; None when tickets are none of his business."""
    if not who.may("tickets.read"):
        return None
    page = repairs.list_tickets(session, who, repairs.TicketFilter(live=True, sort="due"), now=now, limit=_SHOWN)
    return list(page.items)


def _count(session: ReadSession, who: Principal, now: Now) -> int:
    return repairs.count_open(session, who, now) if who.may("tickets.read") else 0


def _alerts(session: ReadSession, who: Principal) -> list[object] | None:
    if not who.may("alerts.read"):
        return None
    wanted = energy.AlertFilter(state="active", data_faults=False)
    return list(energy.portfolio(session, who.places("alerts.read"), wanted, limit=_SHOWN))


def _failed_jobs(session: ReadSession, who: Principal, now: Now) -> int | None:
    return runs.failed_since(session, now - timedelta(days=1)) if who.may("jobs.read") else None
