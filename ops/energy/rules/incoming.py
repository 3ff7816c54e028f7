"""What a datalogger says, and whether a register can take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec

from ops.energy.rules.whole_micro import micro_of
from ops.kit.periods import local_date
from ops.kit.units import MICRO, NotANumber, UnknownUnit, WrongUnit, convert, to_decimal, to_micro

#: A clock that runs ahead by more than this is wrong; the value is kept aside.
FUTURE_TOLERANCE = timedelta(minutes=10)
#: Loggers whose clock was reset restart in 1970 or on 1 January 2000.
OLDEST = datetime(2000, 1, 2, tzinfo=UTC)
#: No counter of a building reaches this many of its units.
_CEILING_DIGITS = 12
_CEILING = Decimal(10) ** _CEILING_DIGITS


class IncomingReading(msgspec.Struct, frozen=True):
    """One value as sent; `raw` is its own part of the message, enough to read it again."""

    register_code: str
    at: datetime
    value: Decimal | float | int | str
    unit: str
    kind: str
    logger: str
    topic: str
    raw: bytes
    #: False for a retained message: it may be old, so it is no sign of life.
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class IncomingDeadLetter:
    """A message, or one object of a message, that can't be stored, with the reason as code and params."""

    topic: str
    payload: bytes
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """What decides whether a reading fits its register."""

    id: int
    kind: str
    unit: str
    digits: int
    factor_micro: int
    #: Counters that stood before: until when (exclusive), digits, factor; the oldest first.
    former: Sequence[tuple[datetime, int, int]] = ()

    def on(self, at: datetime) -> "RegisterFacts":
        """As the counter was that stood at an instant: a late reading is weighed by the meter that sent it."""
        for until, digits, factor_micro in self.former:
            if at < until:
                return replace(self, digits=digits, factor_micro=factor_micro, former=())
        return self


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a reading is not stored; worded by `refusals`."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def judge(
    reading: IncomingReading, register: RegisterFacts | None, now: datetime, kept_from: datetime | None = None
) -> int | Refusal:
    """The value in millionths of the register's unit, or why it can't be taken.

    What lies before `kept_from` is closed.
    """
    if register is None:
        return Refusal("unknown_register", {"register": reading.register_code[:60]})
    if register.former:
        register = register.on(reading.at)
    return _refuse_kind(reading, register) or _refuse_time(reading, now, kept_from) or _value_micro(reading, register)


def _refuse_kind(reading: IncomingReading, register: RegisterFacts) -> Refusal | None:
    if reading.kind == register.kind:
        return None
    return Refusal("wrong_kind", {"kind": reading.kind[:20], "expected": register.kind})


def _refuse_time(reading: IncomingReading, now: datetime, kept_from: datetime | None) -> Refusal | None:
    if reading.at > now + FUTURE_TOLERANCE:
        return Refusal("in_the_future", {"at": reading.at.isoformat()})
    if reading.at < OLDEST:
        return Refusal("too_old", {"at": reading.at.isoformat()})
    if kept_from is not None and reading.at < kept_from:
        first_month = local_date(kept_from, UTC).isoformat()
        return Refusal("month_closed", {"at": reading.at.isoformat(), "kept_from": first_month})
    return None


def _value_micro(reading: IncomingReading, register: RegisterFacts) -> int | Refusal:
    micro = micro_of(reading.value, reading.unit, register.unit, register.factor_micro, _digits(register))
    return _weighed(reading, register) if micro is None else micro


def _digits(register: RegisterFacts) -> int:
    """A value has at most so many digits before its point."""
    return min(register.digits, _CEILING_DIGITS) if register.kind == "index" else _CEILING_DIGITS


def _weighed(reading: IncomingReading, register: RegisterFacts) -> int | Refusal:
    try:
        number = to_decimal(reading.value)
        if abs(number) >= _CEILING:
            return Refusal("out_of_range", {"value": str(number)[:40], "limit": f"{_CEILING:f}"})
        number = convert(number, reading.unit, register.unit)
    except (NotANumber, UnknownUnit, WrongUnit) as error:
        return Refusal(error.code, error.params)
    except ValueError:
        # Python refuses to write out whole numbers of thousands of digits.
        return Refusal("out_of_range", {"value": "…", "limit": f"{_CEILING:f}"})
    return _refuse_range(number, register) or _scaled(number, register)


def _refuse_range(number: Decimal, register: RegisterFacts) -> Refusal | None:
    if number < 0 and register.kind != "power":
        return Refusal("negative", {"value": str(number)[:40]})
    limit = Decimal(10) ** register.digits if register.kind == "index" else _CEILING
    if abs(number) >= limit:
        return Refusal("out_of_range", {"value": str(number)[:40], "limit": f"{limit:f}"})
    return None


def _scaled(number: Decimal, register: RegisterFacts) -> int | Refusal:
    scaled = number * register.factor_micro / MICRO
    if abs(scaled) >= _CEILING:
        return Refusal("out_of_range", {"value": str(scaled)[:40], "limit": f"{_CEILING:f}"})
    return to_micro(scaled)


def first_hour_touched(at: datetime, kind: str) -> datetime:
    """Start of the first hour whose consumption a reading changes: an index closes the hour that ends with it."""
    instant = at - timedelta(seconds=1) if kind == "index" else at
    return instant.replace(minute=0, second=0, microsecond=0)
