"""Calorific values of gas: given by month, provisional and then final; what counted before stays known."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from ops.access.audit import record
from ops.access.principal import Principal
from ops.energy.errors import CalorificOutOfRange, UnknownState
from ops.energy.models_counting import CalorificValue
from ops.energy.queries.calorific import standing_value
from ops.energy.rules.calorific import HIGHEST, LOWEST, STATES
from ops.kit.units import micro_text, to_micro


def give_value(
    session: Session, month: date, kwh_per_m3: Decimal, state: str, source: str, *, who: Principal, now: datetime
) -> CalorificValue:
    """Every figure in kWh of that month follows it at once. Raises CalorificOutOfRange, UnknownState."""
    if not LOWEST <= kwh_per_m3 <= HIGHEST:
        raise CalorificOutOfRange(field="kwh_per_m3", low=str(LOWEST), high=str(HIGHEST))
    if state not in STATES:
        raise UnknownState(field="state", possible=", ".join(STATES))
    first, micro = month.replace(day=1), to_micro(kwh_per_m3)
    before = standing_value(session, first)
    if before is not None and (before.kwh_per_m3_micro, before.state, before.source) == (micro, state, source.strip()):
        return before
    if before is not None:
        before.superseded_at = now
    made = CalorificValue(
        month=first, kwh_per_m3_micro=micro, state=state, source=source.strip(), made_by=who.name, recorded_at=now
    )
    session.add(made)
    session.flush()
    detail = {"kwh_per_m3": micro_text(micro), "state": state}
    record(
        session, who, action="calorific.given", object_kind="month", object_ref=f"{first:%Y-%m}", now=now, detail=detail
    )
    return made
