"""Links that arrive by mail: an invitation, a password reset. One user, one use, expiring, stored as a hash."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.errors import LinkNotUsable
from ops.access.models import SecretLink, User
from ops.access.notify import recipient_of, tell_named
from ops.access.queries import links as queries
from ops.access.rules.secrets import new_secret
from ops.access.rules.sign_in_policy import AccessPolicy
from ops.access.service.secrets import kept
from ops.errors import N_
from ops.kit.locale import Instant, Text
from ops.kit.outbox import Message

INVITATION = "invitation"
PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a purpose.

_INVITATION_SUBJECT = N_("Your access to Regie")
_INVITATION_BODY = N_(
    "Hello %(name)s,\n\nA Regie account was made for you. Choose your password here:\n%(link)s\n\n"
    "The link works once, until %(until)s. Your login is %(email)s."
)
_RESET_SUBJECT = N_("Choose a new password for Regie")
_RESET_BODY = N_(
    "Hello %(name)s,\n\nSomebody, probably you, asked for a new password. Choose it here:\n%(link)s\n\n"
    "The link works once, until %(until)s. If it was not you, do nothing: your password stays as it is."
)


def send_invitation(session: Session, user: User, policy: AccessPolicy, *, base_url: str, now: datetime) -> None:
    expires = now + timedelta(days=policy.invitation_days)
    link, secret = _new_link(session, user, INVITATION, expires, now)
    body = Text(_INVITATION_BODY, _params(user, expires, f"{base_url}/invitation/{secret}"))
    _mail(session, link, user, "user_invited", Text(_INVITATION_SUBJECT), body, now)


def send_reset(session: Session, user: User, policy: AccessPolicy, *, base_url: str, now: datetime) -> None:
    expires = now + timedelta(minutes=policy.reset_minutes)
    link, secret = _new_link(session, user, PASSWORD_RESET, expires, now)
    body = Text(_RESET_BODY, _params(user, expires, f"{base_url}/password-reset/{secret}"))
    _mail(session, link, user, "password_reset", Text(_RESET_SUBJECT), body, now)


def owner_of(session: Session, token: str, purpose: str, now: datetime) -> User:
    """Raises LinkNotUsable."""
    user = queries.user_of_link(session, kept(session, token), purpose, now)
    if user is None:
        raise LinkNotUsable()
    return user


def use(session: Session, token: str, purpose: str, now: datetime) -> int:
    """Spends the link and returns its user's id. Raises LinkNotUsable."""
    user_id = queries.use_link(session, kept(session, token), purpose, now)
    if user_id is None:
        raise LinkNotUsable()
    return user_id


def _new_link(
    session: Session, user: User, purpose: str, expires_at: datetime, now: datetime
) -> tuple[SecretLink, str]:
    """A new link takes the place of those sent before."""
    queries.delete_open_links(session, user.id)
    secret = new_secret()
    link = SecretLink(
        user_id=user.id, purpose=purpose, token_sha256=kept(session, secret), created_at=now, expires_at=expires_at
    )
    session.add(link)
    session.flush()
    return link, secret


def _params(user: User, expires_at: datetime, link: str) -> dict[str, str | Instant]:
    return {"name": user.name, "email": user.email, "link": link, "until": Instant(expires_at)}


def _mail(session: Session, link: SecretLink, user: User, event: str, subject: Text, body: Text, now: datetime) -> None:
    # The occasion is not the id: SQLite gives the id of a deleted link to the next one.
    about, occasion = ("user", str(user.id)), link.token_sha256
    message = Message(event, subject, body, about, occasion, holds_secret=True)
    tell_named(session, message, recipient_of(user), now=now)
