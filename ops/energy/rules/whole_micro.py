"""The quick way from a value as sent to millionths: whole numbers only, where they give exactly what decimals would.

Nearly all readings take it; `incoming.judge` weighs the others digit by digit, and finds the words for what it refuses.
"""

from decimal import Decimal
from functools import lru_cache

from ops.kit.units import MICRO, UnknownUnit, WrongUnit, convert

#: Below this a float has at most 15 digits down to its millionths, and two decimals of 15 digits are never one float.
_FLOAT_BELOW = 1e9
_WHOLE_BELOW = 10**12
#: With factors below this a product of both stays within the 28 digits of a decimal: nothing is rounded before the end.
_FACTOR_BELOW = 10**12


def micro_of(value: object, unit: str, stored: str, factor_micro: int, digits: int) -> int | None:
    """Millionths of the `stored` unit for a value in `unit`, half to even; None where only decimals can tell.

    `digits`: a value has at most so many before its point, at most 12.
    """
    sent, ratio = _millionths(value), _ratio(unit, stored)
    if sent is None or ratio is None or not 0 < factor_micro < _FACTOR_BELOW:
        return None
    times, parts = ratio
    if sent * times >= 10**digits * MICRO * parts:
        return None
    scaled = _half_even(sent * times * factor_micro, parts * MICRO)
    return scaled if scaled < _WHOLE_BELOW * MICRO else None


def _millionths(value: object) -> int | None:
    """Of a number that is not below zero, when it has no finer digits."""
    if type(value) is int:
        return value * MICRO if 0 <= value < _WHOLE_BELOW else None
    if type(value) is not float or not 0 <= value < _FLOAT_BELOW:
        return None
    micro = round(value * MICRO)
    return micro if micro / MICRO == value else None


@lru_cache(maxsize=256)
def _ratio(unit: str, stored: str) -> tuple[int, int] | None:
    """How many of the stored unit a unit is, as a fraction; only powers of ten are exact."""
    try:
        factor = convert(Decimal(1), unit, stored)
    except (UnknownUnit, WrongUnit):
        return None
    return factor.as_integer_ratio() if factor.normalize().as_tuple().digits == (1,) else None


def _half_even(number: int, by: int) -> int:
    whole, rest = divmod(number, by)
    return whole + (2 * rest > by or (2 * rest == by and whole % 2 == 1))
