"""What energy offers on the command line: tables in and out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.energy.queries.alerts import AlertFilter
from ops.energy.queries.registers import EVERYWHERE
from ops.energy.service.export import alert_rows, register_rows
from ops.energy.service.mapping_table import import_mappings, mapping_rows
from ops.energy.service.meters import import_registers
from ops.energy.service.readings_import import import_readings, reading_rows
from ops.energy.service.tariff_table import import_tariffs, tariff_rows
from ops.kit.clock import utc_now
from ops.kit.exports import Cell
from ops.kit.imports import Imported


def export_alerts(session: Session, now: datetime) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    return alert_rows(session, EVERYWHERE, AlertFilter(), "en")


def export_registers(session: Session, now: datetime) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """The columns that `import registers` reads."""
    return register_rows(session, EVERYWHERE, now)


def export_mappings(session: Session, now: datetime) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """The columns that `import mappings` reads."""
    return mapping_rows(session)


def export_readings(session: Session, now: datetime) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """The columns that `import readings` reads."""
    return reading_rows(session)


def export_tariffs(session: Session, now: datetime) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """The columns that `import tariffs` reads."""
    return tariff_rows(session)


def take_tariffs(session: Session, source: bytes | Path, *, skip_bad: bool = False) -> Imported:
    return import_tariffs(session, source, now=utc_now(), skip_bad=skip_bad)


def take_registers(session: Session, source: bytes | Path, *, skip_bad: bool = False) -> Imported:
    return import_registers(session, source, now=utc_now(), skip_bad=skip_bad)


def take_readings(
    session: Session, source: bytes | Path, *, skip_bad: bool = False, profile: str | None = None
) -> Imported:
    return import_readings(session, source, now=utc_now(), profile=profile, skip_bad=skip_bad)


def take_mappings(session: Session, source: bytes | Path, *, skip_bad: bool = False) -> Imported:
    return import_mappings(session, source, who=system("import"), now=utc_now(), skip_bad=skip_bad)
