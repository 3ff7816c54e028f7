"""Users: invited, changed, disabled; every act leaves a line in the audit trail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.errors import (
    EmailTaken,
    LastAdmin,
    NotInvited,
    NotYourself,
    UnknownLanguage,
    UnknownUser,
)
from ops.access.models import Grant, User
from ops.access.principal import Principal
from ops.access.queries import links as link_queries
from ops.access.queries import users as queries
from ops.access.rules.emails import tidy_email
from ops.access.rules.grants import GrantWish, parse_grant
from ops.access.rules.names import checked_name
from ops.access.rules.passwords import check_password
from ops.access.service import links, sessions
from ops.access.service.hashing import hash_password
from ops.access.sign_in_defaults import policy_at
from ops.errors import EditedMeanwhile
from ops.kit.locale import LANGUAGES
from ops.kit.phones import normal_phone


@dataclass(frozen=True)
class NewUser:
    """What is asked of somebody who gets a login."""

    email: str
    name: str
    language: str
    grants: tuple[GrantWish, ...]
    phone: str | None = None


def invite_user(session: Session, wish: NewUser, *, base_url: str, who: Principal, now: datetime) -> User:
    """Makes the user and writes the invitation to the outbox, in the same transaction."""
    user = _insert(session, wish, who, now)
    links.send_invitation(session, user, policy_at(session, now), base_url=base_url, now=now)
    return user


def add_user(
    session: Session,
    *,
    email: str,
    name: str,
    role: str,
    scope: str = "all",
    language: str = "nl",
    password: str | None,
    base_url: str,
    who: Principal,
    now: datetime,
) -> User:
    """One role; with a password the user may sign in at once, else an invitation goes out."""
    wish = NewUser(email, name, language, (parse_grant(role, scope),))
    if password is None:
        return invite_user(session, wish, base_url=base_url, who=who, now=now)
    policy = policy_at(session, now)
    check_password(password, min_length=policy.min_password_length, email=email, name=name)
    user = _insert(session, wish, who, now)
    user.password_hash, user.state = hash_password(password), "active"
    return user


def the_user(session: Session, user_id: int) -> User:
    """Raises UnknownUser."""
    user = queries.user_by_id(session, user_id)
    if user is None:
        raise UnknownUser()
    return user


def resend_invitation(session: Session, user_id: int, *, base_url: str, who: Principal, now: datetime) -> User:
    user = _locked(session, user_id, None)
    if user.state != "invited":
        raise NotInvited()
    links.send_invitation(session, user, policy_at(session, now), base_url=base_url, now=now)
    _note(session, who, "user.invite_again", user, now)
    return user


def set_grants(
    session: Session,
    user_id: int,
    grants: tuple[GrantWish, ...],
    *,
    version: int | None = None,
    who: Principal,
    now: datetime,
) -> User:
    """Replaces all grants. Raises EditedMeanwhile, LastAdmin."""
    user = _locked(session, user_id, version)
    before = [GrantWish(g.role, g.scope_kind, g.scope_code) for g in user.grants]
    if tuple(before) == grants:
        return user
    if GrantWish("admin") not in grants:
        _keep_an_admin(session, user)
    for grant in list(user.grants):
        session.delete(grant)
    user.grants = [Grant(role=g.role, scope_kind=g.scope_kind, scope_code=g.scope_code) for g in grants]
    user.version += 1
    session.flush()
    _note(session, who, "user.grants", user, now, before=_listed(before), after=_listed(grants))
    return user


def change_profile(
    session: Session,
    user_id: int,
    *,
    name: str,
    language: str,
    phone: str | None,
    version: int | None = None,
    who: Principal,
    now: datetime,
) -> User:
    user = _locked(session, user_id, version)
    user.name, user.language, user.phone = checked_name(name), _checked_language(language), normal_phone(phone)
    user.version += 1
    _note(session, who, "user.change", user, now)
    return user


def disable_user(session: Session, user_id: int, *, version: int | None = None, who: Principal, now: datetime) -> User:
    """Ends all sessions and links at once."""
    user = _locked(session, user_id, version)
    if who.key == f"user:{user_id}":
        raise NotYourself()
    if user.state == "disabled":
        return user
    _keep_an_admin(session, user)
    user.state = "disabled"
    user.version += 1
    sessions.end_sessions_of(session, user_id)
    link_queries.delete_open_links(session, user_id)
    _note(session, who, "user.disable", user, now)
    return user


def enable_user(session: Session, user_id: int, *, version: int | None = None, who: Principal, now: datetime) -> User:
    user = _locked(session, user_id, version)
    if user.state != "disabled":
        return user
    user.state = "active" if user.password_hash else "invited"
    user.version += 1
    _note(session, who, "user.enable", user, now)
    return user


def _insert(session: Session, wish: NewUser, who: Principal, now: datetime) -> User:
    email = tidy_email(wish.email)
    if queries.user_by_email(session, email) is not None:
        raise EmailTaken(field="email", email=email)
    user = User(
        email=email,
        name=checked_name(wish.name),
        language=_checked_language(wish.language),
        phone=normal_phone(wish.phone),
        state="invited",
        created_at=now,
        grants=[Grant(role=g.role, scope_kind=g.scope_kind, scope_code=g.scope_code) for g in wish.grants],
    )
    session.add(user)
    session.flush()
    _note(session, who, "user.add", user, now, email=email, grants=_listed(wish.grants))
    return user


def _locked(session: Session, user_id: int, version: int | None) -> User:
    """Raises UnknownUser, EditedMeanwhile."""
    user = queries.user_to_change(session, user_id)
    if user is None:
        raise UnknownUser()
    if version is not None and version != user.version:
        raise EditedMeanwhile()
    return user


def _keep_an_admin(session: Session, user: User) -> None:
    admins = queries.active_admins(session)
    if user.id in admins and len(admins) == 1:
        raise LastAdmin()


def _checked_language(language: str) -> str:
    if language not in LANGUAGES:
        raise UnknownLanguage(field="language")
    return language


def _listed(grants: list[GrantWish] | tuple[GrantWish, ...]) -> str:
    return " ".join(str(grant) for grant in grants)


def _note(session: Session, who: Principal, action: str, user: User, now: datetime, **detail: str) -> None:
    audit.record(session, who, action=action, object_kind="user", object_ref=str(user.id), now=now, detail=detail)
