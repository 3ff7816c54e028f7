"""The dataloggers: which registers each tells of, what it said of itself, how late it sends, what could not be read."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.energy.models import DeadLetter, LoggerStatus, Reading
from ops.energy.queries.batteries import BatteryState, batteries
from ops.energy.queries.completeness import Hung, registers_of
from ops.energy.rules.figures import SilenceFigures
from ops.energy.rules.loggers import Delays, Heard, LoggerFigures, delays_of, state_of
from ops.energy.rules.silence import is_silent

_OWN_TOPICS = "regie/v1/"
_LOOK_BACK = timedelta(hours=24)


@dataclass(frozen=True)
class LoggerRow:
    """One datalogger with all its registers in scope."""

    logger: str
    registers: Sequence[Hung]
    state: str
    last_live_at: datetime | None
    #: What it last said on its status topic; None where it never did.
    online: bool | None
    status_at: datetime | None
    delays: Delays | None
    dead_letters: int
    #: None of a logger that never said anything of a battery.
    battery: BatteryState | None


def loggers(
    session: Session,
    scopes: Scopes,
    figures: SilenceFigures,
    lateness: LoggerFigures,
    *,
    now: datetime,
    medium: str | None = None,
    building: str | None = None,
) -> list[LoggerRow]:
    """By name; a register without a logger was never heard and stands on the page of meters."""
    grouped: defaultdict[str, list[Hung]] = defaultdict(list)
    for each in registers_of(session, scopes, medium=medium, building=building):
        if each.register.logger:
            grouped[each.register.logger].append(each)
    said = _statuses(session)
    delays = _delays(session, [each for members in grouped.values() for each in members], lateness, now)
    letters = _dead_letters(session)
    cells = batteries(session, lateness.battery_low_percent, now=now)
    return [
        _row(name, members, said.get(name), delays.get(name), letters[name], cells.get(name), figures, now)
        for name, members in sorted(grouped.items())
    ]


def _row(
    name: str,
    members: Sequence[Hung],
    said: LoggerStatus | None,
    delays: Delays | None,
    letters: int,
    battery: BatteryState | None,
    figures: SilenceFigures,
    now: datetime,
) -> LoggerRow:
    heard = [_heard(each, figures, now) for each in members]
    online = said.online if said else None
    last = max((each.last_live_at for each in heard if each.last_live_at), default=None)
    state = state_of(heard, online, delays)
    return LoggerRow(name, members, state, last, online, said.changed_at if said else None, delays, letters, battery)


def _heard(each: Hung, figures: SilenceFigures, now: datetime) -> Heard:
    last = each.register.last_live_at
    return Heard(last, last is not None and is_silent(last, each.register.step_minutes, figures, now))


def _statuses(session: Session) -> dict[str, LoggerStatus]:
    return {each.logger: each for each in session.scalars(select(LoggerStatus))}


def _delays(session: Session, registers: Sequence[Hung], figures: LoggerFigures, now: datetime) -> dict[str, Delays]:
    """Of what came live within a day; the amount of an interval is complete at its end only."""
    by_id = {each.register.id: each.register for each in registers}
    statement = select(Reading.register_id, Reading.at, Reading.received_at).where(
        Reading.register_id.in_(by_id), Reading.at >= now - _LOOK_BACK, Reading.source == "live"
    )
    seconds: defaultdict[str, list[int]] = defaultdict(list)
    for register_id, at, received_at in session.execute(statement):
        register = by_id[register_id]
        due = at + timedelta(minutes=register.step_minutes) if register.kind == "interval" else at
        seconds[register.logger or ""].append(int((received_at - due).total_seconds()))
    return {name: found for name, each in seconds.items() if (found := delays_of(each, figures))}


def _dead_letters(session: Session) -> Counter[str]:
    """Messages that wait for a person, by the logger that their topic names."""
    statement = (
        select(DeadLetter.topic, func.count())
        .where(DeadLetter.state == "waiting", DeadLetter.topic.startswith(_OWN_TOPICS))
        .group_by(DeadLetter.topic)
    )
    found: Counter[str] = Counter()
    for topic, count in session.execute(statement):
        found[topic.split("/")[2]] += count
    return found
