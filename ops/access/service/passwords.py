"""Choosing and changing a password. Hashing takes long: it happens between the units of work, never inside one."""

from datetime import datetime

from ops.access import audit
from ops.access.errors import LinkNotUsable, PasswordWrong, UnknownUser
from ops.access.models import User
from ops.access.queries import links as link_queries
from ops.access.queries import users as queries
from ops.access.rules.passwords import check_password
from ops.access.service import links, sessions, throttle
from ops.access.service.hashing import hash_password, matches
from ops.access.sign_in_defaults import policy_at
from ops.db import Database


def accept_invitation(database: Database, token: str, password: str, *, now: datetime) -> User:
    """Raises LinkNotUsable or what is wrong with the password; the link stays usable then."""
    return _choose_by_link(database, token, links.INVITATION, password, now)


def reset_password(database: Database, token: str, password: str, *, now: datetime) -> User:
    """As `accept_invitation`; all sessions end, since somebody else may have known the old password."""
    return _choose_by_link(database, token, links.PASSWORD_RESET, password, now)


def request_password_reset(database: Database, email: str, *, origin: str, base_url: str, now: datetime) -> None:
    """Says nothing about whether the address is known. Raises TooMany, for known and unknown alike."""
    login = email.strip().casefold()
    with database.unit_of_work() as session:
        policy = policy_at(session, now)
        keys: list[throttle.Key] = [("reset_login", login), ("reset_origin", origin)]
        wait_s = throttle.begin_attempt(session, keys, policy, now=now)
        user = queries.user_by_email(session, login)
        if not wait_s and user is not None and user.state == "active":
            links.send_reset(session, user, policy, base_url=base_url, now=now)
        if not wait_s and user is not None and user.state == "invited":
            links.send_invitation(session, user, policy, base_url=base_url, now=now)
    throttle.refuse_when_waiting(wait_s)


def change_password(
    database: Database, user_id: int, *, present: str, chosen: str, keep_session: str | None, now: datetime
) -> None:
    """Ends the user's other sessions. Raises TooMany, PasswordWrong, or what is wrong with the new password."""
    user = _begin_change(database, user_id, now)
    if not matches(user.password_hash, present):
        raise PasswordWrong(field="present")
    _check(database, user, chosen, now)
    chosen_hash = hash_password(chosen)
    with database.unit_of_work() as session:
        changed = queries.user_to_change(session, user_id)
        if changed is None or changed.password_hash != user.password_hash:
            raise PasswordWrong(field="present")
        changed.password_hash = chosen_hash
        throttle.forget(session, changed.email)
        sessions.end_sessions_of(session, user_id, keep=keep_session)
        who = sessions.principal_of(session, changed)
        audit.record(session, who, action="password.change", object_kind="user", object_ref=str(user_id), now=now)


def _begin_change(database: Database, user_id: int, now: datetime) -> User:
    """Guessing the present password in a borrowed browser is slowed down like guessing it at the door."""
    with database.unit_of_work() as session:
        user = queries.user_by_id(session, user_id)
        if user is None:
            raise UnknownUser()
        wait_s = throttle.begin_attempt(session, [("login", user.email)], policy_at(session, now), now=now)
    throttle.refuse_when_waiting(wait_s)
    return user


def _choose_by_link(database: Database, token: str, purpose: str, password: str, now: datetime) -> User:
    with database.reading() as session:
        owner = links.owner_of(session, token, purpose, now)
    _check(database, owner, password, now)
    password_hash = hash_password(password)
    with database.unit_of_work() as session:
        user = queries.user_to_change(session, links.use(session, token, purpose, now))
        if user is None or user.state == "disabled":
            raise LinkNotUsable()
        user.password_hash, user.state = password_hash, "active"
        user.version += 1
        link_queries.delete_open_links(session, user.id)
        throttle.forget(session, user.email)
        sessions.end_sessions_of(session, user.id)
        who = sessions.principal_of(session, user)
        audit.record(session, who, action=f"{purpose}.used", object_kind="user", object_ref=str(user.id), now=now)
        return user


def _check(database: Database, user: User, password: str, now: datetime) -> None:
    with database.reading() as session:
        min_length = policy_at(session, now).min_password_length
    check_password(password, min_length=min_length, email=user.email, name=user.name)
