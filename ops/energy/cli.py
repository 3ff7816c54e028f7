"""What energy offers on the command line: tables in and out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.energy.queries.alerts import AlertFilter
from ops.energy.queries.meters import RegisterFilter, list_registers
from ops.energy.service.export import alert_rows
from ops.energy.service.meters import COLUMNS
from ops.kit.exports import Cell
from ops.kit.units import micro_text

_EVERYTHING = Scopes(everything=True)
_MOST = 100_000


def export_alerts(session: Session, now: datetime) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    return alert_rows(session, _EVERYTHING, AlertFilter(), "en")


def export_registers(session: Session, now: datetime) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """The columns that `import registers` reads."""
    rows = list_registers(session, _EVERYTHING, RegisterFilter(), now=now, limit=_MOST)
    cells = [
        (
            each.register.code,
            each.register.meter.code,
            each.register.meter.location.code,
            each.register.meter.medium,
            each.register.kind,
            each.register.unit,
            each.register.digits,
            micro_text(each.register.factor_micro),
            micro_text(each.register.resolution_micro),
            each.register.step_minutes,
            each.register.valid_from,
        )
        for each in rows
    ]
    return COLUMNS, iter(cells)
