"""Switching a sector of the house on and off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.errors import UnknownSector
from ops.access.principal import Principal
from ops.access.queries.sectors import sector_rows
from ops.access.rules.sectors import SECTORS
from ops.kit.models import Sector


@dataclass(frozen=True)
class SectorState:
    """Whether a sector is on, and who last decided so."""

    code: str
    enabled: bool
    changed_by: str | None


def sector_states(session: Session) -> list[SectorState]:
    rows = {row.code: row for row in sector_rows(session)}
    return [
        SectorState(code, rows[code].enabled, rows[code].changed_by) if code in rows else SectorState(code, True, None)
        for code in SECTORS
    ]


def switch_sector(session: Session, code: str, *, enabled: bool, who: Principal, now: datetime) -> None:
    """Nothing is deleted: its pages and routes are gone until it is switched on again. Raises UnknownSector."""
    if code not in SECTORS:
        raise UnknownSector()
    row = session.merge(Sector(code=code, enabled=enabled, changed_by=who.name))
    session.flush()
    action = "sector.on" if row.enabled else "sector.off"
    audit.record(session, who, action=action, object_kind="sector", object_ref=code, now=now)
