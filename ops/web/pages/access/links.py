"""Pages behind links that arrive by mail: the invitation and the password reset."""

from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from ops.access.errors import LinkNotUsable
from ops.access.guard import PageRouter
from ops.access.rights import PUBLIC
from ops.access.service import links
from ops.access.service.passwords import accept_invitation, request_password_reset, reset_password
from ops.access.sign_in_defaults import policy_at
from ops.errors import RegieError
from ops.kit.http import Now, SettingsDep, database_of, now_of, reading_anew
from ops.web.forms import with_error, without_error
from ops.web.pages.access.forms import origin_of
from ops.web.rendering import redirect

router = PageRouter()
_ASK = "access/password_ask.html"
_CHOOSE = "access/password_choose.html"
_SPENT = "access/link_spent.html"

Password = Annotated[str, Form(max_length=2000)]


@router.get("/password-reset", permission=PUBLIC)
def show_ask(request: Request) -> Response:
    return without_error(request, _ASK, sent=False)


@router.post("/password-reset", permission=PUBLIC)
def submit_ask(
    request: Request, now: Now, settings: SettingsDep, email: Annotated[str, Form(max_length=400)] = ""
) -> Response:
    """The same page for every address, known or not."""
    try:
        request_password_reset(
            database_of(request), email, origin=origin_of(request), base_url=settings.base_url, now=now
        )
    except RegieError as error:
        return with_error(request, _ASK, error, {"email": email}, sent=False)
    return without_error(request, _ASK, form={"email": email}, sent=True)


@router.get("/password-reset/{token}", permission=PUBLIC)
def show_reset(request: Request, token: str) -> Response:
    return _choose(request, token, links.PASSWORD_RESET)


@router.post("/password-reset/{token}", permission=PUBLIC)
def submit_reset(request: Request, token: str, now: Now, password: Password = "") -> Response:
    try:
        reset_password(database_of(request), token, password, now=now)
    except RegieError as error:
        return _choose(request, token, links.PASSWORD_RESET, error)
    return redirect(request, "/sign-in?chosen=1")


@router.get("/invitation/{token}", permission=PUBLIC)
def show_invitation(request: Request, token: str) -> Response:
    return _choose(request, token, links.INVITATION)


@router.post("/invitation/{token}", permission=PUBLIC)
def submit_invitation(request: Request, token: str, now: Now, password: Password = "") -> Response:
    try:
        accept_invitation(database_of(request), token, password, now=now)
    except RegieError as error:
        return _choose(request, token, links.INVITATION, error)
    return redirect(request, "/sign-in?chosen=1")


def _choose(request: Request, token: str, purpose: str, error: RegieError | None = None) -> Response:
    """Shows whose link it is; its address must not travel on to other sites."""
    now = now_of(request)
    with reading_anew(request) as session:
        try:
            owner = links.owner_of(session, token, purpose, now)
        except LinkNotUsable as spent:
            return _untold(with_error(request, _SPENT, spent, purpose=purpose))
        min_length = policy_at(session, now).min_password_length
    context: dict[str, Any] = {"owner": owner, "purpose": purpose, "min_length": min_length, "referrer": "no-referrer"}
    if error is None:
        return _untold(without_error(request, _CHOOSE, **context))
    return _untold(with_error(request, _CHOOSE, error, **context))


def _untold(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
