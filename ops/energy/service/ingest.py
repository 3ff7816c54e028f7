"""Stores what dataloggers sent: each value once, and what can't be stored as a dead letter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Update, bindparam, case, func, or_, update
from sqlalchemy.orm import Session

from ops.energy.models import LoggerStatus, Register
from ops.energy.queries.ingest import registers_by_code
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
from ops.inserts import insert_if_absent
from ops.kit.files import FileStore


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
    rows, refused = _judge_all(readings, registers, now)
    letters = [*dead, *refused]
    keep_aside(session, letters, files=files, now=now)
    result = upsert_readings(session, rows, source=source, now=now)
    _mark_registers(session, readings, registers, result, now)
    return StoredBatch(len(result.new), result.repeated, len(result.revised), len(letters))


def _judge_all(
    readings: Iterable[IncomingReading], registers: dict[str, RegisterFacts], now: datetime
) -> tuple[list[ReadingRow], list[IncomingDeadLetter]]:
    rows: list[ReadingRow] = []
    refused: list[IncomingDeadLetter] = []
    for reading in readings:
        register = registers.get(reading.register_code)
        verdict = judge(reading, register, now)
        if isinstance(verdict, Refusal):
            refused.append(IncomingDeadLetter(reading.topic, reading.raw, verdict.code, verdict.params))
        elif register:
            rows.append(ReadingRow(register.id, reading.at.replace(microsecond=0), verdict))
    return rows, refused


def _mark_registers(
    session: Session,
    readings: Iterable[IncomingReading],
    registers: dict[str, RegisterFacts],
    result: Upserted,
    now: datetime,
) -> None:
    """Notes signs of life, and from which hour on the consumption must be computed again."""
    kinds = {register.id: register.kind for register in registers.values()}
    marks: dict[int, dict[str, Any]] = {}
    for reading in readings:
        if reading.fresh and (register := registers.get(reading.register_code)):
            marks[register.id] = _UNTOUCHED | {"moment": now, "speaker": reading.logger[:80]}
    for row in result.changed:
        mark = marks.setdefault(row.register_id, dict(_UNTOUCHED))
        hour = first_hour_touched(row.at, kinds[row.register_id])
        mark["oldest"] = min(hour, mark["oldest"] or hour)
    if marks:
        # In the order of the ids, so that two writers wait for each other instead of blocking each other.
        rows = [{"register": key} | marks[key] for key in sorted(marks)]
        session.connection().execute(_MARK, rows)


_UNTOUCHED: dict[str, Any] = {"moment": None, "speaker": None, "oldest": None}


def _mark_statement() -> Update:
    """Moves only what a parameter is given for; `dirty_from` only ever moves back here."""
    table = Register.__table__.c
    moment, oldest = (bindparam(name, type_=table.dirty_from.type) for name in ("moment", "oldest"))
    earlier = or_(table.dirty_from.is_(None), table.dirty_from > oldest)
    return (
        update(Register)
        .where(table.id == bindparam("register"))
        .values(
            logger=func.coalesce(bindparam("speaker", type_=table.logger.type), table.logger),
            last_live_at=func.coalesce(moment, table.last_live_at),
            first_live_at=func.coalesce(table.first_live_at, moment),
            dirty_from=case((oldest.is_(None), table.dirty_from), (earlier, oldest), else_=table.dirty_from),
        )
    )


_MARK = _mark_statement()


def note_status(session: Session, logger: str, *, online: bool, now: datetime) -> None:
    """What a logger says about itself; the instant is that of the change, not of the last message."""
    if insert_if_absent(session, LoggerStatus(logger=logger[:80], online=online, changed_at=now)):
        return
    changed = update(LoggerStatus).where(LoggerStatus.logger == logger[:80], LoggerStatus.online != online)
    session.execute(changed.values(online=online, changed_at=now).execution_options(synchronize_session=False))
