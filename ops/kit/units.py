"""Quantities as whole millionths of a unit, and conversion between the units that loggers send."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from ops.errors import N_, InvalidInput

MICRO = 1_000_000

#: Spelling as sent (lower case) -> (unit we store, how many of it one is).
_UNITS: dict[str, tuple[str, Decimal]] = {
    "wh": ("kWh", Decimal("0.001")),
    "kwh": ("kWh", Decimal(1)),
    "mwh": ("kWh", Decimal(1000)),
    "gwh": ("kWh", Decimal(1_000_000)),
    "l": ("m3", Decimal("0.001")),
    "dm3": ("m3", Decimal("0.001")),
    "dm³": ("m3", Decimal("0.001")),
    "m3": ("m3", Decimal(1)),
    "m³": ("m3", Decimal(1)),
    "w": ("kW", Decimal("0.001")),
    "kw": ("kW", Decimal(1)),
    "mw": ("kW", Decimal(1000)),
    "j": ("kWh", Decimal(1) / 3_600_000),
    "kj": ("kWh", Decimal(1) / 3_600),
    "mj": ("kWh", Decimal(1) / Decimal("3.6")),
    "gj": ("kWh", 1000 / Decimal("3.6")),
}


class NotANumber(InvalidInput):
    code = "not_a_number"
    text = N_("“%(value)s” is not a number.")


class UnknownUnit(InvalidInput):
    code = "unknown_unit"
    text = N_("The unit “%(unit)s” is not known.")


class WrongUnit(InvalidInput):
    code = "wrong_unit"
    text = N_("The unit %(unit)s can't be turned into %(expected)s.")


def to_decimal(value: Decimal | float | int | str) -> Decimal:
    """The finite number in `value`; text may use a decimal comma. Raises NotANumber."""
    text = str(value).strip().replace(",", ".") if isinstance(value, str) else repr(value)
    try:
        number = value if isinstance(value, Decimal) else Decimal(text)
    except InvalidOperation:
        raise NotANumber(value=text[:40]) from None
    if not number.is_finite():
        raise NotANumber(value=text[:40])
    return number


def to_micro(value: Decimal | float | int | str) -> int:
    """Whole millionths of `value`, rounded half to even. Raises NotANumber, also for what no meter can count."""
    number = to_decimal(value)
    if number and number.adjusted() > 12:
        raise NotANumber(value=str(number)[:40])
    return int((number * MICRO).to_integral_value(ROUND_HALF_EVEN))


def from_micro(micro: int) -> Decimal:
    """The exact decimal of a quantity in millionths, without needless zeros."""
    number = Decimal(micro) / MICRO
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def micro_text(micro: int) -> str:
    """The quantity as it stands in JSON and CSV: "12.5", never in exponent form."""
    return format(from_micro(micro), "f")


def stored_unit(unit: str) -> str:
    """The unit that we store for a unit as sent: Wh -> kWh, l -> m3. Raises UnknownUnit."""
    if unit.strip().lower() not in _UNITS:
        raise UnknownUnit(unit=unit[:20])
    return _UNITS[unit.strip().lower()][0]


def convert(value: Decimal, unit: str, expected: str) -> Decimal:
    """`value` of `unit` in `expected` (kWh, m3 or kW). Raises UnknownUnit or WrongUnit."""
    stored = stored_unit(unit)
    if stored != expected:
        raise WrongUnit(unit=unit[:20], expected=expected)
    return value * _UNITS[unit.strip().lower()][1]
