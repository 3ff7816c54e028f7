"""From new readings to alerts: recomputes what changed, looks at it once, and leads the alerts on.

Only registers that heard something new are touched, in chunks of one transaction each.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.energy.models import Register
from ops.energy.queries import alerts as queries
from ops.energy.queries.registers import dirty_register_ids, lock_registers
from ops.energy.rules.causes import ONLY_OF_MONTHS
from ops.energy.rules.day_types import hour_instant
from ops.energy.rules.episode import Detection
from ops.energy.rules.intervals import FallenIndex
from ops.energy.rules.looking import look
from ops.energy.service.consumption import Recomputed, recompute
from ops.energy.service.leading import Scanned, Seen, lead_on
from ops.energy.service.opening import wake
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.watching import watch, window_start
from ops.energy.store import last_known

CHUNK = 256
_HOUR = timedelta(hours=1)


def scan_chunk(
    session: Session, *, now: datetime, limit: int = CHUNK, without: Collection[int] = frozenset()
) -> Scanned:
    """One unit of work: at most `limit` registers that wait. `registers` = 0 tells that none is left.

    Those `without` wait for another time.
    """
    return scan_registers(session, dirty_register_ids(session, limit, without), now=now)


def scan_registers(session: Session, register_ids: Sequence[int], *, now: datetime) -> Scanned:
    """Those of the registers that nobody else works on."""
    registers = lock_registers(session, register_ids)
    if not registers:
        return Scanned()
    rules = Rulebook(session, now)
    news = _news(session, registers, rules, now)
    for each in news:
        each.register.scanned_to = each.known_until
    fresh = timedelta(hours=rules.detection.fresh_within_hours)
    done = _look_at(session, [each for each in news if now - each.known_until <= fresh], rules, now)
    done.registers = len(registers)
    return done


@dataclass(frozen=True)
class _News:
    """A register of which the detectors have not seen all; `known_until` is the end of its last sure hour."""

    register: Register
    recomputed: Recomputed
    known_until: datetime


def _news(session: Session, registers: Sequence[Register], rules: Rulebook, now: datetime) -> list[_News]:
    """Brings the consumption up to date; most readings fall within the running hour and tell the detectors nothing."""
    recomputed = {register.id: done for register in registers if (done := recompute(session, register, now=now))}
    for register in registers:
        register.dirty_from = None
    session.flush()
    known_until = last_known(session, list(recomputed), window_start(rules, now, zone_of(session)), now)
    heard = [
        _News(register, recomputed[register.id], known_until[register.id])
        for register in registers
        if register.id in known_until
    ]
    return [each for each in heard if _is_new(each)]


def _is_new(news: _News) -> bool:
    seen_until = news.register.scanned_to
    if seen_until is None or news.recomputed.falls:
        return True
    return news.known_until != seen_until or news.recomputed.from_at < news.known_until - _HOUR


def _look_at(session: Session, news: Sequence[_News], rules: Rulebook, now: datetime) -> Scanned:
    """The detectors, on the weeks of the registers that have news; weeks are only read for those."""
    done = Scanned()
    heard = {each.register.id: each for each in news}
    for panel in watch(session, [each.register for each in news], rules, now):
        for row, found in enumerate(look(panel.watched, rules.detection)):
            each = heard[panel.registers[row].id]
            known = [*found, *_falls(each.recomputed, now, rules)]
            seen = Seen(each.register, each.known_until, known, panel.alerts[each.register.id])
            done += lead_on(session, seen, rules, now, spared=ONLY_OF_MONTHS)
    return done


def _falls(recomputed: Recomputed, now: datetime, rules: Rulebook) -> list[Detection]:
    """An index that fell lately is a fault for metering."""
    since = now.timestamp() - rules.detection.fresh_within_hours * 3600
    return [_fall(each) for each in recomputed.falls if each.at_s >= since][-1:]


def _fall(fall: FallenIndex) -> Detection:
    at = hour_instant(fall.at_s // 3600)
    params = {"before_micro": fall.before_micro, "after_micro": fall.after_micro}
    return Detection("implausible", at, at + _HOUR, 0.0, 0.0, 0.0, 0.0, "index_fell", params)


def wake_sleepers(session: Session, *, now: datetime) -> Scanned:
    """Opens the snoozed alerts whose day has come."""
    sleepers = queries.due_snoozes(session, now)
    for alert in sleepers:
        wake(session, alert, now)
    return Scanned(woken=len(sleepers))
