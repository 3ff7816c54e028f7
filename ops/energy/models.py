"""Meters, what they told us, what that means in consumption, and the alerts raised from it.

Quantities are whole millionths of the register's unit (`*_micro`): exact sums on both engines.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.db import Base, BigKey, SeriesInstant
from ops.estate.models import Installation, Location
from ops.kit.search import words_index


class Meter(Base):
    """A device at a place, of one medium."""

    __tablename__ = "meter"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    #: electricity | gas | water | heat | pv
    medium: Mapped[str] = mapped_column(String(12), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    #: The installation it feeds; a critical one makes any waste urgent.
    installation_id: Mapped[int | None] = mapped_column(ForeignKey("installation.id"))
    serial: Mapped[str | None] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200), default="")
    location: Mapped[Location] = relationship(lazy="raise")
    installation: Mapped[Installation | None] = relationship(lazy="raise")


class Register(Base):
    """One counter of a meter; `code` is the name under which dataloggers publish."""

    __tablename__ = "register"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    meter_id: Mapped[int] = mapped_column(ForeignKey("meter.id"), index=True)
    #: index | interval | power
    kind: Mapped[str] = mapped_column(String(10))
    #: kWh | m3 (kW for kind power); readings in Wh, MWh, l are converted on entry
    unit: Mapped[str] = mapped_column(String(8))
    digits: Mapped[int] = mapped_column(default=8)
    #: Multiplies what the logger sends, in millionths (1_000_000 = 1).
    factor_micro: Mapped[int] = mapped_column(BigInteger, default=1_000_000)
    resolution_micro: Mapped[int] = mapped_column(BigInteger, default=1_000)
    step_minutes: Mapped[int] = mapped_column(default=60)
    valid_from: Mapped[date]
    #: The logger that last published for it.
    logger: Mapped[str | None] = mapped_column(String(80), index=True)
    #: Receipt of the first and last fresh (not retained) live message; None = not connected.
    first_live_at: Mapped[datetime | None]
    last_live_at: Mapped[datetime | None]
    #: Start of the oldest hour whose consumption must be computed again; None = clean.
    dirty_from: Mapped[datetime | None] = mapped_column(index=True)
    #: Start of the next hour that the detectors have not seen; None = never scanned.
    scanned_to: Mapped[datetime | None]
    meter: Mapped[Meter] = relationship(lazy="raise")


class LoggerStatus(Base):
    """What a datalogger last said about itself on its status topic (retained, last will)."""

    __tablename__ = "logger_status"

    logger: Mapped[str] = mapped_column(String(80), primary_key=True)
    online: Mapped[bool]
    changed_at: Mapped[datetime]


class Reading(Base):
    """The current value of a register at an instant; former values stand in `reading_revision`."""

    __tablename__ = "reading"
    __table_args__ = {"sqlite_with_rowid": False, "postgresql_partition_by": "RANGE (at)"}

    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"), primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(SeriesInstant, primary_key=True)
    value_micro: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(SeriesInstant)
    #: live | history | api | replay
    source: Mapped[str] = mapped_column(String(8))


class ReadingRevision(Base):
    """A value that was replaced by another one for the same instant."""

    __tablename__ = "reading_revision"
    __table_args__ = (Index("ix_reading_revision_register_id_at", "register_id", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"))
    at: Mapped[datetime] = mapped_column(SeriesInstant)
    value_micro: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    superseded_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(8))


class Consumption(Base):
    """What a register counted in the hour that starts at `hour_at`; recomputed from the readings, never typed."""

    __tablename__ = "consumption"
    __table_args__ = {"sqlite_with_rowid": False}

    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"), primary_key=True, autoincrement=False)
    hour_at: Mapped[datetime] = mapped_column(SeriesInstant, primary_key=True)
    value_micro: Mapped[int] = mapped_column(BigInteger)
    #: measured | estimated (a gap spread over its hours)
    quality: Mapped[str] = mapped_column(String(9))


class Alert(Base):
    """Abnormal consumption as an event that opens, goes on and closes: one open per register and cause."""

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_open_register_id_cause", "register_id", "cause", unique=True,
            sqlite_where=text("state IN ('open', 'acknowledged', 'snoozed')"),
            postgresql_where=text("state IN ('open', 'acknowledged', 'snoozed')"),
        ),
        Index("ix_alert_state_eur", "state", "cost_cents_per_day"),
        words_index("alert", "ref"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ref: Mapped[str] = mapped_column(String(12), unique=True)
    #: None for an alert of a whole site or of the broker.
    register_id: Mapped[int | None] = mapped_column(ForeignKey("register.id"), index=True)
    #: The building that it is about; None when every logger of the house is silent.
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    #: A medium, or "" for loggers of several.
    medium: Mapped[str] = mapped_column(String(12))
    #: See energy/rules/causes.py; waste causes and data faults.
    cause: Mapped[str] = mapped_column(String(24))
    #: open | acknowledged | snoozed | closed | merged
    state: Mapped[str] = mapped_column(String(12), default="open")
    #: low | medium | high
    severity: Mapped[str] = mapped_column(String(6))
    #: When the abnormal consumption began, was found, and was last seen abnormal (end of that hour).
    started_at: Mapped[datetime]
    detected_at: Mapped[datetime] = mapped_column(index=True)
    last_abnormal_at: Mapped[datetime]
    #: 24 h normal again: a fact, not a state.
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    expected_micro: Mapped[int] = mapped_column(BigInteger, default=0)
    measured_micro: Mapped[int] = mapped_column(BigInteger, default=0)
    #: Mean excess an hour while abnormal, and its cost a day by the tariff of that day.
    excess_micro_per_hour: Mapped[int] = mapped_column(BigInteger, default=0)
    unit: Mapped[str] = mapped_column(String(8), default="")
    cost_cents_per_day: Mapped[int] = mapped_column(default=0)
    #: The evidence as code and params, worded at the edge ("each of the last 20 hours ...").
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: Received so late that nobody should be woken for it.
    late_evidence: Mapped[bool] = mapped_column(default=False)
    ticket_ref: Mapped[str | None] = mapped_column(String(12), index=True)
    acknowledged_by: Mapped[str | None] = mapped_column(String(200))
    snoozed_until: Mapped[datetime | None]
    snooze_reason: Mapped[str | None]
    snoozed_excess_micro: Mapped[int | None] = mapped_column(BigInteger)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    #: A finding of the closed work, "ended_by_itself", or the closer's choice.
    outcome: Mapped[str | None] = mapped_column(String(40))
    reopened_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    register: Mapped[Register | None] = relationship(lazy="raise")
    location: Mapped[Location | None] = relationship(lazy="raise")


class AlertEvent(Base):
    """One step in the life of an alert."""

    __tablename__ = "alert_event"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), index=True)
    #: opened | grown | cause_known | again_abnormal | ticket_linked (with the priority that it asks, again when it asks
    #: a higher one) | ticket_cancelled | acknowledged | snoozed | woken | merged | took_in | ended | closed | reopened
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    actor_name: Mapped[str] = mapped_column(String(200))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class DeadLetter(Base):
    """A message that could not be stored, kept whole so that a person can see and replay it."""

    __tablename__ = "dead_letter"
    #: The same message on the same topic is one letter, whoever of several ingests writes it first.
    __table_args__ = (UniqueConstraint("payload_sha256", "topic"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    topic: Mapped[str] = mapped_column(String(500))
    #: Small payloads stand here, larger ones in the file store by their SHA-256.
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)
    payload_sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    #: Why: not_json | too_large | wrong_unit | in_the_future | not_a_number | negative | unknown_register | ...
    code: Mapped[str] = mapped_column(String(40), index=True)
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: waiting | replayed | discarded
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    #: The same message again only raises this number.
    seen_count: Mapped[int] = mapped_column(default=1)
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[str | None] = mapped_column(String(200))


class FieldMapping(Base):
    """Which register a field of another make's message counts for: data of the energy coordinator."""

    __tablename__ = "mapping"
    __table_args__ = (UniqueConstraint("topic_filter", "field"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    #: As a broker understands it, with `+` and `#` where the messages name their device themselves.
    topic_filter: Mapped[str] = mapped_column(String(200))
    #: One of energy/rules/mapping.py:FORMATS
    format: Mapped[str] = mapped_column(String(20))
    field: Mapped[str] = mapped_column(String(200))
    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"), index=True)
    #: Multiplies the value of the message, in millionths (1_000_000 = 1).
    factor_micro: Mapped[int] = mapped_column(BigInteger, default=1_000_000)
    #: What the value is measured in; "" where the message says it.
    unit: Mapped[str] = mapped_column(String(8), default="")
    version: Mapped[int] = mapped_column(default=1)
    register: Mapped[Register] = relationship(lazy="raise")


class HeardTopic(Base):
    """The last message of a topic of another make, as ingest read it: what a page learns a new datalogger from."""

    __tablename__ = "heard_topic"

    topic: Mapped[str] = mapped_column(String(500), primary_key=True)
    format: Mapped[str] = mapped_column(String(20))
    received_at: Mapped[datetime] = mapped_column(index=True)
    #: [{field, at, value, unit, kind}], the first some hundred.
    samples: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    #: The beginning of the message.
    head: Mapped[bytes] = mapped_column(LargeBinary)
    size_bytes: Mapped[int]
