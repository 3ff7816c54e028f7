"""Small pieces of a world that tests need: a user of a role, a token, an instant."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from ops.access.models import ApiToken, Grant, User, WebSession
from ops.access.rules.secrets import digest, new_secret, new_token

#: Friday 20 November 2026, 11:00 in Brussels.
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def _grant(role: str, scope: str) -> Grant:
    kind, _, code = scope.partition(":")
    return Grant(role=role, scope_kind=kind, scope_code=code)


def user_for(session: Session, role: str, scope: str = "all", language: str = "en") -> str:
    """Adds an active user with one grant and an open session; returns the session's secret."""
    email = f"{role}-{uuid4().hex[:8]}@regie.example"
    user = User(email=email, name=f"Test {role}", language=language, state="active", created_at=NOW)
    user.grants = [_grant(role, scope)]
    session.add(user)
    session.flush()
    secret = new_secret()
    until = NOW + timedelta(hours=12)
    session.add(
        WebSession(id_sha256=digest(secret), user_id=user.id, created_at=NOW, last_seen_at=NOW, expires_at=until)
    )
    return secret


def token_for(session: Session, role: str, scope: str = "all") -> str:
    """Adds a bearer token with one grant; returns the token itself."""
    token = new_token()
    row = ApiToken(name=f"{role}-{uuid4().hex[:8]}", token_sha256=digest(token), created_at=NOW)
    row.grants = [_grant(role, scope)]
    session.add(row)
    return token
