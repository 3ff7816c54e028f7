"""Users and tokens, what they may do, their sessions, and the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.db import Base, BigKey


class User(Base):
    """A person who works with Regie; the e-mail address is the login."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="nl")
    phone: Mapped[str | None] = mapped_column(String(20))
    #: None until the invitation was accepted.
    password_hash: Mapped[str | None] = mapped_column(String(200))
    #: invited | active | disabled
    state: Mapped[str] = mapped_column(String(10), default="invited")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    grants: Mapped[list["Grant"]] = relationship(lazy="raise", order_by="Grant.id")


class ApiToken(Base):
    """A bearer token of a machine; only its hash under the key of the house is kept, as of every secret here."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    grants: Mapped[list["Grant"]] = relationship(lazy="raise", order_by="Grant.id")


class Grant(Base):
    """A role with a scope (`all`, `home:CODE`, `building:CODE`, `zone:CODE`, `firm:CODE`) of a user or a token."""

    __tablename__ = "access_grant"
    __table_args__ = (CheckConstraint("(user_id IS NULL) <> (token_id IS NULL)", name="one_holder"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_id: Mapped[int | None] = mapped_column(ForeignKey("api_token.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    scope_kind: Mapped[str] = mapped_column(String(10), default="all")
    scope_code: Mapped[str] = mapped_column(String(60), default="")


class WebSession(Base):
    """A signed-in browser; the cookie holds the secret, the table its hash under the key of the house."""

    __tablename__ = "web_session"

    id_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    user_agent: Mapped[str] = mapped_column(String(200), default="")


class SecretLink(Base):
    """An invitation or a password reset: one user, one use, expiring."""

    __tablename__ = "secret_link"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    #: invitation | password_reset
    purpose: Mapped[str] = mapped_column(String(20))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginThrottle(Base):
    """Failed attempts by address and by origin; survives the refusal it counts."""

    __tablename__ = "login_throttle"

    key_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_failure_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what, and who read which person's file; never changed, never deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object_kind_object_ref", "object_kind", "object_ref"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    #: "user:12", "token:3" or "system:<process>".
    principal: Mapped[str] = mapped_column(String(80), index=True)
    principal_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_ref: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    request_id: Mapped[str | None] = mapped_column(String(40))
