"""The ledger of a register as its pages show it: months, days of a month, readings of a day, counters and falls."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ops.energy.models import Register
from ops.energy.models_counting import IndexFall, Segment
from ops.energy.queries import segments as queries
from ops.energy.queries.calorific import calorific_values
from ops.energy.queries.ledger import ledger, ledger_days
from ops.energy.queries.series import next_month
from ops.energy.rules.calorific import calorific_of, kwh_micro
from ops.energy.rules.ledger import LedgerMonth
from ops.energy.service.counters import POSSIBLE
from ops.errors import N_
from ops.kit.locale import format_amount, format_date
from ops.kit.periods import local_midnight
from ops.kit.units import micro_text
from ops.web.addresses import href
from ops.web.pages.energy.meter_view import View
from ops.web.reader import Reader

_MONTHS = 3
_DIGITS = 3
_HOURS = N_("%(n)s h estimated")
_LEFT_OUT = N_("readings left out: %(n)s")
#: What an event of the index added to its movement, in words.
_ADDED = {
    "roll_over": N_("roll-over %(amount)s"), "reset": N_("reset %(amount)s"),
    "replaced": N_("replacement %(amount)s"), "unexplained": N_("unexplained fall %(amount)s"),
}  # fmt: skip
_DECISIONS = {
    "roll_over": N_("The counter rolled over: it was full and went on from zero"),
    "reset": N_("The counter was reset: it went on from zero"),
    "replaced": N_("The meter was replaced"),
    "wrong_after": N_("The lower readings are wrong: leave them out"),
    "wrong_before": N_("The higher readings are wrong: leave them out"),
}  # fmt: skip


def months_of(view: View, register: Register) -> list[dict[str, Any]]:
    """This month and those before it, each with a link to its days."""
    months = [view.reader.today.replace(day=1)]
    while len(months) < _MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    found = ledger(view.session, register, months, view.reader.zone)
    return [_month(view, register, each) for each in found]


def _month(view: View, register: Register, month: LedgerMonth) -> dict[str, Any]:
    reader = view.reader
    end_at = local_midnight(next_month(month.month), reader.zone)
    pending = register.dirty_from is not None and register.dirty_from < end_at
    name = month_name(month.month, reader)
    so_far = month.month == reader.today.replace(day=1)
    return {
        **figures(month, reader),
        "month": reader.say(N_("%(month)s, so far"), month=name) if so_far else name,
        "href": href(f"/meters/{register.code}/ledger", month=f"{month.month:%Y-%m}"),
        "pending": pending,
    }


def figures(month: LedgerMonth, reader: Reader) -> dict[str, Any]:
    """Of a month, a day or an hour."""

    def say(micro: int | None) -> str:
        return "–" if micro is None else format_amount(micro, "", reader.language, _DIGITS)

    return {
        "start": say(month.index_start_micro),
        "end": say(month.index_end_micro),
        "difference": say(None if month.readings_gone else month.difference_micro),
        "intervals": say(month.intervals_micro),
        "deviation": say(None if month.readings_gone else month.deviation_micro),
        "closes": month.closes,
        "gone": month.readings_gone,
        "notes": "; ".join(_notes(month, reader)),
    }


def _notes(month: LedgerMonth, reader: Reader) -> list[str]:
    found = [
        reader.say(_ADDED[event], amount=_signed(micro, reader)) for event, micro in month.added_micro.items() if micro
    ]
    if month.left_out:
        found.append(reader.say(_LEFT_OUT, n=month.left_out))
    if month.estimated_hours:
        found.append(reader.say(_HOURS, n=month.estimated_hours))
    return found


def _signed(micro: int, reader: Reader) -> str:
    return ("+" if micro > 0 else "−") + format_amount(abs(micro), "", reader.language, _DIGITS)


def month_name(first: date, reader: Reader) -> str:
    """ "nov 2026" without the day that its first date would show."""
    return " ".join(format_date(first, reader.language).split(" ")[2:])


def days_of(view: View, register: Register, month: date) -> list[dict[str, Any]]:
    """Each local day of a month up to now: where a deviation sits."""
    days = ledger_days(view.session, register, month, view.reader.zone)
    shown = [each for each in days if each.month <= view.reader.today]
    return [
        {**figures(each, view.reader), "day": format_date(each.month, view.reader.language),
         "href": href(f"/meters/{register.code}/hours", day=f"{each.month}")}
        for each in shown
    ]  # fmt: skip


def segments_of(view: View, register: Register) -> list[dict[str, Any]]:
    return [_segment(each, register, view.reader) for each in queries.segments_of(view.session, register.id)]


def _segment(row: Segment, register: Register, reader: Reader) -> dict[str, Any]:
    def say(micro: int | None) -> str:
        return "–" if micro is None else format_amount(micro, register.unit, reader.language, _DIGITS)

    return {
        "from": format_date(reader.day_of(row.from_at), reader.language), "at": reader.instant(row.from_at),
        "serial": row.serial or "–", "digits": row.digits,
        "factor": micro_text(row.factor_micro), "start": say(row.start_micro), "end": say(row.end_micro),
        "note": row.note,
    }  # fmt: skip


def falls_of(view: View, register: Register) -> list[dict[str, Any]]:
    """The youngest first; open ones before all others."""
    rows = queries.rows_of_falls(view.session, register.id)
    said = queries.last_decisions(view.session, register.id)
    ordered = sorted(rows, key=lambda row: row.kind != "unexplained")[:20]
    return [_fall(each, register, view.reader, said[each.at].made_by if each.at in said else "") for each in ordered]


def _fall(row: IndexFall, register: Register, reader: Reader, by: str) -> dict[str, Any]:
    before, after = (
        format_amount(each, register.unit, reader.language, _DIGITS) for each in (row.before_micro, row.after_micro)
    )
    return {
        "at": row.at.isoformat(), "when": reader.instant(row.at), "before": before, "after": after,
        "kind": row.kind, "word": reader.label("index_fall", row.kind), "open": row.kind == "unexplained",
        "by": by if row.is_decided else "",
    }  # fmt: skip


def decisions(reader: Reader) -> Sequence[tuple[str, str]]:
    return [(code, reader.say(_DECISIONS[code])) for code in _DECISIONS if code in POSSIBLE]


def gas_months(view: View, register: Register) -> list[dict[str, Any]]:
    """m3 of gas in kWh, by the calorific value of each month; nothing for what is counted in kWh already."""
    if register.meter.medium != "gas" or register.unit != "m3":
        return []
    months = [view.reader.today.replace(day=1)]
    while len(months) < _MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    known, reader = calorific_values(view.session), view.reader
    shown = []
    for each in ledger(view.session, register, months, reader.zone):
        value = calorific_of(each.month, known, view.rules.tariffs.gas_kwh_per_m3)
        shown.append({
            "month": month_name(each.month, reader),
            "m3": format_amount(each.intervals_micro, "m3", reader.language),
            "value": format_amount(value.kwh_per_m3_micro, "", reader.language, 4),
            "kwh": format_amount(kwh_micro(each.intervals_micro, value), "kWh", reader.language),
            "state": reader.label("calorific_state", value.state), "final": value.is_final,
        })  # fmt: skip
    return shown
