"""Money as whole cents; a decimal string in EUR at the edges."""

from decimal import Decimal

from ops.errors import N_, InvalidInput
from ops.kit.units import NotANumber, to_decimal


class NotAnAmount(InvalidInput):
    code = "not_an_amount"
    text = N_("“%(value)s” is not an amount in euro.")


def parse_eur(text: str) -> int:
    """Cents of "1234.5", "1234,50" or "€ 12". Raises NotAnAmount, also for parts of a cent."""
    try:
        cents = to_decimal(text.replace("€", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")) * 100
    except NotANumber:
        raise NotAnAmount(value=text[:40]) from None
    if cents != cents.to_integral_value() or abs(cents) > 10**15:
        raise NotAnAmount(value=text[:40])
    return int(cents)


def eur_text(cents: int) -> str:
    """The amount as it stands in JSON and CSV: "12.30"."""
    return format(Decimal(cents) / 100, ".2f")
