"""Words that energy itself says: causes, why an alert stands, and the messages about it."""

from collections.abc import Mapping
from typing import Any

from ops.energy.models import Alert
from ops.errors import N_
from ops.estate.wording import both_names
from ops.kit.locale import Amount, Eur, Instant, Text
from ops.kit.units import MICRO

MEDIA: Mapping[str, str] = {
    "electricity": N_("Electricity"),
    "gas": N_("Gas"),
    "water": N_("Water"),
    "heat": N_("Heat"),
    "pv": N_("Solar panels"),
    "": N_("Dataloggers"),
}

CAUSES: Mapping[str, str] = {
    "continuous_flow": N_("Continuous flow"),
    "base_load": N_("Base load risen"),
    "night_left_on": N_("Left on at night"),
    "weekend_as_weekday": N_("Weekend run as weekday"),
    "drift": N_("Drift"),
    "spike": N_("Spike"),
    "dip": N_("Dip"),
    "yield_loss": N_("Yield too low"),
    "stuck": N_("Value stuck"),
    "zero_run": N_("Only zeros"),
    "scale": N_("Unit wrong"),
    "clock_shift": N_("Clock wrong"),
    "catch_up": N_("Catch-up after a gap"),
    "implausible": N_("Impossible value"),
    "silent": N_("Logger silent"),
    "site_silent": N_("Site silent"),
}
NIGHT_HEAT = N_("Heating at night")

#: What it probably is, for somebody who goes there.
LIKELY: Mapping[str, str] = {
    "continuous_flow": N_("Leak or open tap"),
    "base_load": N_("Something runs day and night"),
    "night_left_on": N_("Something was left on at night"),
    "spike": N_("A machine ran that usually stands still"),
    "dip": N_("Supply or a machine was off for a while"),
    "catch_up": N_("Datalogger told later what it had missed"),
    "yield_loss": N_("Panels dirty, shaded or switched off"),
    "drift": N_("A setting was changed, or something wears out"),
    "weekend_as_weekday": N_("Clock or programme does not know the day off"),
    "stuck": N_("Datalogger or pulse input stands still"),
    "zero_run": N_("Pulse cable loose, or supply switched off"),
    "scale": N_("Unit or factor was changed"),
    "implausible": N_("Wrong reading, or meter replaced"),
    "silent": N_("Datalogger without power or network"),
    "site_silent": N_("Network or power of the site is away"),
}
LIKELY_NIGHT_HEAT = N_("Heating clock or valve does not switch off")

#: Why now, by the evidence's code. A parameter ending in an hourly rate is an amount.
EVIDENCE: Mapping[str, str] = {
    "continuous_flow": N_(
        "Each of the last %(rule_hours)s hours stood above the usual daily minimum of %(usual)s plus %(margin)s."
    ),
    "base_load": N_("The lowest hours of the last day stand %(rise)s above those of clean days."),
    "night_left_on": N_("Over %(nights)s nights, far more was used than in the nights of the past weeks."),
    "night_heat": N_("Over %(nights)s nights, gas burned at least %(over_band)s above the expected band."),
    "drift": N_("For %(weeks)s weeks, about %(percent)s %% more was used than weather and calendar ask for."),
    "weekend_as_weekday": N_("Days off on which as much was used as on working days: %(days)s."),
    "yield_loss": N_("For %(days)s days, the panels brought about %(percent)s %% of what the other roofs let expect."),
    "yield_loss_alone": N_(
        "For %(days)s days, even the best one brought only %(percent)s %% of the best of the weeks before."
    ),
    "zero_run": N_("Nothing was counted for %(hours)s hours; the longest pause before was %(longest)s hours."),
    "stuck": N_("The same amount came for %(hours)s hours; the longest such run before was %(longest)s hours."),
    "scale": N_("All of the last %(hours)s hours are about %(factor)s times what is usual."),
    "clock_shift": N_("For %(days)s days, the usual course of the day came hours early or late."),
    "implausible": N_("One hour counted %(value)s; the highest before was %(highest)s."),
    "spike": N_("Over %(hours)s h, %(measured)s came instead of the expected %(expected)s."),
    "dip": N_("Over %(hours)s h, only %(measured)s came instead of the expected %(expected)s."),
    "catch_up": N_("After %(hours)s h without a count, one hour told %(measured)s, where %(expected)s is usual."),
    "index_fell": N_("The index fell from %(before)s to %(after)s."),
    "ledger_open": N_("The hours of %(month)s add up to %(hours)s, but the index counted %(counted)s."),
    "silent": N_("Nothing was received since %(since)s."),
    "site_silent": N_("%(loggers)s of %(of_loggers)s dataloggers of this building are silent since %(since)s."),
    "all_silent": N_("All %(of_loggers)s dataloggers of the house are silent since %(since)s: look at the broker."),
}

