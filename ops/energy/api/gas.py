"""Cubic metres of gas as the API says them in kWh."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ops.energy.queries.calorific import calorific_values
from ops.energy.queries.series import Amount
from ops.energy.rules.calorific import calorific_of, kwh_micro
from ops.energy.rules.figures import TariffFigures
from ops.energy.schemas.meters import AmountOut
from ops.kit.periods import local_date
from ops.kit.units import micro_text


def in_kwh(session: Session, amounts: Sequence[Amount], tariffs: TariffFigures, zone: ZoneInfo) -> list[AmountOut]:
    """Each by the value of the local month that it begins in."""
    known = calorific_values(session)
    found = []
    for amount in amounts:
        value = calorific_of(local_date(amount.from_at, zone), known, tariffs.gas_kwh_per_m3)
        found.append(
            AmountOut(
                from_=amount.from_at, to=amount.to_at, value=micro_text(kwh_micro(amount.value_micro, value)),
                unit="kWh", quality=amount.quality, provisional=not value.is_final,
            )
        )  # fmt: skip
    return found
