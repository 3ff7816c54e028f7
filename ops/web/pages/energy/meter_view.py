"""One register as its page shows it: the figures of its alert, the chart, the ledger, the carpet, its facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.energy import texts
from ops.energy.models import Alert, Register
from ops.energy.models_desk import DatedChange, MaintenanceWindow
from ops.energy.queries import alerts as alert_queries
from ops.energy.queries import meters, series
from ops.energy.queries.dated_change import changes_of
from ops.energy.queries.maintenance import windows_by_register
from ops.energy.queries.spans import last_days
from ops.energy.service.consumption import consumption_unit
from ops.energy.service.losses import excess_so_far, figures_span, lost_cents
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.tariffs import Prices
from ops.errors import N_
from ops.estate.models import Location
from ops.estate.queries.cards import key_holders_of
from ops.kit.locale import format_amount, format_date
from ops.kit.periods import Span
from ops.kit.units import MICRO
from ops.repairs import queries as repairs
from ops.repairs.errors import TicketNotFound
from ops.web.pages.energy import words
from ops.web.pages.energy.chart import SPANS, chart
from ops.web.pages.repairs.clocks import cell
from ops.web.pages.repairs.my_work import dispatching_of
from ops.web.pages.repairs.words import STATUS_ICONS
from ops.web.reader import Reader

_SPAN_LABELS = {"48h": N_("48 h"), "7d": N_("7 d"), "30d": N_("30 d"), "13m": N_("13 months")}
_IN_HOURS = N_("in %(span)s")
_AGO_RUNS, _AGO_ENDED = N_("%(span)s ago, still runs"), N_("%(span)s ago, normal again")
_AHEAD = timedelta(days=92)
_PROVISIONAL = N_("%(eur)s EUR, calorific value provisional")
_PROVISIONAL_TO_NOW = N_("%(eur)s EUR so far, calorific value provisional")
_TO_NOW, _EUR_TO_NOW = N_("%(amount)s so far"), N_("%(eur)s EUR so far")


@dataclass(frozen=True)
class View:
    """Who looks at what."""

    session: Session
    who: Principal
    reader: Reader
    rules: Rulebook


def spans(base: str, chosen: str, reader: Reader) -> list[dict[str, Any]]:
    return [
        {"label": reader.say(text), "href": f"{base}?span={name}#chart", "current": name == chosen}
        for name, text in _SPAN_LABELS.items()
    ]


def chart_of(view: View, register: Register, span: str, alert: Alert | None) -> dict[str, Any]:
    span = span if span in SPANS else "7d"
    drawn = chart(view.session, register, span, alert, view.rules, view.reader)
    first, last = (
        format_date(view.reader.day_of(at), view.reader.language)
        for at in (drawn.from_at, min(drawn.to_at, view.reader.now))
    )
    return {"chart": drawn.data, "chart_rows": drawn.rows, "chart_first": first, "chart_last": last, "span": span}


def strip_of(view: View, alert: Alert) -> list[dict[str, Any]]:
    """Expected, measured, since, excess, cost, likely cause."""
    reader = view.reader
    within = reader.say(_IN_HOURS, span=reader.span(figures_span(alert).length))
    ago = reader.say(_AGO_ENDED if alert.ended_at else _AGO_RUNS, span=reader.span(reader.now - alert.started_at))
    so_far = reader.say(_TO_NOW, amount=format_amount(excess_so_far(alert), alert.unit, reader.language))
    expected, measured = (
        words.amount(micro, alert.unit, reader) for micro in (alert.expected_micro, alert.measured_micro)
    )
    excess, _, unit = words.excess(alert, reader).rpartition(" ")
    tone = "late" if alert.severity != "low" else ""
    return [
        _cell(N_("Expected"), expected[0], f"{expected[1]} {within}", "", reader),
        _cell(N_("Measured"), measured[0], f"{measured[1]} {within}", "", reader),
        _cell(N_("Since"), reader.instant(alert.started_at), "", ago, reader),
        _cell(N_("Excess"), excess or words.excess(alert, reader), unit, so_far, reader),
        {**_cell(N_("Cost"), words.eur(alert.cost_cents_per_day, reader), reader.say(N_("EUR a day")),
                 _cost_so_far(view, alert), reader), "tone": tone},
        {**_cell(N_("Likely cause"), words.say(texts.likely_of(alert), reader), "", "", reader), "words": True},
    ]  # fmt: skip


def _cost_so_far(view: View, alert: Alert) -> str:
    """Each of its days by the price of that day; gas in m3 waits for the calorific value of its month."""
    if alert.excess_micro_per_hour <= 0:
        return ""
    prices = Prices(view.session)
    price = prices.at(alert.last_abnormal_at, alert.medium, alert.unit)
    said = _EUR_TO_NOW if price.is_final else _PROVISIONAL_TO_NOW
    return view.reader.say(said, eur=words.eur(lost_cents(prices, alert), view.reader))


def _cell(label: str, value: str, unit: str, sub: str, reader: Reader) -> dict[str, Any]:
    return {"label": reader.say(label), "value": value, "unit": unit, "sub": sub}


def quiet_strip(view: View, register: Register) -> list[dict[str, Any]]:
    """What a register says while nothing is abnormal: today, the last days, and what that costs."""
    reader = view.reader
    counted = last_days(view.session, register.id, (1, 7, 30), reader.now, reader.zone)
    unit = consumption_unit(register.unit)
    price = Prices(view.session).at(reader.now, register.meter.medium, unit)
    cells = []
    for label, micro in zip((N_("Today"), N_("7 days"), N_("30 days")), counted, strict=True):
        number, sign = words.amount(micro, unit, reader)
        eur = words.eur(round(micro / MICRO * price.eur * 100), reader)
        eur = f"{eur} EUR" if price.is_final else reader.say(_PROVISIONAL, eur=eur)
        cells.append(_cell(label, number, sign, eur, reader))
    return cells


def ticket_of(view: View, alert: Alert) -> dict[str, Any] | None:
    """The ticket with its clocks, for those who may read it."""
    if alert.ticket_ref is None or not view.who.may("tickets.read"):
        return None
    try:
        ticket = repairs.ticket_file(view.session, alert.ticket_ref, view.who).ticket
    except TicketNotFound:
        return None
    return {
        "ref": ticket.ref,
        "priority": ticket.priority,
        "trade": view.reader.label("trade", ticket.trade),
        "zone": view.reader.label("zone", ticket.location.zone),
        "status": view.reader.label("ticket_status", ticket.status),
        "icon": STATUS_ICONS[ticket.status][0],
        "tone": STATUS_ICONS[ticket.status][1],
        "clocks": [cell(clock, view.reader) for clock in ticket.clocks],
        "teams": list(dict.fromkeys(order.team.name for order in ticket.work_orders)),
    }


def carpet_of(view: View, register: Register, alert: Alert | None) -> dict[str, Any]:
    found = series.carpet(view.session, register.id, view.reader.now, view.reader.zone)
    labels = [
        (place, " ".join(format_date(day, view.reader.language).split(" ")[1:3]))
        for place, day in enumerate(found.days) if day.weekday() == 0
    ]  # fmt: skip
    span = None
    if alert is not None and found.days:
        first = (view.reader.day_of(alert.started_at) - found.days[0]).days
        last = (view.reader.day_of(alert.last_abnormal_at) - found.days[0]).days
        span = (max(first, 0), min(last, len(found.days) - 1))
    return {"columns": found.columns, "days": labels, "span": span}


def facts_of(view: View, register: Register) -> list[dict[str, Any]]:
    reader, meter = view.reader, register.meter
    last = meters.last_reading(view.session, register.id)
    unit = register.unit
    index = f"{format_amount(last.value_micro, unit, reader.language, 3)}, {reader.instant(last.at)}" if last else "–"
    heard = words.instant_or(register.last_live_at, reader)
    resolution = format_amount(register.resolution_micro, unit, reader.language, 3)
    return [
        {"label": reader.say(N_("Last value")), "value": index},
        {"label": reader.say(N_("Meter")), "value": meter.code, "sub": meter.serial or ""},
        {"label": reader.say(N_("Digits, step")), "value": f"{register.digits}, {resolution}"},
        {"label": reader.say(N_("Sends every")), "value": reader.span(timedelta(minutes=register.step_minutes))},
        {"label": reader.say(N_("Datalogger")), "value": register.logger or "–"},
        {"label": reader.say(N_("Last heard")), "value": heard},
        *_told_of(view, register),
    ]


def _told_of(view: View, register: Register) -> list[dict[str, Any]]:
    """Changes that make the past no example, and works that go on or are to come."""
    reader = view.reader
    ahead = Span(reader.now, reader.now + _AHEAD)
    works = windows_by_register(view.session, [register], ahead)[register.id]
    changes = changes_of(view.session, register)
    return [*(_change_fact(each, reader) for each in changes), *(_works_fact(each, reader) for each in works)]


def _change_fact(change: DatedChange, reader: Reader) -> dict[str, Any]:
    day, kind = format_date(change.from_on, reader.language), reader.label("change_kind", change.kind)
    return {"label": reader.say(N_("Change of use")), "value": day, "sub": kind}


def _works_fact(works: MaintenanceWindow, reader: Reader) -> dict[str, Any]:
    span = f"{reader.instant(works.from_at)} – {reader.instant(works.to_at)}"
    return {"label": reader.say(N_("Works")), "value": span, "sub": works.reason}


def first_look(view: View, place: Location | None) -> list[dict[str, str]]:
    """Who opens the door and looks first; whoever may not know persons reaches them through dispatching."""
    if place is None:
        return []
    if view.who.may("persons.read"):
        holders = key_holders_of(view.session, place, view.rules.on)[:2]
        return [
            {"role": view.reader.label("key_role", each.role), "name": each.name, "phone": each.phone or "",
             "note": each.note}
            for each in holders
        ]  # fmt: skip
    reader, desk = view.reader, dispatching_of(view.session, view.who)
    role = reader.label("role", "dispatcher").capitalize()
    return (
        [{"role": role, "name": desk["name"], "phone": desk["phone"], "note": reader.say(N_("knows who opens"))}]
        if desk
        else []
    )


def story_of(view: View, alert: Alert, *, linked: bool = False) -> dict[str, Any]:
    """Ticket, who looks first and timeline; `linked` where the page is not the alert's own."""
    return {
        "alert": alert,
        "ticket": ticket_of(view, alert),
        "first_look": first_look(view, alert.location),
        "timeline": words.timeline(alert_queries.events_of(view.session, alert.id), view.reader),
        "linked": linked,
    }


def earlier(view: View, register: Register, alert: Alert | None) -> Sequence[dict[str, str]]:
    """Former alerts of the register, with their outcome."""
    found = alert_queries.alerts_of_register(view.session, register.id, 12)
    return [
        {
            "ref": each.ref,
            "cause": words.say(texts.cause_of(each), view.reader),
            "when": view.reader.instant(each.started_at),
            "outcome": view.reader.label("finding", each.outcome) if each.outcome
            else view.reader.label("alert_state", each.state),
        }
        for each in found if alert is None or each.id != alert.id
    ]  # fmt: skip