TITLE = N_("%(cause)s (%(medium)s, %(register)s)")
TITLE_OF_PLACE = N_("%(cause)s (%(place)s)")
ALERT_EVIDENCE = N_("%(why)s Excess %(excess)s, %(eur)s EUR a day, since %(since)s.")
ALERT_EVIDENCE_OF_LOSS = N_("%(why)s Missing %(excess)s, %(eur)s EUR a day, since %(since)s.")
STILL_ABNORMAL = N_("Still abnormal %(hours)s hours after the work: alert %(alert)s is open again.")

OPENED_SUBJECT = N_("%(place)s: %(title)s")
OPENED_BODY = N_("%(ref)s. %(evidence)s")
OPENED_BODY_TICKET = N_("%(ref)s, ticket %(ticket)s. %(evidence)s")
CLOSED_SUBJECT = N_("Closed: %(title)s")
CLOSED_BODY = N_("%(ref)s is closed: %(outcome)s.")

OUTCOMES: Mapping[str, str] = {
    "leak_repaired": N_("leak repaired"),
    "left_on": N_("something had been left on"),
    "setting_corrected": N_("setting corrected"),
    "defect_repaired": N_("defect repaired"),
    "meter_fault": N_("fault of the meter"),
    "legitimate_use": N_("legitimate use"),
    "nothing_found": N_("nothing found"),
    "ended_by_itself": N_("ended by itself"),
}


def _is_night_heat(alert: Alert) -> bool:
    return alert.cause == "night_left_on" and alert.medium in ("gas", "heat")


def cause_of(alert: Alert) -> Text:
    return Text(NIGHT_HEAT if _is_night_heat(alert) else CAUSES[alert.cause])


def likely_of(alert: Alert) -> Text:
    return Text(LIKELY_NIGHT_HEAT if _is_night_heat(alert) else LIKELY.get(alert.cause, CAUSES[alert.cause]))


def title_of(alert: Alert) -> Text:
    """What a queue shows; needs the register (or the place) loaded."""
    if alert.register is None:
        place = both_names(alert.location) if alert.location else Text(MEDIA[""])
        return Text(TITLE_OF_PLACE, {"cause": cause_of(alert), "place": place})
    params = {"cause": cause_of(alert), "medium": Text(MEDIA[alert.medium]), "register": alert.register.code}
    return Text(TITLE, params)


def rate(micro_per_hour: int, unit: str) -> Amount:
    """An hourly rate as people say it: litres for water."""
    if unit == "m3":
        return Amount(micro_per_hour * 1000, "l/h")
    return Amount(micro_per_hour, "kW" if unit == "kWh" else f"{unit}/h")


def _rate(value: Any, unit: str) -> Amount:
    return rate(round(float(value) * MICRO), unit)


def why_of(alert: Alert) -> Text:
    """The sentence "why now?"."""
    code, params, unit = alert.evidence.get("code", ""), alert.evidence.get("params", {}), alert.unit
    worded: dict[str, Any] = dict(params)
    match code:
        case "continuous_flow":
            worded["usual"] = Amount(params["usual_minimum_l_per_hour"] * MICRO, "l/h")
            worded["margin"] = Amount(params["margin_l_per_hour"] * MICRO, "l/h")
        case "base_load":
            worded["rise"] = _rate(params["rise_per_hour"], unit)
        case "night_heat":
            worded["over_band"] = _rate(params["over_band_per_hour"], unit)
        case "zero_run" | "stuck":
            worded["longest"] = params["longest_before_hours"]
        case "implausible":
            worded["value"], worded["highest"] = (_rate(params[key], unit) for key in ("value", "highest_before"))
        case "spike" | "dip" | "catch_up":
            worded |= {key: _rate(params[f"{key}_per_hour"], unit) for key in ("measured", "expected")}
        case "index_fell":
            worded["before"], worded["after"] = (Amount(params[f"{key}_micro"], unit) for key in ("before", "after"))
        case "ledger_open":
            worded["hours"], worded["counted"] = (Amount(params[f"{key}_micro"], unit) for key in ("hours", "counted"))
        case "silent" | "site_silent" | "all_silent":
            worded["since"] = Instant(alert.started_at)
    return Text(EVIDENCE.get(code, ""), worded)


def evidence_of(alert: Alert) -> Text:
    """Why now, how much and what it costs, in one text."""
    if not alert.unit:
        return why_of(alert)
    sentence = ALERT_EVIDENCE_OF_LOSS if alert.cause == "yield_loss" else ALERT_EVIDENCE
    return Text(
        sentence,
        {
            "why": why_of(alert),
            "excess": rate(alert.excess_micro_per_hour, alert.unit),
            "eur": Eur(alert.cost_cents_per_day),
            "since": Instant(alert.started_at),
        },
    )
