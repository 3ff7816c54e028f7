"""Which sectors of the house this centre uses."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.service.sectors import sector_states, switch_sector
from ops.errors import N_
from ops.kit.http import DbSession, Now, ReadSession
from ops.kit.locale import Text
from ops.web.rendering import redirect, render

router = PageRouter()


@router.get("/settings/sectors", permission="users.write")
def show_sectors(request: Request, session: ReadSession) -> Response:
    return render(request, "access/sectors.html", sectors=sector_states(session))


@router.post("/settings/sectors/{code}", permission="users.write")
def submit_sector(
    request: Request,
    session: DbSession,
    code: str,
    who: CurrentPrincipal,
    now: Now,
    enabled: Annotated[bool, Form()] = False,
) -> Response:
    switch_sector(session, code, enabled=enabled, who=who, now=now)
    text = N_("Switched on. It stands in the menu again.") if enabled else N_("Switched off. Nothing was deleted.")
    return redirect(request, "/settings/sectors", toast=Text(text))
