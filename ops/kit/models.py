"""Tables that every domain shares: outbox, jobs, leases, commands, idempotency, rule sets, reference counters."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ops.db import Base, BigKey


class OutboxMessage(Base):
    """One message that leaves the house; `id` is the id that the provider and the reader see."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_next_attempt_at", "state", "next_attempt_at"),
        Index("ix_outbox_created_at_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    #: Decides a message once: a second message with the same key is not written.
    dedup_key: Mapped[str] = mapped_column(String(200), unique=True)
    event: Mapped[str] = mapped_column(String(60))
    recipient_name: Mapped[str] = mapped_column(String(200))
    recipient_user_id: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(2))
    #: Where to send, in order of preference: [{"channel": "mail", "to": "..."}].
    targets: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    target_index: Mapped[int] = mapped_column(default=0)
    subject: Mapped[str]
    body: Mapped[str]
    #: The same for a text message, where the long one would take several.
    short: Mapped[str | None]
    #: Pages to somebody on call are resent after an unknown outcome; all else is shown to a person.
    is_page: Mapped[bool] = mapped_column(default=False)
    #: Holds a secret link (an invitation): no page shows the body, and it is emptied once sent, settled or dropped.
    holds_secret: Mapped[bool] = mapped_column(default=False)
    #: pending | claimed | sent | unknown | failed | dropped
    state: Mapped[str] = mapped_column(String(12), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    #: What it is about, so that a file page can show its messages: ("ticket", "T26-000123").
    about_kind: Mapped[str | None] = mapped_column(String(20))
    about_ref: Mapped[str | None] = mapped_column(String(40), index=True)


class JobRun(Base):
    """One planned run of a job: the ledger from which due, late and failed runs are read."""

    __tablename__ = "job_run"
    __table_args__ = (
        UniqueConstraint("job", "run_key"),
        Index("ix_job_run_job_planned_at", "job", "planned_at"),
        Index("ix_job_run_job_id", "job", "id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    job: Mapped[str] = mapped_column(String(60))
    #: Local date and time of the plan ("2026-10-25T02:30"), or "manual:<command id>": one run each.
    run_key: Mapped[str] = mapped_column(String(60))
    planned_at: Mapped[datetime]
    #: running | done | failed
    state: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=1)
    #: What it did, as counts: {"alerts_opened": 2}.
    did: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str | None]
    runner: Mapped[str] = mapped_column(String(80))
    requested_by: Mapped[str | None] = mapped_column(String(200))


class Lease(Base):
    """One holder at a time; `token` grows at each take-over and fences the former holder's writes."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    holder: Mapped[str | None] = mapped_column(String(80))
    token: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]


class Heartbeat(Base):
    """The last sign of life of a process or of the broker connection."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Command(Base):
    """A wish of a person that another process carries out: "run now", "replay"."""

    __tablename__ = "command"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    #: run_job | replay_dead_letters
    kind: Mapped[str] = mapped_column(String(40), index=True)
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    requested_by: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime]
    #: waiting | taken | done | failed
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    taken_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None]


class IdempotencyKey(Base):
    """The first answer to a POST, kept 30 days, so that a repeated one changes nothing."""

    __tablename__ = "idempotency"
    __table_args__ = (UniqueConstraint("principal", "key"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    principal: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(200))
    request_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(index=True)


class Ruleset(Base):
    """One dated version of a rule set: rules are data, with author and reason."""

    __tablename__ = "ruleset"
    __table_args__ = (UniqueConstraint("name", "version"), Index("ix_ruleset_name_valid_from", "name", "valid_from"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    valid_from: Mapped[date]
    author: Mapped[str] = mapped_column(String(200))
    note: Mapped[str]
    confirmed: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: The codes that the release knew which wrote this version; None for a version of before they were noted.
    known: Mapped[list[str] | None] = mapped_column(JSON)


class RefCounter(Base):
    """Last number given out for a reference such as T26-000123."""

    __tablename__ = "ref_counter"

    prefix: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int]


class Sector(Base):
    """A sector of the house that a centre may switch off (not every centre lets dwellings)."""

    __tablename__ = "sector"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    changed_by: Mapped[str | None] = mapped_column(String(200))


class Attachment(Base):
    """A photo or document about something: the bytes stand in the file store under their SHA-256."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_about_kind_about_ref", "about_kind", "about_ref"),
        Index("ix_attachment_scan", "scan", "id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    #: Told by the content, never by the name: image/jpeg, image/png, image/webp, application/pdf.
    media_type: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]
    #: photo | proof | signature | document
    label: Mapped[str] = mapped_column(String(12), default="document")
    #: What it is about: ("ticket", "T26-000123"), ("work_order", "W26-000045").
    about_kind: Mapped[str] = mapped_column(String(20))
    about_ref: Mapped[str] = mapped_column(String(40))
    added_by: Mapped[str] = mapped_column(String(80))
    added_by_name: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    #: A small picture of a photo, in the same store.
    thumbnail_sha256: Mapped[str | None] = mapped_column(String(64))
    #: not_scanned | clean | infected | refused: the scanner gave no verdict, as often as it was asked.
    scan: Mapped[str] = mapped_column(String(12), default="not_scanned")
    scanned_at: Mapped[datetime | None]
    #: How often the scanner refused it, and before when it is not asked again.
    scan_tries: Mapped[int] = mapped_column(default=0)
    scan_after: Mapped[datetime | None]
    #: Taken away again, which can be undone for a while; then the row stays and the bytes go, unless others hold them.
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None] = mapped_column(String(80))
    purged_at: Mapped[datetime | None]
    #: A file sent twice by a tablet carries the same id and is kept once.
    client_uuid: Mapped[str | None] = mapped_column(String(36), unique=True)
