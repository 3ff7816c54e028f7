"""What abnormal consumption cost so far: one count for the alert, the portfolio, its file, the API and the chart."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ops.db import zone_of
from ops.energy.models import Alert
from ops.energy.rules.cost import whole_cents
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.energy.rules.waste import Waste
from ops.energy.service.tariffs import Prices
from ops.kit.periods import Span, days, local_date, local_day
from ops.kit.units import MICRO

_HOUR = timedelta(hours=1)


def figures_span(alert: Alert) -> Span:
    """Of which hours are measured and expected: an alert that stands for long is summed over its last weeks only."""
    summed_from = (alert.evidence or {}).get("summed_from")
    return Span(datetime.fromisoformat(summed_from) if summed_from else alert.started_at, alert.last_abnormal_at)


def excess_so_far(alert: Alert) -> int:
    """Millionths since it began, the hours before the summed ones like those. Of a roof it is what was missing."""
    if alert.excess_micro_per_hour <= 0:
        return 0
    over, summed = abs(alert.measured_micro - alert.expected_micro), figures_span(alert)
    return round(over * (_since(alert).length / summed.length)) if summed.length else over


def lost_by_day(prices: Prices, alert: Alert, from_at: datetime | None = None) -> Mapping[date, int]:
    """Cents by local day, from `from_at` on: the excess spread evenly over its hours, each day by its own price."""
    whole, zone = _since(alert), zone_of(prices.session)
    counted = whole if from_at is None else Span(max(whole.from_at, from_at), whole.to_at)
    cents_per_eur = excess_so_far(alert) / MICRO / (whole.length / _HOUR) * 100 if whole.length else 0.0
    priced = {
        day: cents_per_eur * (part.length / _HOUR) * prices.on(day, alert.medium, alert.unit).eur
        for day, part in _by_local_day(counted, zone).items()
    }
    return dict(zip(priced, whole_cents(priced.values()), strict=True))


def standing_by_day(alert: Alert, until: datetime, zone: ZoneInfo) -> Mapping[date, int]:
    """Cents by local day of what stands, at what a day costs now: from its last abnormal hour, where its loss ends."""
    if not is_standing(alert):
        return {}
    parts = _by_local_day(Span(alert.last_abnormal_at, until), zone)
    shares = (alert.cost_cents_per_day * (part.length / local_day(day, zone).length) for day, part in parts.items())
    return dict(zip(parts, whole_cents(shares), strict=True))


def lost_cents(prices: Prices, alert: Alert, from_at: datetime | None = None) -> int:
    """Cents that an alert lost, from `from_at` on or since it began: the sum of its days."""
    return sum(lost_by_day(prices, alert, from_at).values())


def waste_of(prices: Prices, alert: Alert, from_at: datetime | None = None) -> Waste:
    """The alert of a building as the portfolio counts it."""
    lost = lost_cents(prices, alert, from_at)
    return Waste(
        alert.location_id or 0, alert.ref, alert.cost_cents_per_day, lost, alert.started_at, is_standing(alert)
    )


def _by_local_day(span: Span, zone: ZoneInfo) -> dict[date, Span]:
    first, last = local_date(span.from_at, zone), local_date(span.to_at, zone)
    every = ((day, local_day(day, zone).clipped(span)) for day in days(first, last + timedelta(days=1)))
    return {day: part for day, part in every if part}


def is_standing(alert: Alert) -> bool:
    return alert.state in OPEN_STATES and alert.ended_at is None


def _since(alert: Alert) -> Span:
    return Span(alert.started_at, alert.last_abnormal_at)
