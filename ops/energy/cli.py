"""What energy offers on the command line: tables out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ops.energy.queries.alerts import AlertFilter
from ops.energy.queries.registers import EVERYWHERE
from ops.energy.service.export import alert_rows, register_rows
from ops.kit.exports import Cell


def export_alerts(session: Session, now: datetime) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    return alert_rows(session, EVERYWHERE, AlertFilter(), "en")


def export_registers(session: Session, now: datetime) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """The columns that `import registers` reads."""
    return register_rows(session, EVERYWHERE, now)
