"""Signing in. Passwords are checked between two units of work: the count of an attempt must survive its refusal."""

from dataclasses import dataclass
from datetime import datetime

from ops.access import audit
from ops.access.errors import SignInRefused
from ops.access.models import User
from ops.access.principal import system
from ops.access.queries import users as queries
from ops.access.service import sessions, throttle
from ops.access.service.hashing import hash_password, matches, needs_rehash
from ops.access.service.sessions import NewSession
from ops.access.sign_in_defaults import policy_at
from ops.db import Database


@dataclass(frozen=True)
class SignInAttempt:
    """What a browser sent; `origin` is its address, `former` the secret of the session it still holds."""

    email: str
    password: str
    origin: str
    user_agent: str = ""
    former: str | None = None


def sign_in(database: Database, attempt: SignInAttempt, *, now: datetime) -> NewSession:
    """Raises TooMany, or SignInRefused: the same answer, after the same work, for an unknown and a known address."""
    login = attempt.email.strip().casefold()
    known = _begin(database, login, attempt.origin, now)
    if not matches(known.password_hash if known else None, attempt.password) or known is None:
        _note_refusal(database, known, now)
        raise SignInRefused()
    stronger = hash_password(attempt.password) if needs_rehash(known.password_hash or "") else None
    return _finish(database, attempt, login, known, stronger, now)


def _begin(database: Database, login: str, origin: str, now: datetime) -> User | None:
    with database.unit_of_work() as session:
        keys: list[throttle.Key] = [("login", login), ("origin", origin)]
        wait_s = throttle.begin_attempt(session, keys, policy_at(session, now), now=now)
        user = queries.user_by_email(session, login)
    throttle.refuse_when_waiting(wait_s)
    return user if user is not None and user.state == "active" else None


def _note_refusal(database: Database, known: User | None, now: datetime) -> None:
    """Written for unknown addresses too, without the address: people type passwords into that field."""
    ref = str(known.id) if known else "unknown"
    with database.unit_of_work() as session:
        audit.record(session, system("web"), action="sign_in.refused", object_kind="user", object_ref=ref, now=now)


def _finish(
    database: Database, attempt: SignInAttempt, login: str, known: User, stronger: str | None, now: datetime
) -> NewSession:
    with database.unit_of_work() as session:
        user = queries.user_to_change(session, known.id)
        if user is None or user.state != "active" or user.password_hash != known.password_hash:
            raise SignInRefused()
        user.password_hash = stronger or user.password_hash
        throttle.forget(session, login)
        throttle.take_back(session, attempt.origin)
        if attempt.former:
            sessions.sign_out(session, attempt.former)
        who = sessions.principal_of(session, user)
        audit.record(session, who, action="sign_in", object_kind="user", object_ref=str(user.id), now=now)
        return sessions.begin_session(session, user, user_agent=attempt.user_agent, now=now)
