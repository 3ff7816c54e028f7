"""Small pieces of a world that tests need: a user of a role, a token, an instant."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from ops.access.models import ApiToken, Grant, User, WebSession
from ops.access.rules.secrets import new_secret, new_token
from ops.access.service.secrets import kept

#: Friday 20 November 2026, 11:00 in Brussels.
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def grant(role: str, scope: str = "all") -> Grant:
    kind, _, code = scope.partition(":")
    return Grant(role=role, scope_kind=kind, scope_code=code)


def add_user(session: Session, grants: list[Grant], language: str, now: datetime) -> int:
    """Adds an active user; returns his id."""
    roles = "-".join(each.role for each in grants[:2])
    user = User(
        email=f"{roles}-{uuid4().hex[:8]}@regie.example", name=f"Test {roles}", language=language, state="active",
        created_at=now, grants=grants,
    )  # fmt: skip
    session.add(user)
    session.flush()
    return user.id


def open_session(session: Session, user_id: int, now: datetime) -> str:
    """Signs a user in; returns the session's secret."""
    secret, until = new_secret(), now + timedelta(hours=12)
    session.add(
        WebSession(id_sha256=kept(session, secret), user_id=user_id, created_at=now, last_seen_at=now, expires_at=until)
    )
    return secret


def live_user(session: Session, grants: list[Grant], language: str, now: datetime) -> str:
    """Adds an active user with an open session; returns the session's secret."""
    return open_session(session, add_user(session, grants, language, now), now)


def user_for(session: Session, role: str, scope: str = "all", language: str = "en") -> str:
    """An active user with one grant and an open session at `NOW`; returns the session's secret."""
    return live_user(session, [grant(role, scope)], language, NOW)


def token_for(session: Session, role: str, scope: str = "all") -> str:
    """Adds a bearer token with one grant; returns the token itself."""
    token = new_token()
    row = ApiToken(name=f"{role}-{uuid4().hex[:8]}", token_sha256=kept(session, token), created_at=NOW)
    row.grants = [grant(role, scope)]
    session.add(row)
    return token
