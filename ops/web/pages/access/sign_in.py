"""Signing in and out."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from ops.access.guard import SESSION_COOKIE, CurrentPrincipal, PageRouter
from ops.access.principal import ANONYMOUS
from ops.access.rights import PUBLIC
from ops.access.service.sessions import NewSession, sign_out
from ops.access.service.sign_in import SignInAttempt, sign_in
from ops.errors import RegieError
from ops.kit.http import DbSession, Now, SettingsDep, database_of
from ops.web.forms import with_error, without_error
from ops.web.pages.access.forms import local_path, origin_of
from ops.web.rendering import redirect

router = PageRouter()
_PAGE = "access/sign_in.html"


@router.get("/sign-in", permission=PUBLIC)
def show_sign_in(request: Request, who: CurrentPrincipal, next: str = "/", chosen: str = "") -> Response:  # noqa: A002
    if who is not ANONYMOUS:
        return redirect(request, local_path(next))
    return without_error(request, _PAGE, next=local_path(next), chosen=bool(chosen))


@router.post("/sign-in", permission=PUBLIC)
def submit_sign_in(
    request: Request,
    now: Now,
    settings: SettingsDep,
    email: Annotated[str, Form(max_length=400)] = "",
    password: Annotated[str, Form(max_length=2000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002
) -> Response:
    attempt = SignInAttempt(
        email=email,
        password=password,
        origin=origin_of(request),
        user_agent=request.headers.get("user-agent", ""),
        former=request.cookies.get(SESSION_COOKIE),
    )
    try:
        new = sign_in(database_of(request), attempt, now=now)
    except RegieError as error:
        return with_error(request, _PAGE, error, {"email": email}, next=local_path(next), chosen=False)
    response = redirect(request, local_path(next))
    keep_session(response, new, secure=settings.base_url.startswith("https"))
    return response


@router.post("/sign-out", permission=PUBLIC)
def submit_sign_out(request: Request, session: DbSession) -> Response:
    """For everybody: whose session has just run out is signed out as well."""
    secret = request.cookies.get(SESSION_COOKIE)
    if secret:
        sign_out(session, secret)
    response = redirect(request, "/sign-in")
    response.delete_cookie(SESSION_COOKIE)
    return response


def keep_session(response: Response, new: NewSession, *, secure: bool) -> None:
    """Out of reach of scripts and of other sites; the browser forgets it when the session must end at the latest."""
    response.set_cookie(
        SESSION_COOKIE, new.secret, expires=new.ends_at, httponly=True, secure=secure, samesite="lax", path="/"
    )
