"""Loggers that stopped talking: one alert for each, or one for the site or the whole house."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ops.energy.models import Alert, Register
from ops.energy.queries import alerts as queries
from ops.energy.queries.registers import building_id_of, connected_registers
from ops.energy.rules.silence import Heard, Silence, silences
from ops.energy.service.ending import end_if_normal
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.telling import SCAN, note, tell_opened
from ops.estate.queries import location_by_id
from ops.kit.refs import next_ref

_CAUSES = ("silent", "site_silent")


def check_silence(session: Session, *, now: datetime) -> Mapping[str, int]:
    """One unit of work over all connected registers; never heard live = not connected, and left alone."""
    registers = {register.id: register for register in connected_registers(session)}
    rules = Rulebook(session, now)
    found = silences([_heard(register) for register in registers.values()], rules.silence, now)
    known = list(queries.open_of_causes(session, _CAUSES))
    opened = [_open(session, each, registers, now) for each in found if _continued(each, known, now) is None]
    merged = [alert for new in opened for alert in _merge_into(session, new, known, now)]
    ended = sum(_end_if_heard(session, alert, found, rules, now) for alert in known if alert not in merged)
    return {"opened": len(opened), "merged": len(merged), "ended": ended}


def _heard(register: Register) -> Heard:
    if register.last_live_at is None:
        raise LookupError("a register that was never heard is not connected")
    return Heard(
        register.id,
        register.logger or register.code,
        building_id_of(register.meter.location),
        register.step_minutes,
        register.last_live_at,
    )


def _key_of(alert: Alert) -> tuple[int | None, int | None]:
    return alert.register_id, None if alert.register_id else alert.location_id


def _key(silence: Silence) -> tuple[int | None, int | None]:
    return silence.register_id, None if silence.register_id else silence.building_id


def _continued(silence: Silence, known: Sequence[Alert], now: datetime) -> Alert | None:
    alert = next((each for each in known if _key_of(each) == _key(silence)), None)
    if alert is not None:
        alert.last_abnormal_at = now
        alert.ended_at = None
    return alert


def _open(session: Session, silence: Silence, registers: Mapping[int, Register], now: datetime) -> Alert:
    register = registers[silence.register_id] if silence.register_id else None
    whole = "site_silent" if silence.building_id else "all_silent"
    alert = Alert(
        ref=next_ref(session, "A", now),
        register=register,
        location=location_by_id(session, silence.building_id) if silence.building_id else None,
        medium=register.meter.medium if register else "",
        cause="silent" if register else "site_silent",
        state="open",
        severity="low",
        started_at=silence.since_at,
        detected_at=now,
        last_abnormal_at=now,
        late_evidence=False,
        evidence={
            "code": "silent" if register else whole,
            "params": {"loggers": silence.loggers, "of_loggers": silence.of_loggers},
        },
        reopened_count=0,
        version=1,
    )
    session.add(alert)
    session.flush()
    note(session, alert, "opened", SCAN, now)
    tell_opened(session, alert, now)
    return alert


def _merge_into(session: Session, wide: Alert, known: Sequence[Alert], now: datetime) -> list[Alert]:
    """A silent site explains its silent registers, and a silent house its sites."""
    if wide.register_id is not None:
        return []
    inside = [each for each in known if wide.location_id is None or each.location_id == wide.location_id]
    for alert in inside:
        alert.state, alert.merged_into_id, alert.closed_at = "merged", wide.id, now
        alert.version += 1
        note(session, alert, "merged", SCAN, now, into=wide.ref)
    return inside


def _end_if_heard(session: Session, alert: Alert, found: Sequence[Silence], rules: Rulebook, now: datetime) -> bool:
    if any(_key(each) == _key_of(alert) for each in found):
        return False
    return end_if_normal(session, alert, now, rules, now)
