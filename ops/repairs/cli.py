"""What repairs offer on the command line: tables in and out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.estate.service.tables.engine import take_in
from ops.kit.clock import utc_now
from ops.kit.imports import Imported
from ops.repairs.service import tables
from ops.repairs.service.tables import Table


def import_tickets(session: Session, source: bytes | Path, *, skip_bad: bool = False) -> Imported:
    return take_in(session, source, tables.TICKETS, skip_bad=skip_bad, who=system("import"), now=utc_now())


IMPORTS: Mapping[str, Callable[..., Imported]] = {"tickets": import_tickets}
EXPORTS: Mapping[str, Callable[[Session, datetime], Table]] = {
    "ticket_events": lambda session, now: tables.export_ticket_events(session),
    "tickets": lambda session, now: tables.export_tickets(session),
}
