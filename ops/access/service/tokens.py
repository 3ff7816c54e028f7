"""Bearer tokens of machines: made once, stored as a hash, revoked for good."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.errors import TokenNameTaken, UnknownToken
from ops.access.models import ApiToken, Grant
from ops.access.principal import Principal
from ops.access.queries import tokens as queries
from ops.access.rules import sessions as session_rules
from ops.access.rules.grants import GrantWish
from ops.access.rules.secrets import new_token
from ops.access.service.secrets import kept
from ops.access.service.sessions import held


@dataclass(frozen=True)
class BearerFound:
    """A valid token; when `used_due`, the caller notes its use in a transaction that may write."""

    principal: Principal
    token_id: int
    used_due: bool


def find_bearer(session: Session, token: str, now: datetime) -> BearerFound | None:
    """Reads only."""
    found = queries.token_by_hash(session, kept(session, token))
    if found is None:
        return None
    principal = Principal(kind="token", id=found.id, name=found.name, language="en", grants=held(found.grants))
    return BearerFound(principal, found.id, session_rules.seen_is_due(found.last_used_at, now))


def note_used(session: Session, token_id: int, *, now: datetime) -> None:
    found = session.get(ApiToken, token_id)
    if found is not None:
        found.last_used_at = now


def add_token(
    session: Session, *, name: str, grants: tuple[GrantWish, ...], who: Principal, now: datetime
) -> tuple[ApiToken, str]:
    """The token itself is returned once and never again."""
    if queries.token_by_name(session, name) is not None:
        raise TokenNameTaken(field="name", name=name)
    secret = new_token()
    token = ApiToken(name=name, token_sha256=kept(session, secret), created_at=now, grants=[])
    token.grants = [Grant(role=g.role, scope_kind=g.scope_kind, scope_code=g.scope_code) for g in grants]
    session.add(token)
    session.flush()
    detail = {"name": name, "grants": " ".join(str(grant) for grant in grants)}
    audit.record(
        session, who, action="token.add", object_kind="token", object_ref=str(token.id), now=now, detail=detail
    )
    return token, secret


def revoke_token(session: Session, token_id: int, *, who: Principal, now: datetime) -> ApiToken:
    token = queries.token_by_id(session, token_id)
    if token is None:
        raise UnknownToken()
    if token.revoked_at is None:
        token.revoked_at = now
        audit.record(session, who, action="token.revoke", object_kind="token", object_ref=str(token_id), now=now)
    return token
