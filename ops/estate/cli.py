"""What the estate offers on the command line: tables in and out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.estate.service.tables import exports
from ops.estate.service.tables.engine import TableKind, take_in
from ops.estate.service.tables.exports import Table
from ops.estate.service.tables.installations import INSTALLATIONS
from ops.estate.service.tables.locations import LOCATIONS
from ops.estate.service.tables.lots import LOTS
from ops.estate.service.tables.temperatures import TEMPERATURES
from ops.estate.service.tables.tenancies import TENANCIES
from ops.kit.clock import utc_now
from ops.kit.imports import Imported

_KINDS: Mapping[str, TableKind] = {
    "locations": LOCATIONS,
    "installations": INSTALLATIONS,
    "lots": LOTS,
    "tenancies": TENANCIES,
    "temperatures": TEMPERATURES,
}


def take(kind: TableKind, session: Session, source: bytes | Path, *, skip_bad: bool = False) -> Imported:
    return take_in(session, source, kind, skip_bad=skip_bad, who=system("import"), now=utc_now())


IMPORTS: Mapping[str, Callable[..., Imported]] = {name: partial(take, kind) for name, kind in _KINDS.items()}
EXPORTS: Mapping[str, Callable[[Session, datetime], Table]] = {
    "locations": lambda session, now: exports.export_locations(session),
    "installations": lambda session, now: exports.export_installations(session),
    "lots": lambda session, now: exports.export_lots(session),
    "tenancies": lambda session, now: exports.export_tenancies(session),
    "temperatures": lambda session, now: exports.export_temperatures(session),
}
