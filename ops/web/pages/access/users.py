"""The list of users, its export, and the invitation of a new one."""

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, cast, get_args

from fastapi import Form, Query, Request
from fastapi.responses import Response, StreamingResponse

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.queries.users import Sort, UserFilter, UserRow, count_users, users
from ops.access.rights import ROLES
from ops.access.rules.emails import tidy_email
from ops.access.rules.grants import GrantWish, parse_grants
from ops.access.rules.names import checked_name
from ops.access.service.users import NewUser, invite_user
from ops.errors import N_, RegieError
from ops.estate.queries.scope_choices import scope_choices, scope_names
from ops.kit.exports import Cell, csv_stream
from ops.kit.http import DbSession, Now, ReadSession, SettingsDep, database_of
from ops.kit.locale import Text
from ops.web.addresses import href, pages
from ops.web.forms import faults, without_error
from ops.web.pages.access.forms import grant_rows, pairs, scope_groups, scopes_of
from ops.web.reader import reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
_SIZE = 50
Pairs = list[tuple[str, str]]
_STATES = ("active", "invited", "disabled")


@router.get("/users", permission="users.read")
def show_users(
    request: Request,
    session: ReadSession,
    q: str = "",
    role: str = "",
    state: str = "",
    sort: str = "name",
    page: int = 1,
) -> Response:
    wanted, order, page = UserFilter(q.strip()[:100], role, state), _sort(sort), min(max(page, 1), 10_000)
    kept = {"q": wanted.text, "role": role, "state": state, "sort": order}
    rows = users(session, wanted, sort=order, limit=_SIZE, offset=(page - 1) * _SIZE)
    return render(
        request,
        "access/users.html",
        rows=rows,
        scope_names=scope_names(session, scopes_of(row.user.grants for row in rows)),
        states=_state_chips(session, wanted, kept),
        pages=pages("/users", page, _SIZE, count_users(session, wanted), kept),
        sorts={name: href("/users", **{**kept, "sort": name}) for name in get_args(Sort)},
        sort=order,
        wanted=wanted,
        roles=ROLES,
        export_href=href("/users/export.csv", **kept),
    )


@router.get("/users/export.csv", permission="users.read")
def export_users(request: Request, q: str = "", role: str = "", state: str = "", sort: str = "name") -> Response:
    """Opens its own session: the rows are drawn while they are sent."""
    wanted, order, database = UserFilter(q.strip()[:100], role, state), _sort(sort), database_of(request)

    def rows() -> Iterator[list[Cell]]:
        with database.reading() as session:
            for row in users(session, wanted, sort=order):
                yield _cells(row)

    columns = ("id", "email", "name", "language", "state", "grants", "last_seen_at", "created_at")
    headers = {"Content-Disposition": 'attachment; filename="users.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(csv_stream(columns, rows()), headers=headers, media_type="text/csv; charset=utf-8")


@router.get("/users/new", permission="users.write")
def show_invite(
    request: Request,
    session: ReadSession,
    role: Annotated[str, Query(max_length=60)] = "",
    fragment: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The form, or only the places where a role can count."""
    if fragment:
        reader = reader_of(request)
        groups = scope_groups(role, scope_choices(session, reader.today), reader)
        return render(request, "access/_scopes.html", fragment=True, groups=groups)
    form = {"language": "nl"}
    return without_error(request, "access/user_new.html", form=form, **_choices(session, request, []))


@router.post("/users", permission="users.write")
def submit_invite(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    settings: SettingsDep,
    now: Now,
    email: Annotated[str, Form(max_length=400)] = "",
    name: Annotated[str, Form(max_length=400)] = "",
    language: Annotated[str, Form()] = "",
    phone: Annotated[str, Form(max_length=40)] = "",
    role: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it.
    scope: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Response:
    typed = {"email": email, "name": name, "language": language, "phone": phone}
    wanted = pairs(role, scope)
    if wrong := _wrong(email, name, wanted):
        return _invite_again(request, session, wrong, typed, wanted)
    try:
        new = NewUser(email, name, language, parse_grants(wanted), phone)
        user = invite_user(session, new, base_url=settings.base_url, who=who, now=now)
    except RegieError as error:
        return _invite_again(request, session, [error], typed, wanted)
    toast = Text(N_("The invitation goes out to %(email)s."), {"email": user.email})
    return redirect(request, f"/users/{user.id}", toast=toast)


def _wrong(email: str, name: str, wanted: Pairs) -> list[RegieError]:
    """All that is missing or unreadable, in the order of the form: nobody wants to hear it one by one."""
    found: list[RegieError] = []
    for check in (partial(tidy_email, email), partial(checked_name, name), partial(parse_grants, wanted)):
        try:
            check()
        except RegieError as error:
            found.append(error)
    return found


def _invite_again(
    request: Request, session: ReadSession, wrong: list[RegieError], typed: dict[str, str], wanted: Pairs
) -> Response:
    told = {**faults(request, *wrong), **_choices(session, request, wanted)}
    return render(request, "access/user_new.html", status=wrong[0].status, form=typed, **told)


def _choices(session: ReadSession, request: Request, typed: Pairs) -> dict[str, Any]:
    reader = reader_of(request)
    return {"roles": ROLES, "grants": grant_rows(typed, scope_choices(session, reader.today), reader)}


def _sort(wanted: str) -> Sort:
    return cast(Sort, wanted) if wanted in get_args(Sort) else "name"


def _state_chips(session: ReadSession, wanted: UserFilter, kept: dict[str, str]) -> list[dict[str, Any]]:
    """Each state with how many of the present search it holds."""
    found = []
    for state in ("", *_STATES):
        count = count_users(session, UserFilter(wanted.text, wanted.role, state))
        link = href("/users", **{**kept, "state": state})
        found.append({"state": state, "count": count, "href": link, "current": state == wanted.state})
    return found


def _cells(row: UserRow) -> list[Cell]:
    user = row.user
    grants = " ".join(str(GrantWish(g.role, g.scope_kind, g.scope_code)) for g in user.grants)
    return [user.id, user.email, user.name, user.language, user.state, grants, row.last_seen_at, user.created_at]
