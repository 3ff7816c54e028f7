"""Readings from a table and into one: of declared registers, each value once, nothing of a table with a fault."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.energy.errors import UnknownProfile
from ops.energy.queries.mappings import csv_profiles
from ops.energy.queries.reading_tables import all_readings, registers_to_mark, series_of_tables
from ops.energy.queries.retention import closed_before
from ops.energy.rules.csv_profiles import CsvProfile
from ops.energy.rules.incoming import IncomingReading, Refusal, RegisterFacts, first_hour_touched, judge
from ops.energy.rules.mapping import MappingRow, Sample, apply
from ops.energy.rules.reading_table import ReadTable, TableRow, read_table
from ops.energy.rules.refusals import reason_of
from ops.energy.store import ReadingRow, upsert_readings
from ops.errors import N_
from ops.kit.exports import Cell
from ops.kit.imports import Imported, LineFault

SOURCE = "history"
COLUMNS = ("register", "at", "value", "unit", "kind")
_AT_ONCE = 20_000
_SEVERAL = N_("“%(value)s” is mapped to several registers: name the register itself")


@dataclass(slots=True)
class Taking:
    """What is known of the series of a table, and what was found in it so far."""

    #: The name of the profile that was understood.
    profile: str
    rows_of: Mapping[str, Sequence[MappingRow]]
    facts: Mapping[str, RegisterFacts]
    now: datetime
    #: By register, before when its readings are no longer taken.
    closed: Mapping[int, datetime]
    faults: list[LineFault]
    #: By register and second; a value that stands twice in the table counts once.
    values: dict[tuple[int, int], int] = field(default_factory=dict)
    good: list[ReadingRow] = field(default_factory=list)
    repeated: int = 0
    #: Series that no register is known for, and how many lines each has.
    unknown: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of readings that were handed to the store."""

    added: int
    changed: int
    unchanged: int


def import_readings(
    session: Session, source: bytes | Path, *, now: datetime, profile: str | None = None, skip_bad: bool = False
) -> Imported:
    """A series is the code of a register, or the field of a mapping of tables; the head tells the profile.

    What is imported is history: it is no sign of life of a datalogger. Raises Unreadable, UnknownProfile.
    """
    taking = judge_table(session, source, now=now, profile=profile)
    if taking.faults and not skip_bad:
        return Imported(0, 0, 0, taking.faults)
    done = write_readings(session, taking.good, now=now)
    return Imported(done.added, done.changed, done.unchanged + taking.repeated, taking.faults)


def judge_table(
    session: Session,
    source: bytes | Path,
    *,
    now: datetime,
    profile: str | None = None,
    reached: Collection[str] | None = None,
) -> Taking:
    """Every line judged, nothing written; of other registers than those `reached` it knows nothing.

    Raises Unreadable, UnknownProfile.
    """
    table = read_table(source, _profiles(session, profile, now), zone_of(session))
    rows_of, facts = series_of_tables(session)
    if reached is not None:
        rows_of = {name: [row for row in rows if row.register in reached] for name, rows in rows_of.items()}
    oldest_at = min((row.at for row in table.rows), default=now)
    closed = closed_before(session, [each.id for each in facts.values()], oldest_at, now)
    taking = Taking(table.profile, rows_of, facts, now, closed, _faults_of(table))
    for row in table.rows:
        _take(row, taking)
    taking.faults.sort(key=lambda fault: (fault.number, fault.column))
    return taking


def _profiles(session: Session, name: str | None, now: datetime) -> Mapping[str, CsvProfile]:
    known = csv_profiles(session, now)
    if name is None:
        return known
    if name not in known:
        raise UnknownProfile(profile=name[:40], possible=", ".join(known))
    return {name: known[name]}


def _faults_of(table: ReadTable) -> list[LineFault]:
    return [*table.line_faults, *(_worded(each.number, each.refusal) for each in table.faults)]


def _worded(number: int, refusal: Refusal) -> LineFault:
    return LineFault(number, "", refusal.code, refusal.params, reason_of(refusal.code).detail)


def _take(row: TableRow, taking: Taking) -> None:
    found = taking.rows_of.get(row.series, ())
    if len(found) != 1:
        text = _SEVERAL if found else ""
        if not found:
            taking.unknown[row.series] += 1
        taking.faults.append(LineFault(row.number, "register", "unknown_code", {"value": row.series[:60]}, text))
        return
    [mapping] = found
    verdict = _verdict(row, mapping, taking)
    if isinstance(verdict, Refusal):
        taking.faults.append(_worded(row.number, verdict))
    else:
        _keep(row, taking.facts[mapping.register], verdict, taking)


def _verdict(row: TableRow, mapping: MappingRow, taking: Taking) -> int | Refusal:
    """The value in millionths of the register's unit, as if a datalogger had sent it."""
    said = apply(Sample(row.series, row.at, row.value, row.unit, row.kind), mapping)
    if isinstance(said, Refusal):
        return said
    reading = IncomingReading(
        said.register, said.at, said.value, said.unit, said.kind, logger="", topic="", raw=b"", fresh=False
    )
    register = taking.facts[mapping.register]
    return judge(reading, register, taking.now, taking.closed.get(register.id))


def _keep(row: TableRow, register: RegisterFacts, value_micro: int, taking: Taking) -> None:
    at = row.at.replace(microsecond=0)
    key = register.id, int(at.timestamp())
    if key not in taking.values:
        taking.values[key] = value_micro
        taking.good.append(ReadingRow(register.id, at, value_micro))
    elif taking.values[key] == value_micro:
        taking.repeated += 1
    else:
        taking.faults.append(LineFault(row.number, "", "duplicate", {"value": f"{row.series} {row.at.isoformat()}"}))


def write_readings(session: Session, readings: Sequence[ReadingRow], *, now: datetime) -> Written:
    """Stores them and has the consumption of their registers computed again."""
    new, revised, repeated = 0, 0, 0
    changed: list[ReadingRow] = []
    for rows in _in_parts(readings):
        done = upsert_readings(session, rows, source=SOURCE, now=now)
        new, revised, repeated = new + len(done.new), revised + len(done.revised), repeated + done.repeated
        changed += done.changed
    _mark(session, changed)
    return Written(new, revised, repeated)


def _in_parts(rows: Iterable[ReadingRow]) -> Iterable[Sequence[ReadingRow]]:
    left = iter(rows)
    while part := list(islice(left, _AT_ONCE)):
        yield part


def _mark(session: Session, changed: Iterable[ReadingRow]) -> None:
    """From the oldest touched hour on the consumption of each register is computed again."""
    oldest: dict[int, datetime] = {}
    for row in changed:
        oldest[row.register_id] = min(row.at, oldest.get(row.register_id, row.at))
    for register in registers_to_mark(session, oldest):
        hour = first_hour_touched(oldest[register.id], register.kind)
        register.dirty_from = min(hour, register.dirty_from or hour)
    session.flush()


def reading_rows(session: Session) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """As the profile `plain` reads them: what the meter showed, before the factor that it had then."""
    facts = series_of_tables(session)[1]
    return COLUMNS, (
        (each.code, at, _shown(value_micro, facts[each.code].on(at).factor_micro), each.unit, each.kind)
        for each, at, value_micro in all_readings(session)
    )


def _shown(value_micro: int, factor_micro: int) -> str:
    return f"{Decimal(value_micro) / factor_micro:f}"
