"""What a simulated register shows next: the habit of its last weeks, carried on from its last reading."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from ops.energy.models import Register
from ops.energy.queries.meters import last_reading
from ops.energy.queries.registers import indexes_with_logger
from ops.energy.store import ConsumptionColumns, load_consumption

_HABIT_WEEKS = 4
_WEEK_HOURS = 7 * 24
#: A story that runs (a leak, a light left on) shows by day and by night, in nearly all of so many last hours; weather
#: and habits of the day don't.
_STORY_HOURS = 18
_STORY_MISSES = 0.15
_STORY_SHARE = 0.25

Floats = npt.NDArray[np.float64]


@dataclass(slots=True)
class SimulatedRegister:
    """An index that runs; `habit` is its usual consumption in each hour of the week, in millionths."""

    code: str
    logger: str
    unit: str
    resolution_micro: int
    habit: Floats
    extra_micro_per_hour: float
    at_s: int
    index_micro: float

    def advance(self, to_s: int, chance: random.Random) -> None:
        """Lets the meter run until `to_s`, hour by hour."""
        while self.at_s < to_s:
            until_s = min((self.at_s // 3600 + 1) * 3600, to_s)
            usual = self.habit[self.at_s // 3600 % _WEEK_HOURS] * chance.uniform(0.92, 1.08)
            self.index_micro += (usual + self.extra_micro_per_hour) * (until_s - self.at_s) / 3600
            self.at_s = until_s

    @property
    def shown_micro(self) -> int:
        """What stands on the counter: whole steps of its resolution."""
        return int(self.index_micro // self.resolution_micro) * self.resolution_micro


def load_registers(session: Session, now: datetime) -> list[SimulatedRegister]:
    """All index registers that have a datalogger, as they stand at their last reading."""
    registers = indexes_with_logger(session)
    known = load_consumption(session, [each.id for each in registers], now - timedelta(weeks=_HABIT_WEEKS), now)
    return [_start(session, register, known, now) for register in registers]


def _start(session: Session, register: Register, known: ConsumptionColumns, now: datetime) -> SimulatedRegister:
    mine = slice(*np.searchsorted(known.register_id, [register.id, register.id + 1]))
    hours, amounts = known.hour_s[mine] // 3600, known.value_micro[mine].astype(np.float64)
    habit = habit_of(hours, amounts)
    last = last_reading(session, register.id)
    at, index = (last.at, last.value_micro) if last else (now.replace(minute=0, second=0, microsecond=0), 0)
    return SimulatedRegister(
        register.code,
        register.logger or "",
        register.unit,
        register.resolution_micro,
        habit,
        running_story(hours, amounts, habit),
        int(at.timestamp()),
        float(index),
    )


def habit_of(hours: npt.NDArray[np.int64], amounts: Floats) -> Floats:
    """The median of each hour of the week: a story of a day or two does not count as usual."""
    if not len(hours):
        return np.zeros(_WEEK_HOURS)
    weeks = hours // _WEEK_HOURS - hours[0] // _WEEK_HOURS
    table = np.full((int(weeks[-1]) + 1, _WEEK_HOURS), np.nan)
    table[weeks, hours % _WEEK_HOURS] = amounts
    # An hour of the week that was never seen counts like an average one.
    table[0, np.isnan(table).all(axis=0)] = amounts.mean()
    return np.asarray(np.nanmedian(table, axis=0), dtype=np.float64)


def running_story(hours: npt.NDArray[np.int64], amounts: Floats, habit: Floats) -> float:
    """The excess that nearly all of the last hours share, in millionths an hour; 0 when there is none."""
    if len(hours) < _STORY_HOURS:
        return 0.0
    excess = amounts[-_STORY_HOURS:] - habit[hours[-_STORY_HOURS:] % _WEEK_HOURS]
    shared = float(np.quantile(excess, _STORY_MISSES))
    return float(np.median(excess)) if shared > _STORY_SHARE * habit.mean() else 0.0
