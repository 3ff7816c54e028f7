"""Users, tokens, the caller himself and the audit trail as JSON."""

from datetime import datetime
from typing import Annotated

from fastapi import Path as PathParam
from fastapi import Query, Request, Response

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.access.models import User
from ops.access.queries import audit as audit_queries
from ops.access.queries import tokens as token_queries
from ops.access.queries import users as user_queries
from ops.access.queries.audit import AuditFilter
from ops.access.queries.users import Sort, UserFilter
from ops.access.rights import SELF
from ops.access.schemas import (
    AuditList,
    AuditOut,
    GrantsIn,
    Line,
    MeOut,
    NewTokenOut,
    SectorIn,
    SectorList,
    SectorOut,
    TokenIn,
    TokenList,
    TokenOut,
    UserChange,
    UserIn,
    UserList,
    UserOut,
    wishes,
)
from ops.access.service import sectors, tokens, users
from ops.kit.cursors import encode_cursor, number_in
from ops.kit.http import MAX_LIMIT, DbSession, Now, ReadSession, SettingsDep, check_version, set_etag

router = ApiRouter(tags=["access"])

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=200)]
Word = Annotated[Line, Query()]
#: Ids are 64-bit keys; a larger number would be an error of the database instead of a refusal.
Id = Annotated[int, PathParam(ge=1, le=2**63 - 1)]


@router.get("/me", permission=SELF)
def read_me(who: CurrentPrincipal) -> MeOut:
    return MeOut.of(who)


@router.get("/users", permission="users.read")
def list_users(
    session: ReadSession,
    q: Word = "",
    role: Word = "",
    state: Word = "",
    sort: Sort = "name",
    limit: Limit = 100,
    cursor: Cursor = None,
) -> UserList:
    offset = number_in(cursor)
    rows = user_queries.users(session, UserFilter(q, role, state), sort=sort, limit=limit + 1, offset=offset)
    following = encode_cursor([offset + limit]) if len(rows) > limit else None
    return UserList(items=[UserOut.of(row.user) for row in rows[:limit]], next=following)


@router.post("/users", permission="users.write", status_code=201)
def invite_user(
    wish: UserIn, session: DbSession, who: CurrentPrincipal, settings: SettingsDep, now: Now, response: Response
) -> UserOut:
    new = users.NewUser(wish.email, wish.name, wish.language, wishes(wish.grants), wish.phone)
    user = users.invite_user(session, new, base_url=settings.base_url, who=who, now=now)
    response.headers["Location"] = f"/api/v1/users/{user.id}"
    return _answer(user, response)


@router.get("/users/{user_id}", permission="users.read")
def read_user(user_id: Id, session: ReadSession, response: Response) -> UserOut:
    return _answer(users.the_user(session, user_id), response)


@router.patch("/users/{user_id}", permission="users.write")
def change_user(
    user_id: Id,
    change: UserChange,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    request: Request,
    response: Response,
) -> UserOut:
    user = _expected(request, users.the_user(session, user_id))
    changed = users.change_profile(
        session,
        user_id,
        name=user.name if change.name is None else change.name,
        language=change.language or user.language,
        phone=change.phone if "phone" in change.model_fields_set else user.phone,
        version=user.version,
        who=who,
        now=now,
    )
    return _answer(changed, response)


@router.put("/users/{user_id}/grants", permission="users.write")
def set_grants(
    user_id: Id,
    wanted: GrantsIn,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    request: Request,
    response: Response,
) -> UserOut:
    user = _expected(request, users.the_user(session, user_id))
    grants = wishes(wanted.grants)
    return _answer(users.set_grants(session, user_id, grants, version=user.version, who=who, now=now), response)


@router.post("/users/{user_id}/disable", permission="users.write")
def disable_user(
    user_id: Id, session: DbSession, who: CurrentPrincipal, now: Now, request: Request, response: Response
) -> UserOut:
    user = _expected(request, users.the_user(session, user_id))
    return _answer(users.disable_user(session, user_id, version=user.version, who=who, now=now), response)


@router.post("/users/{user_id}/enable", permission="users.write")
def enable_user(
    user_id: Id, session: DbSession, who: CurrentPrincipal, now: Now, request: Request, response: Response
) -> UserOut:
    user = _expected(request, users.the_user(session, user_id))
    return _answer(users.enable_user(session, user_id, version=user.version, who=who, now=now), response)


@router.post("/users/{user_id}/invite", permission="users.write")
def resend_invitation(
    user_id: Id, session: DbSession, who: CurrentPrincipal, settings: SettingsDep, now: Now, response: Response
) -> UserOut:
    return _answer(users.resend_invitation(session, user_id, base_url=settings.base_url, who=who, now=now), response)


@router.get("/tokens", permission="users.read")
def list_tokens(session: ReadSession) -> TokenList:
    return TokenList(items=[TokenOut.of(token) for token in token_queries.all_tokens(session)])


@router.post("/tokens", permission="users.write", status_code=201)
def add_token(wish: TokenIn, session: DbSession, who: CurrentPrincipal, now: Now, response: Response) -> NewTokenOut:
    token, secret = tokens.add_token(session, name=wish.name, grants=wishes(wish.grants), who=who, now=now)
    response.headers["Cache-Control"] = "no-store"
    return NewTokenOut(**TokenOut.of(token).model_dump(), token=secret)


@router.delete("/tokens/{token_id}", permission="users.write")
def revoke_token(token_id: Id, session: DbSession, who: CurrentPrincipal, now: Now) -> TokenOut:
    return TokenOut.of(tokens.revoke_token(session, token_id, who=who, now=now))


@router.get("/audit", permission="audit.read")
def list_audit(
    session: ReadSession,
    principal: Word = "",
    person: Word = "",
    action: Word = "",
    object_kind: Word = "",
    object_ref: Word = "",
    from_at: Annotated[datetime | None, Query(alias="from")] = None,
    to_at: Annotated[datetime | None, Query(alias="to")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> AuditList:
    wanted = AuditFilter(principal, person, action, object_kind, object_ref, from_at, to_at)
    before_id = number_in(cursor) or None
    found = audit_queries.entries(session, wanted, before_id=before_id, limit=limit + 1)
    following = encode_cursor([found[limit - 1].id]) if len(found) > limit else None
    return AuditList(items=[AuditOut.of(entry) for entry in found[:limit]], next=following)


@router.get("/sectors", permission="users.read")
def list_sectors(session: ReadSession) -> SectorList:
    return SectorList(items=[SectorOut.of(state) for state in sectors.sector_states(session)])


@router.put("/sectors/{code}", permission="users.write")
def switch_sector(code: str, wish: SectorIn, session: DbSession, who: CurrentPrincipal, now: Now) -> SectorList:
    sectors.switch_sector(session, code, enabled=wish.enabled, who=who, now=now)
    return SectorList(items=[SectorOut.of(state) for state in sectors.sector_states(session)])


def _answer(user: User, response: Response) -> UserOut:
    set_etag(response, user.version)
    return UserOut.of(user)


def _expected(request: Request, user: User) -> User:
    check_version(request, user.version)
    return user
