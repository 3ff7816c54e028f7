"""Once a night all months of every register: what only they can tell, and what the scans of the day need of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.energy.models import Register
from ops.energy.queries.alerts import alerts_since
from ops.energy.queries.pasts import replace_pasts
from ops.energy.queries.registers import lock_registers, registers_by_id
from ops.energy.rules.day_types import epoch_hour
from ops.energy.rules.episode import Detection
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.energy.rules.looking import Past, look_and_remember
from ops.energy.service.drivers import Roofs
from ops.energy.service.leading import Scanned, Seen, lead_on
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.watching import Panel, history_start, panel_of, rows_of, window_start


@dataclass(frozen=True)
class NightView:
    """What the night saw of some registers, before anything of it is written."""

    ids: Sequence[int]
    pasts: Sequence[Mapping[str, object]]
    #: Of the registers that were heard lately: the end of their last sure hour, and what was found.
    known_until: Mapping[int, datetime]
    found: Mapping[int, Sequence[Detection]]


def see_night(session: Session, register_ids: Sequence[int], *, now: datetime, roofs: Roofs | None = None) -> NightView:
    """Reads and looks; nobody waits for it. All parts of one night share what they know of the `roofs`."""
    rules, zone = Rulebook(session, now), zone_of(session)
    registers = registers_by_id(session, register_ids)
    ids = [each.id for each in registers]
    nothing = Past.of_nothing(len(ids))
    panel = panel_of(session, registers, history_start(now, zone), nothing, rules, now, roofs)
    known_until = _heard_lately(panel, rules, now)
    until_at = window_start(rules, now, zone)
    older_hours = epoch_hour(until_at) - panel.watched.grid.first_hour
    looked, past = look_and_remember(panel.watched, older_hours, rules.detection)
    found = {each: seen for each, seen in zip(ids, looked, strict=True) if each in known_until}
    return NightView(ids, rows_of(ids, past, until_at, looked_at=now), known_until, found)


def _heard_lately(panel: Panel, rules: Rulebook, now: datetime) -> dict[int, datetime]:
    fresh = timedelta(hours=rules.detection.fresh_within_hours)
    rows = np.flatnonzero(panel.watched.known).tolist()
    until = {panel.registers[row].id: panel.known_until(row) for row in rows}
    return {each: at for each, at in until.items() if now - at <= fresh}


def keep_night(session: Session, view: NightView, *, now: datetime) -> Scanned:
    """One unit of work: what the months told is written, and the alerts are led on."""
    replace_pasts(session, view.pasts)
    rules, done = Rulebook(session, now), Scanned()
    for seen in _to_lead(session, view, window_start(rules, now, zone_of(session))):
        done += lead_on(session, seen, rules, now)
    done.registers = len(view.ids)
    return done


def _to_lead(session: Session, view: NightView, since: datetime) -> list[Seen]:
    """Registers with a finding or an open alert; of what a scan has seen later hours, it knows more than the night."""
    known = alerts_since(session, list(view.known_until), since)
    standing = {alert.register_id for alert in known if alert.state in OPEN_STATES}
    ids = [each for each in view.known_until if view.found[each] or each in standing]
    registers = lock_registers(session, ids, wait=True) if ids else []
    return [
        Seen(each, view.known_until[each.id], view.found[each.id], [a for a in known if a.register_id == each.id])
        for each in registers
        if not _seen_later(each, view)
    ]


def _seen_later(register: Register, view: NightView) -> bool:
    return register.scanned_to is not None and register.scanned_to > view.known_until[register.id]
