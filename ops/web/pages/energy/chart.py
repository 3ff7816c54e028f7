"""The data of the meter chart: what came, what was expected, nights, and the span of the alert."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from ops.energy import texts
from ops.energy.models import Alert, Register
from ops.energy.queries import series
from ops.energy.queries.meters import building_of
from ops.energy.queries.series import Amount, Band
from ops.energy.rules.weeks import by_week
from ops.energy.service.consumption import consumption_unit
from ops.energy.service.drivers import days_off
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_
from ops.kit.locale import format_amount, format_date, format_instant, format_number, format_unit
from ops.kit.periods import local_midnight
from ops.kit.units import MICRO
from ops.web.pages.energy import words
from ops.web.reader import Reader

_LOCALES = {"nl": "nl-BE", "fr": "fr-BE", "en": "en-GB"}
_ACTUAL, _EXPECTED = N_("measured"), N_("expected")
_NIGHT, _WEEKEND = N_("night"), N_("weekend")
_A_WEEK = N_("%(unit)s a week")
_DAY = timedelta(days=1)
#: Span of the chart by its name in the address.
SPANS = {"48h": timedelta(hours=48), "7d": timedelta(days=7), "30d": timedelta(days=30), "13m": timedelta(days=396)}


@dataclass(frozen=True)
class Chart:
    """What js/chart.js draws, and the rows of its table twin: (when, measured, expected)."""

    data: dict[str, Any]
    rows: Sequence[tuple[str, str, str]]
    from_at: datetime
    to_at: datetime


def chart(
    session: Session, register: Register, span: str, alert: Alert | None, rules: Rulebook, reader: Reader
) -> Chart:
    """Hours with their band; more than a month in weeks, without one."""
    end = local_midnight(reader.today + _DAY, reader.zone)
    length = SPANS[span]
    from_at = reader.now.replace(minute=0, second=0, microsecond=0) - length
    if length > timedelta(days=2):
        from_at = local_midnight(reader.day_of(from_at) + _DAY, reader.zone)
    if length > timedelta(days=60):
        return _weekly(session, register, from_at, end, reader)
    before = min(alert.started_at, from_at) if alert and alert.started_at < from_at else None
    before = alert.started_at if alert and from_at <= alert.started_at else before
    band = series.with_band(
        session,
        register.id,
        from_at,
        end,
        rules.detection.baseline,
        reader.zone,
        before=before or from_at,
        is_day_off=days_off(session, reader.now, building_of(session, register).code),
    )
    return _hourly(band, register, alert, from_at, end, reader)


def _unit(register: Register) -> tuple[str, float]:
    """The unit of an hourly rate, and how many of it one of the register's units an hour is."""
    unit = consumption_unit(register.unit)
    return ("l/h", 1000.0) if unit == "m3" else ("kW", 1.0)


def _hourly(
    band: Band, register: Register, alert: Alert | None, from_at: datetime, to_at: datetime, reader: Reader
) -> Chart:
    unit, times = _unit(register)
    actual, low, high = (_numbers(values * times) for values in (band.values, band.low, band.high))
    t = [(band.grid.first_hour + place) * 3600 for place in range(len(band.grid))]
    actual = _whole_hours(actual, t, reader.now)
    last = next((place for place in range(len(actual) - 1, -1, -1) if actual[place] is not None), None)
    data = {
        **_frame(reader, unit),
        "t": t,
        "actual": actual,
        "low": low,
        "high": high,
        "nights": _nights(from_at, to_at, reader),
        "span": _span(alert, from_at, reader) if alert else None,
        "gap": _gap(alert, t, actual, high, reader) if alert else None,
        "weekend": _weekend(from_at, to_at, reader),
        "end": _said(actual[last], unit, reader) if last is not None else "",
    }
    rows = [
        (format_instant(band.grid.instant(place), reader.language, reader.zone), _said(value, unit, reader),
         f"{_plain(low[place], reader)} – {_said(high[place], unit, reader)}")
        for place, value in enumerate(actual) if value is not None
    ]  # fmt: skip
    return Chart(data, rows[::-1], from_at, to_at)


def _whole_hours(values: list[float | None], starts: Sequence[int], now: datetime) -> list[float | None]:
    """Without the hour under way: what it counted so far would look like a fall."""
    until = int(now.timestamp()) - 3600
    return [value if start <= until else None for value, start in zip(values, starts, strict=True)]


