"""Bearer tokens: made, shown once, revoked."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi import Path as PathParam
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.queries.tokens import all_tokens
from ops.access.rights import ROLES
from ops.access.rules.grants import parse_grants
from ops.access.rules.names import tidy_name
from ops.access.service import tokens
from ops.errors import N_, RegieError
from ops.estate.queries.scope_choices import scope_choices, scope_names
from ops.kit.http import DbSession, Now, ReadSession
from ops.kit.locale import Text
from ops.web.forms import with_error, without_error
from ops.web.pages.access.forms import grant_rows, pairs, scopes_of
from ops.web.reader import reader_of
from ops.web.rendering import redirect

router = PageRouter()
_PAGE = "access/tokens.html"


@router.get("/tokens", permission="users.read")
def show_tokens(request: Request, session: ReadSession) -> Response:
    return without_error(request, _PAGE, made=None, **_context(request, session))


@router.post("/tokens", permission="users.write")
def submit_token(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    name: Annotated[str, Form(max_length=400)] = "",
    role: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it.
    scope: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Response:
    """Answers with the page itself instead of a redirect: the token is shown once and stands in no address."""
    wanted = pairs(role, scope)
    try:
        token, secret = tokens.add_token(session, name=tidy_name(name), grants=parse_grants(wanted), who=who, now=now)
    except RegieError as error:
        context = _context(request, session, wanted)
        return with_error(request, _PAGE, error, {"name": name}, made=None, **context)
    made = {"name": token.name, "secret": secret}
    return without_error(request, _PAGE, made=made, **_context(request, session))


@router.post("/tokens/{token_id}/revoke", permission="users.write")
def submit_revoke(
    request: Request,
    session: DbSession,
    token_id: Annotated[int, PathParam(ge=1, le=2**63 - 1)],
    who: CurrentPrincipal,
    now: Now,
) -> Response:
    token = tokens.revoke_token(session, token_id, who=who, now=now)
    return redirect(request, "/tokens", toast=Text(N_("%(name)s is revoked."), {"name": token.name}))


def _context(request: Request, session: ReadSession, typed: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    found, reader = all_tokens(session), reader_of(request)
    return {
        "tokens": [token for token in found if token.revoked_at is None],
        "revoked": [token for token in found if token.revoked_at is not None],
        "roles": ROLES,
        "grants": grant_rows(typed, scope_choices(session, reader.today), reader),
        "scope_names": scope_names(session, scopes_of(token.grants for token in found)),
    }
