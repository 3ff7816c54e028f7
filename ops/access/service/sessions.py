"""Signed-in browsers: who they are, how they begin, stay and end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.models import Grant, User, WebSession
from ops.access.principal import GrantHeld, Principal
from ops.access.queries import sessions as queries
from ops.access.rules import sessions as rules
from ops.access.rules.secrets import new_secret
from ops.access.service.secrets import kept
from ops.access.sign_in_defaults import policy_at


@dataclass(frozen=True)
class SignedIn:
    """A live session; when `seen_due`, the caller notes it as seen in a transaction that may write."""

    principal: Principal
    session_id: str
    seen_due: bool


@dataclass(frozen=True)
class NewSession:
    """What goes into the cookie, once."""

    secret: str
    user_id: int
    #: The absolute end: however busy, the session does not live beyond it.
    ends_at: datetime


def held(grants: Iterable[Grant]) -> tuple[GrantHeld, ...]:
    return tuple(GrantHeld(grant.role, grant.scope_kind, grant.scope_code) for grant in grants)


def principal_of(session: Session, user: User) -> Principal:
    grants = held(queries.grants_of_user(session, user.id))
    return Principal(kind="user", id=user.id, name=user.name, language=user.language, grants=grants)


def find_signed_in(session: Session, secret: str, now: datetime) -> SignedIn | None:
    """Reads only: the guard may call it in a reading session."""
    session_id = kept(session, secret)
    found = queries.session_with_user(session, session_id)
    if found is None or not rules.is_live(found[0].expires_at, now):
        return None
    seen_due = rules.seen_is_due(found[0].last_seen_at, now)
    return SignedIn(principal_of(session, found[1]), session_id, seen_due)


def note_seen(session: Session, session_id: str, *, now: datetime) -> None:
    """Moves the idle end; does nothing when the session has ended meanwhile."""
    web_session = session.get(WebSession, session_id)
    if web_session is None or not rules.is_live(web_session.expires_at, now):
        return
    web_session.last_seen_at = now
    web_session.expires_at = rules.expires_at(web_session.created_at, now, policy_at(session, now))


def begin_session(session: Session, user: User, *, user_agent: str, now: datetime) -> NewSession:
    """Always under a new secret, so that a cookie planted before the sign-in is worth nothing."""
    secret = new_secret()
    policy = policy_at(session, now)
    session.add(
        WebSession(
            id_sha256=kept(session, secret),
            user_id=user.id,
            created_at=now,
            last_seen_at=now,
            expires_at=rules.expires_at(now, now, policy),
            user_agent=user_agent[:200],
        )
    )
    return NewSession(secret, user.id, rules.ends_at(now, policy))


def end_session(session: Session, session_id: str, *, user_id: int | None = None) -> bool:
    """Ends one session; with `user_id` only when it is that user's. Says whether there was one."""
    web_session = session.get(WebSession, session_id)
    if web_session is None or (user_id is not None and web_session.user_id != user_id):
        return False
    session.delete(web_session)
    session.flush()
    return True


def sign_out(session: Session, secret: str) -> bool:
    return end_session(session, kept(session, secret))


def end_sessions_of(session: Session, user_id: int, *, keep: str | None = None) -> None:
    queries.delete_sessions(session, user_id, keep=keep)
