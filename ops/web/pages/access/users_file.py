"""One user: what he may do, how he is written to, what he did lately. Loaded after `users` and its fixed paths."""

from typing import Annotated, Any

from fastapi import Form, Request
from fastapi import Path as PathParam
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.queries.audit import AuditFilter, entries
from ops.access.queries.links import open_link_of
from ops.access.queries.sessions import sessions_of_user
from ops.access.rights import ROLES
from ops.access.rules.grants import GrantWish, parse_grants
from ops.access.service import links, users
from ops.errors import N_, RegieError
from ops.estate.queries.scope_choices import scope_choices, scope_names
from ops.kit.http import DbSession, Now, SettingsDep, now_of, reading_anew
from ops.kit.locale import Text
from ops.web.forms import Version, with_error, without_error
from ops.web.pages.access.forms import grant_rows, pairs, scopes_of
from ops.web.reader import reader_of
from ops.web.rendering import redirect

router = PageRouter()
_PAGE = "access/user.html"
_LATELY = 20

Id = Annotated[int, PathParam(ge=1, le=2**63 - 1)]
Pairs = list[tuple[str, str]]


@router.get("/users/{user_id}", permission="users.read")
def show_user(request: Request, user_id: Id) -> Response:
    return _page(request, user_id)


@router.post("/users/{user_id}", permission="users.write")
def submit_profile(
    request: Request,
    session: DbSession,
    user_id: Id,
    who: CurrentPrincipal,
    now: Now,
    version: Version = 0,
    name: Annotated[str, Form(max_length=400)] = "",
    language: Annotated[str, Form()] = "",
    phone: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    wanted = {"name": name, "language": language, "phone": phone}
    try:
        users.change_profile(session, user_id, **wanted, version=version, who=who, now=now)
    except RegieError as error:
        return _page(request, user_id, error, wanted)
    return redirect(request, f"/users/{user_id}", toast=Text(N_("Saved.")))


@router.post("/users/{user_id}/grants", permission="users.write")
def submit_grants(
    request: Request,
    session: DbSession,
    user_id: Id,
    who: CurrentPrincipal,
    now: Now,
    version: Version = 0,
    role: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it.
    scope: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Response:
    wanted = pairs(role, scope)
    try:
        users.set_grants(session, user_id, parse_grants(wanted), version=version, who=who, now=now)
    except RegieError as error:
        return _page(request, user_id, error, grants=wanted)
    return redirect(request, f"/users/{user_id}", toast=Text(N_("The roles were saved. They count at once.")))


@router.post("/users/{user_id}/disable", permission="users.write")
def submit_disable(
    request: Request, session: DbSession, user_id: Id, who: CurrentPrincipal, now: Now, version: Version = 0
) -> Response:
    try:
        user = users.disable_user(session, user_id, version=version or None, who=who, now=now)
    except RegieError as error:
        return _page(request, user_id, error)
    toast = Text(N_("%(name)s was signed out everywhere and can't sign in any more."), {"name": user.name})
    return redirect(request, f"/users/{user_id}", toast=toast, undo_url=f"/users/{user_id}/enable")


@router.post("/users/{user_id}/enable", permission="users.write")
def submit_enable(request: Request, session: DbSession, user_id: Id, who: CurrentPrincipal, now: Now) -> Response:
    user = users.enable_user(session, user_id, who=who, now=now)
    toast = Text(N_("%(name)s can sign in again."), {"name": user.name})
    return redirect(request, f"/users/{user_id}", toast=toast)


@router.post("/users/{user_id}/invite", permission="users.write")
def submit_invite(
    request: Request, session: DbSession, user_id: Id, who: CurrentPrincipal, settings: SettingsDep, now: Now
) -> Response:
    try:
        user = users.resend_invitation(session, user_id, base_url=settings.base_url, who=who, now=now)
    except RegieError as error:
        return _page(request, user_id, error)
    toast = Text(N_("A new invitation goes out to %(email)s. The former link is void."), {"email": user.email})
    return redirect(request, f"/users/{user_id}", toast=toast)


def _page(
    request: Request,
    user_id: int,
    error: RegieError | None = None,
    form: dict[str, str] | None = None,
    grants: Pairs | None = None,
) -> Response:
    """A refused change shows what is stored, beside what was typed."""
    now = now_of(request)
    with reading_anew(request) as session:
        user = users.the_user(session, user_id)
        context: dict[str, Any] = {
            "user": user,
            "open_sessions": sessions_of_user(session, user_id, now),
            "invitation": open_link_of(session, user_id, links.INVITATION, now),
            "lately": entries(session, AuditFilter(principal=f"user:{user_id}"), limit=_LATELY),
            "roles": ROLES,
            "scope_names": scope_names(session, scopes_of([user.grants])),
        }
        choices = scope_choices(session, reader_of(request).today)
    held = [(g.role, GrantWish(g.role, g.scope_kind, g.scope_code).scope) for g in user.grants]
    context["grants"] = grant_rows(held if grants is None else grants, choices, reader_of(request))
    typed = form or {"name": user.name, "language": user.language, "phone": user.phone or ""}
    if error is None:
        return without_error(request, _PAGE, form=typed, **context)
    return with_error(request, _PAGE, error, typed, **context)
