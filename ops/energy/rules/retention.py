"""How long readings and hours are kept, and what a day adds up to before its hours go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ops.energy.rules.arrays import Bools, Ints
from ops.kit.periods import local_midnight

#: Shorter, and the detectors and a year's comparison would lose what they read.
LEAST_MONTHS = 14
_EPOCH, _DAY_S = date(1970, 1, 1).toordinal(), 24 * 3600
Months = Annotated[int, Field(ge=LEAST_MONTHS, le=1200)]


class RetentionFigures(BaseModel):
    """Whole months beside the running one; days are kept for good."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    raw_months: Months
    hour_months: Months

    @model_validator(mode="after")
    def _hours_outlive_readings(self) -> Self:
        if self.hour_months < self.raw_months:
            raise ValueError("hours are kept at least as long as readings")
        return self


def kept_from(today: date, months: int) -> date:
    """The first day of the oldest month that is kept."""
    number = today.year * 12 + today.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True)
class Days:
    """Local days of one or more registers as parallel arrays, by register and day; `day` is a proleptic ordinal."""

    register_id: Ints
    day: Ints
    value_micro: Ints
    hours: Ints
    estimated_hours: Ints


def days_of(register_id: Ints, hour_s: Ints, value_micro: Ints, estimated: Bools, zone: ZoneInfo) -> Days:
    """The sums of hours (starts in epoch seconds) over the local days that they lie in: 23, 24 or 25 hours each."""
    if not len(hour_s):
        return Days(*(np.empty(0, np.int64) for _ in range(5)))
    first = _EPOCH + int(hour_s.min()) // _DAY_S - 1
    last = _EPOCH + int(hour_s.max()) // _DAY_S + 1
    begins_s = _midnights(range(first, last + 1), zone)
    day = first + np.searchsorted(begins_s, hour_s, side="right") - 1
    keys, place = np.unique(np.stack([register_id, day], axis=1), axis=0, return_inverse=True)
    sums = [np.zeros(len(keys), np.int64) for _ in range(3)]
    for total, part in zip(sums, (value_micro, np.ones_like(hour_s), estimated.astype(np.int64)), strict=True):
        np.add.at(total, place.reshape(-1), part)
    return Days(keys[:, 0], keys[:, 1], *sums)


def _midnights(days: Sequence[int], zone: ZoneInfo) -> Ints:
    return np.array([int(local_midnight(date.fromordinal(day), zone).timestamp()) for day in days], np.int64)