def _frame(reader: Reader, unit: str) -> dict[str, Any]:
    return {
        "unit": format_unit(unit, reader.language),
        "locale": _LOCALES[reader.language],
        "tz": str(reader.zone),
        "labels": {
            "actual": reader.say(_ACTUAL),
            "expected": reader.say(_EXPECTED),
            "night": reader.say(_NIGHT),
            "weekend": reader.say(_WEEKEND),
        },
    }


def _numbers(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 3) for value in values]


def _said(value: float | None, unit: str, reader: Reader) -> str:
    return "–" if value is None else format_amount(round(value * MICRO), unit, reader.language)


def _plain(value: float | None, reader: Reader) -> str:
    return "–" if value is None else format_number(value, reader.language, 0 if value >= 100 else 1)


def _nights(from_at: datetime, to_at: datetime, reader: Reader) -> list[list[int]]:
    """From 22 to 6 in local time; the drawing cuts what stands out."""
    day = reader.day_of(from_at) - _DAY
    nights = []
    while local_midnight(day, reader.zone) < to_at:
        evening = datetime(day.year, day.month, day.day, 22, tzinfo=reader.zone)
        morning = datetime.combine(day + _DAY, evening.timetz()).replace(hour=6)
        nights.append([int(evening.timestamp()), int(morning.timestamp())])
        day += _DAY
    return nights


def _weekend(from_at: datetime, to_at: datetime, reader: Reader) -> int | None:
    """The middle of the first whole weekend."""
    day = reader.day_of(from_at)
    while local_midnight(day + 2 * _DAY, reader.zone) <= to_at:
        if day.weekday() == 5:
            return int(local_midnight(day + _DAY, reader.zone).timestamp())
        day += _DAY
    return None


def _span(alert: Alert, from_at: datetime, reader: Reader) -> dict[str, Any]:
    hours = alert.last_abnormal_at - alert.started_at
    label = f"{texts.cause_of(alert).render(reader.language)} · {reader.span(hours)}"
    start = max(alert.started_at, from_at)
    return {"from": int(start.timestamp()), "to": int(alert.last_abnormal_at.timestamp()), "label": label}


def _gap(
    alert: Alert, t: Sequence[int], actual: Sequence[float | None], high: Sequence[float | None], reader: Reader
) -> dict[str, Any] | None:
    """Where in the span what came stands furthest above the band."""
    inside = [
        (value - top, place)
        for place, (value, top) in enumerate(zip(actual, high, strict=True))
        if value is not None and top is not None and alert.started_at.timestamp() <= t[place]
        and t[place] < alert.last_abnormal_at.timestamp()
    ]  # fmt: skip
    if not inside or not alert.unit:
        return None
    quiet = [each for each in inside if (high[each[1]] or 0) <= np.median([high[place] or 0 for _, place in inside])]
    _, place = sorted(quiet, key=lambda each: each[1])[len(quiet) // 2]
    return {"at": t[place], "low": high[place], "high": actual[place], "label": words.excess(alert, reader)}


def _weekly(session: Session, register: Register, from_at: datetime, to_at: datetime, reader: Reader) -> Chart:
    """Whole weeks: days would show nothing but their weekends, and the week under way would look like a fall."""
    unit = consumption_unit(register.unit)
    hours = series.hourly(session, register.id, from_at, to_at)
    weeks = by_week(_ended_days(hours, reader))
    said = reader.say(_A_WEEK, unit=format_unit(unit, reader.language))
    nothing: list[float | None] = [None] * len(weeks)
    data = {
        **_frame(reader, unit),
        "unit": said,
        "t": [int(local_midnight(monday, reader.zone).timestamp()) for monday, _ in weeks],
        "actual": [value / MICRO for _, value in weeks],
        "low": nothing,
        "high": nothing,
        "nights": [],
        "span": None,
        "gap": None,
        "weekend": None,
        "end": format_amount(weeks[-1][1], unit, reader.language) if weeks else "",
    }
    return Chart(data, [_month_row(each, unit, reader) for each in series.by_month(hours, reader.zone)], from_at, to_at)


def _ended_days(hours: Sequence[Amount], reader: Reader) -> list[tuple[date, int]]:
    days = [(reader.day_of(day.from_at), day.value_micro) for day in series.by_day(hours, reader.zone)]
    return [(day, micro) for day, micro in days if day < reader.today]


def _month_row(each: Amount, unit: str, reader: Reader) -> tuple[str, str, str]:
    when = format_date(reader.day_of(each.from_at), reader.language)
    return when, format_amount(each.value_micro, unit, reader.language), "–"
