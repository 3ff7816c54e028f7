"""My own account: how I am written to, my password, where I am signed in."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response

from ops.access.errors import UnknownSession, UnknownUser
from ops.access.guard import LANGUAGE_COOKIE, CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.access.queries.sessions import sessions_of_user
from ops.access.rights import SELF
from ops.access.rules.browsers import browser_name
from ops.access.service import sessions, users
from ops.access.service.passwords import change_password
from ops.access.sign_in_defaults import policy_at
from ops.errors import N_, RegieError
from ops.estate.queries.scope_choices import scope_names
from ops.kit.http import DbSession, Now, database_of, now_of, reading_anew
from ops.kit.locale import Text
from ops.web.forms import with_error, without_error
from ops.web.pages.access.forms import scopes_of
from ops.web.rendering import redirect

router = PageRouter()
_PAGE = "access/account.html"


@router.get("/account", permission=SELF)
def show_account(request: Request, who: CurrentPrincipal) -> Response:
    return _page(request, who)


@router.post("/account", permission=SELF)
def submit_profile(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    language: Annotated[str, Form()] = "",
    phone: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    user = users.the_user(session, _own_id(who))
    try:
        users.change_profile(session, user.id, name=user.name, language=language, phone=phone, who=who, now=now)
    except RegieError as error:
        return _page(request, who, error, {"language": language, "phone": phone})
    response = redirect(request, "/account", toast=Text(N_("Saved.")))
    # The switch at the top would otherwise go on to win over the choice that was just made.
    response.delete_cookie(LANGUAGE_COOKIE)
    return response


@router.post("/account/password", permission=SELF)
def submit_password(
    request: Request,
    who: CurrentPrincipal,
    now: Now,
    present: Annotated[str, Form(max_length=2000)] = "",
    password: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    keep = request.state.session_id
    try:
        change_password(
            database_of(request), _own_id(who), present=present, chosen=password, keep_session=keep, now=now
        )
    except RegieError as error:
        return _page(request, who, error)
    return redirect(
        request, "/account", toast=Text(N_("Your password was changed. You are signed out everywhere else."))
    )


@router.post("/account/sessions/end", permission=SELF)
def submit_end_session(
    request: Request, session: DbSession, who: CurrentPrincipal, session_id: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    if not sessions.end_session(session, session_id, user_id=_own_id(who)):
        raise UnknownSession()
    return redirect(request, "/account", toast=Text(N_("That browser is signed out.")))


@router.post("/account/sessions/end-others", permission=SELF)
def submit_end_others(request: Request, session: DbSession, who: CurrentPrincipal) -> Response:
    sessions.end_sessions_of(session, _own_id(who), keep=request.state.session_id)
    return redirect(request, "/account", toast=Text(N_("You are signed out everywhere else.")))


@router.get("/me", permission=SELF)
def go_to_account() -> Response:
    return RedirectResponse("/account", 303)


def _page(
    request: Request, who: Principal, error: RegieError | None = None, form: dict[str, str] | None = None
) -> Response:
    now = now_of(request)
    with reading_anew(request) as session:
        user = users.the_user(session, _own_id(who))
        open_sessions = sessions_of_user(session, user.id, now)
        min_length = policy_at(session, now).min_password_length
        names = scope_names(session, scopes_of([user.grants]))
    context = {
        "scope_names": names,
        "user": user,
        "open_sessions": open_sessions,
        "here": request.state.session_id,
        "browser_name": browser_name,
        "min_length": min_length,
    }
    typed = form or {"language": user.language, "phone": user.phone or ""}
    if error is None:
        return without_error(request, _PAGE, form=typed, **context)
    return with_error(request, _PAGE, error, typed, **context)


def _own_id(who: Principal) -> int:
    """A machine's token has no account page. Raises UnknownUser."""
    if who.kind != "user":
        raise UnknownUser()
    return int(who.id)
