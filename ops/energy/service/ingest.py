"""Stores what dataloggers sent: each value once, and what can't be stored as a dead letter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from ops.energy.models import LoggerStatus
from ops.energy.queries.ingest import registers_by_code
from ops.energy.queries.retention import closed_before
from ops.energy.rules.incoming import (
    IncomingDeadLetter,
    IncomingReading,
    Refusal,
    RegisterFacts,
    first_hour_touched,
    judge,
)
from ops.energy.service.dead_letters import keep_aside
from ops.energy.store import ReadingRow, Upserted, upsert_readings
from ops.energy.store.marks import Mark, mark_registers
from ops.inserts import insert_if_absent
from ops.kit.files import FileStore

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """What became of a batch of readings and unreadable messages."""

    stored: int
    repeated: int
    revised: int
    dead: int


def store_batch(
    session: Session,
    readings: Sequence[IncomingReading],
    dead: Sequence[IncomingDeadLetter],
    *,
    files: FileStore,
    now: datetime,
    source: str = "live",
) -> StoredBatch:
    """Each reading is stored, known already, or kept aside with its reason; nothing is lost."""
    registers = registers_by_code(session, {reading.register_code for reading in readings})
    oldest_at, ids = min((each.at for each in readings), default=now), [each.id for each in registers.values()]
    closed = closed_before(session, ids, oldest_at, now)
    rows, refused = _judge_all(readings, registers, now, closed)
    letters = [*dead, *refused]
    keep_aside(session, letters, files=files, now=now)
    result = upsert_readings(session, rows, source=source, now=now)
    known = [reading for reading in readings if reading.register_code in registers]
    mark_registers(session, _marks(known, registers, result, now))
    return StoredBatch(len(result.new), result.repeated, len(result.revised), len(letters))


def _judge_all(
    readings: Iterable[IncomingReading],
    registers: dict[str, RegisterFacts],
    now: datetime,
    closed: Mapping[int, datetime],
) -> tuple[list[ReadingRow], list[IncomingDeadLetter]]:
    rows: list[ReadingRow] = []
    refused: list[IncomingDeadLetter] = []
    for reading in readings:
        register = registers.get(reading.register_code)
        verdict = judge(reading, register, now, closed.get(register.id) if register else None)
        if isinstance(verdict, Refusal):
            refused.append(IncomingDeadLetter(reading.topic, reading.raw, verdict.code, verdict.params))
        elif register:
            at = reading.at.replace(microsecond=0) if reading.at.microsecond else reading.at
            rows.append(ReadingRow(register.id, at, verdict))
    return rows, refused


def _marks(
    readings: Iterable[IncomingReading], registers: Mapping[str, RegisterFacts], result: Upserted, now: datetime
) -> dict[int, Mark]:
    """Signs of life, and from which hour on the consumption must be computed again, by register."""
    speakers = {registers[each.register_code].id: each.logger for each in readings if each.fresh}
    oldest: dict[int, datetime] = {}
    for row in result.changed:
        if row.at < oldest.get(row.register_id, _NEVER):
            oldest[row.register_id] = row.at
    kinds = {register.id: register.kind for register in registers.values()}
    hours = {key: first_hour_touched(at, kinds[key]) for key, at in oldest.items()}
    alive = {key: Mark(now, logger[:80], hours.get(key)) for key, logger in speakers.items()}
    return {key: Mark(oldest=hour) for key, hour in hours.items()} | alive


def note_status(session: Session, logger: str, *, online: bool, now: datetime) -> None:
    """What a logger says about itself; the instant is that of the change, not of the last message."""
    if insert_if_absent(session, LoggerStatus(logger=logger[:80], online=online, changed_at=now)):
        return
    changed = update(LoggerStatus).where(LoggerStatus.logger == logger[:80], LoggerStatus.online != online)
    session.execute(changed.values(online=online, changed_at=now).execution_options(synchronize_session=False))
