"""What a simulated register shows next: the habit of its last weeks, carried on from its last reading."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.models import Meter, Reading, Register
from ops.energy.store import ConsumptionColumns, load_consumption

_HABIT_DAYS = 28
_WEEK = 7 * 24
#: A story that runs (a leak, a light left on) shows in each of so many last hours, and goes on.
_STORY_HOURS = 6
_STORY_SHARE = 0.25
_EPOCH_HOUR_OF_MONDAY = 4 * 24

Floats = npt.NDArray[np.float64]


@dataclass(slots=True)
class SimulatedRegister:
    """An index that runs; `habit` is its usual consumption in each hour of the week, in millionths."""

    id: int
    code: str
    logger: str
    unit: str
    medium: str
    resolution_micro: int
    habit: Floats
    extra_micro_per_hour: float
    at_s: int
    index_micro: float

    def advance(self, to_s: int, chance: random.Random) -> None:
        """Lets the meter run until `to_s`, hour by hour."""
        while self.at_s < to_s:
            until_s = min((self.at_s // 3600 + 1) * 3600, to_s)
            usual = self.habit[_hour_of_week(self.at_s)] * chance.uniform(0.92, 1.08)
            self.index_micro += (usual + self.extra_micro_per_hour) * (until_s - self.at_s) / 3600
            self.at_s = until_s

    @property
    def shown_micro(self) -> int:
        """What stands on the counter: whole steps of its resolution."""
        return int(self.index_micro // self.resolution_micro) * self.resolution_micro


def _hour_of_week(at_s: int) -> int:
    return (at_s // 3600 - _EPOCH_HOUR_OF_MONDAY) % _WEEK


def load_registers(session: Session, now: datetime) -> list[SimulatedRegister]:
    """All index registers that have a datalogger, as they stand at their last reading."""
    query = (
        select(Register, Meter.medium).join(Meter).where(Register.logger.is_not(None), Register.kind == "index")
    ).order_by(Register.id)
    found = [(register, medium) for register, medium in session.execute(query)]
    ids = [register.id for register, _ in found]
    columns = load_consumption(session, ids, now - timedelta(days=_HABIT_DAYS), now)
    return [_start(session, register, medium, columns, now) for register, medium in found]


def _start(
    session: Session, register: Register, medium: str, columns: ConsumptionColumns, now: datetime
) -> SimulatedRegister:
    mine = columns.register_id == register.id
    hours, amounts = columns.hour_s[mine] // 3600, columns.value_micro[mine].astype(np.float64)
    habit = _habit(hours, amounts)
    last = session.execute(
        select(Reading.at, Reading.value_micro).where(Reading.register_id == register.id).order_by(Reading.at.desc())
    ).first()
    at, index = (last.at, last.value_micro) if last else (now.replace(minute=0, second=0, microsecond=0), 0)
    return SimulatedRegister(
        register.id,
        register.code,
        register.logger or "",
        register.unit,
        medium,
        register.resolution_micro,
        habit,
        _running_story(hours, amounts, habit),
        int(at.astimezone(UTC).timestamp()),
        float(index),
    )


def _habit(hours: npt.NDArray[np.int64], amounts: Floats) -> Floats:
    """The median of each hour of the week: a story of a day or two does not count as usual."""
    slots = (hours - _EPOCH_HOUR_OF_MONDAY) % _WEEK
    return np.array([np.median(amounts[slots == slot]) if (slots == slot).any() else 0.0 for slot in range(_WEEK)])


def _running_story(hours: npt.NDArray[np.int64], amounts: Floats, habit: Floats) -> float:
    """The excess that all of the last hours share, in millionths an hour; 0 when there is none."""
    if len(hours) < _STORY_HOURS:
        return 0.0
    excess = amounts[-_STORY_HOURS:] - habit[(hours[-_STORY_HOURS:] - _EPOCH_HOUR_OF_MONDAY) % _WEEK]
    return float(np.median(excess)) if excess.min() > _STORY_SHARE * habit.mean() else 0.0
