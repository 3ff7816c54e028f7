"""Tables of readings, in and out: whose series they name, what is marked after them, and the readings that stand."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.models import FieldMapping, Reading, Register
from ops.energy.queries.segments import facts_of, noted_counters
from ops.energy.rules.incoming import RegisterFacts
from ops.energy.rules.mapping import MappingRow
from ops.kit.units import MICRO

_FORMAT = "csv"
#: Readings on their way out are fetched in parts of this size.
_AT_ONCE = 10_000

Series = Mapping[str, Sequence[MappingRow]]


def series_of_tables(session: Session) -> tuple[Series, Mapping[str, RegisterFacts]]:
    """By name of a series: the register of that very code, else those whose mapping of tables names it.

    All of them are read: a table may name more codes than a database lets one ask for.
    """
    facts = _facts(session)
    rows = {code: [MappingRow("", _FORMAT, code, code, each.kind, MICRO, "")] for code, each in facts.items()}
    mapped: dict[str, dict[str, MappingRow]] = {}
    for row in _mapped(session):
        mapped.setdefault(row.field, {})[row.register] = row
    others = {name: list(by_register.values()) for name, by_register in mapped.items() if name not in rows}
    return rows | others, facts


def _facts(session: Session) -> dict[str, RegisterFacts]:
    query = select(Register.code, Register.id, Register.kind, Register.unit, Register.digits, Register.factor_micro)
    noted = noted_counters(session)
    return {row.code: facts_of(row, noted) for row in session.execute(query)}


def _mapped(session: Session) -> Iterator[MappingRow]:
    query = select(
        FieldMapping.topic_filter, FieldMapping.format, FieldMapping.field, Register.code, Register.kind,
        FieldMapping.factor_micro, FieldMapping.unit,
    ).join(FieldMapping.register)  # fmt: skip
    found = session.execute(query.where(FieldMapping.format == _FORMAT).order_by(FieldMapping.id))
    return (MappingRow(*row) for row in found)


def registers_to_mark(session: Session, register_ids: Collection[int]) -> Sequence[Register]:
    """Held until the end, in the order of their ids as ingest takes them."""
    statement = select(Register).where(Register.id.in_(register_ids)).order_by(Register.id)
    return session.scalars(statement.with_for_update()).all()


def all_readings(session: Session) -> Iterator[tuple[Register, datetime, int]]:
    """Each instant with its value in millionths of the register's unit, by register and time."""
    registers = session.scalars(select(Register).order_by(Register.code)).all()
    for register in registers:
        own = select(Reading.at, Reading.value_micro).where(Reading.register_id == register.id).order_by(Reading.at)
        for row in session.execute(own.execution_options(yield_per=_AT_ONCE)):
            yield register, row.at, row.value_micro
