"""One page, as whoever was woken opens it from the message: what it is about, and "I deal with it"."""

from typing import Annotated, Any

from fastapi import Path, Request
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.repairs import queries, texts
from ops.repairs.errors.rota import PageNotFound
from ops.repairs.models import Page, PageStep
from ops.repairs.queries.pages import page_shown
from ops.repairs.service.paging import acknowledge, concerns, name_of
from ops.web.forms import faults
from ops.web.pages.repairs import words
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
PageId = Annotated[int, Path(ge=1, le=2**63 - 1)]

_STATES = {
    "paging": (N_("Nobody has answered yet"), "watch", "bell"),
    "acknowledged": (N_("Answered"), "ok", "check"),
    "exhausted": (N_("Nobody has answered"), "danger", "warning"),
    "on_site": (N_("Somebody is on site"), "ok", "check"),
    "ended": (N_("Over"), "neutral", "check"),
}
_OUTCOMES = {
    "sent": N_("paged"), "failed": N_("the page did not arrive"), "nobody": N_("nobody on duty"),
    "acknowledged": N_("answered"), "unanswered": N_("no answer"), "expired": N_("answered, not on site in time"),
}  # fmt: skip
_LATE = frozenset({"failed", "nobody", "unanswered", "expired"})


@router.get("/pages/{page_id}", permission="pages.acknowledge")
def show_page(request: Request, page_id: PageId, session: ReadSession, who: CurrentPrincipal) -> Response:
    page = page_shown(session, page_id)
    if not concerns(page, who):
        raise PageNotFound()
    reaches = page.ticket is not None and queries.reaches(session, page.ticket, who, "tickets.read")
    return _page(request, page, reaches, who)


@router.post("/pages/{page_id}/acknowledge", permission="pages.acknowledge")
def submit_acknowledge(
    request: Request, page_id: PageId, session: DbSession, who: CurrentPrincipal, now: Now
) -> Response:
    try:
        page = acknowledge(session, page_id, who=who, now=now)
    except PageNotFound:
        raise
    except RegieError as error:
        with reading_anew(request) as fresh:
            return _page(request, page_shown(fresh, page_id), False, who, error)
    until = page.expires_at
    toast = (
        Text(N_("Noted. Be on site, or have somebody there, before %(at)s."), {"at": reader_of(request).time(until)})
        if until
        else Text(N_("Thank you: the page reaches you."))
    )
    return redirect(request, f"/pages/{page_id}", toast=toast)


def _page(request: Request, page: Page, reaches: bool, who: Principal, error: RegieError | None = None) -> Response:
    reader, ticket = reader_of(request), page.ticket
    state, tone, icon = _STATES["ended" if page.kind == "self_test" and page.state == "exhausted" else page.state]
    context: dict[str, Any] = {
        "page": page,
        "ticket": ticket,
        "state": {"text": reader.say(state), "tone": tone, "icon": icon},
        "title": words.title(ticket, reader) if ticket else reader.say(N_("Test of the night page")),
        "reason": texts.reason_of(ticket).render(reader.language) if ticket else "",
        "first": texts.first_on_site(ticket) if ticket else None,
        "steps": [_step(step, reader) for step in page.steps],
        "answered_by": name_of(page, page.acknowledged_by),
        "mine": who.key == f"user:{page.acknowledged_by}",
        "may_answer": page.state in ("paging", "exhausted") and page.ended_at is None,
        "reaches": reaches,
        **faults(request, error),
    }
    return render(request, "duty/page.html", status=error.status if error else 200, **context)


def _step(step: PageStep, reader: Reader) -> dict[str, Any]:
    return {
        "duty": reader.label("duty", step.duty).capitalize(),
        "name": step.user_name,
        "at": step.at,
        "outcome": reader.say(_OUTCOMES[step.outcome]),
        "tone": "late" if step.outcome in _LATE else "",
    }
