"""What a figure inside a rule set is counted in, and which codes may stand in it, by its name. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ops.access.rights import ROLES
from ops.errors import N_
from ops.kit.locale.formats import DAYS, HOURS, MINUTES
from ops.web.labels import LABELS

#: How the codes of a figure are chosen: one, several, or several of which the order counts.
Way = Literal["one", "several", "in_order"]

#: What stands behind the field -> how a value is written with it; the other units follow their number.
TIMES: Mapping[str, str] = {
    N_("days"): DAYS,
    N_("hours"): HOURS,
    N_("minutes"): MINUTES,
    N_("seconds"): N_("%(s)s s"),
}
_ENDINGS = (("percent", "%"), ("days", "days"), ("hours", "hours"), ("minutes", "minutes"), ("_s", "seconds"))
_CUBIC_METRES, _KILOWATTS = "m³/h", N_("kWh/h")
_UNITS: Mapping[str, str] = {
    "base_c": "°C",
    "batch": N_("messages"),
    "days_running": N_("days"),
    "eur_per_day_at_least": N_("EUR a day"),
    "firm_call_out_eur": "EUR",
    "from_hour": N_("o’clock"),
    "high_over_eur_per_day": N_("EUR a day"),
    "implausible_times_highest": N_("times the highest"),
    "kwh_per_hour_over_band": _KILOWATTS,
    "low_under_eur_per_day": N_("EUR a day"),
    "longest_edge_px": N_("pixels"),
    "margin_m3_per_hour": _CUBIC_METRES,
    "min_password_length": N_("characters"),
    "night_excess_over_band_at_least_per_hour": _KILOWATTS,
    "own_hour_eur": "EUR",
    "own_run_factor": N_("times"),
    "pdf_mb": "MB",
    "photo_mb": "MB",
    "photo_megapixels": N_("million pixels"),
    "days_running_alone": N_("days"),
    "judged_weeks": N_("weeks"),
    "latitude_degrees": "°",
    "least_weeks": N_("weeks"),
    "most_weeks": N_("weeks"),
    "reference_weeks": N_("weeks"),
    "thumbnail_px": N_("pixels"),
    "stands_out_from": N_("times the middle one"),
    "least_buildings": N_("buildings"),
    "snooze_wakes_at_growth": N_("times"),
    "times_before": N_("times"),
    "times_expected": N_("times"),
    "times_highest": N_("times"),
    "times_seen": N_("times"),
    "to_hour": N_("o’clock"),
    "site_least_loggers": N_("dataloggers"),
    "at_least": N_("tickets"),
    "least_in_group": N_("others"),
    "working_days": N_("working days"),
}
#: Names that mean something else in one set only.
_UNITS_OF_SET: Mapping[str, Mapping[str, str]] = {
    "energy.tariffs": {
        "electricity": "EUR/kWh",
        "gas": "EUR/kWh",
        "heat": "EUR/kWh",
        "pv": "EUR/kWh",
        "water": "EUR/m³",
        "gas_kwh_per_m3": "kWh/m³",
    }
}

_CODES: Mapping[str, tuple[Way, str]] = {
    "causes": ("several", "cause"),
    "duties_needed": ("several", "duty"),
    "emergency": ("several", "priority"),
    "media": ("several", "medium"),
    "never_paused": ("several", "priority"),
    "order_priority": ("one", "priority"),
    "out_of_season": ("one", "priority"),
    "paging_priorities": ("several", "priority"),
    "pausing_clocks": ("several", "clock"),
    "priority": ("one", "priority"),
    "repeat_leaves_out": ("several", "trade"),
    "trade": ("one", "trade"),
    "urgent_follow_on_priority": ("one", "priority"),
    "urgent_priorities": ("several", "priority"),
    "weekdays": ("several", "weekday"),
    "window_priorities": ("several", "priority"),
    "without_visit": ("several", "finding"),
}
_TRUE_FOR, _BY_MEDIUM = ("waste", "data_fault"), "by_medium"
#: A figure that may stay empty.
OPTIONAL = frozenset({"out_of_season"})


def unit_of(set_name: str, name: str, row: Mapping[str, Any] | None = None) -> str:
    """A msgid, or nothing for a bare number. An excess is counted in the unit of the row's energy or water."""
    if name in _UNITS_OF_SET.get(set_name, {}):
        return _UNITS_OF_SET[set_name][name]
    if name == "excess_at_least_per_hour":
        return _CUBIC_METRES if "water" in (row or {}).get("media", ()) else _KILOWATTS
    if name.endswith("spreads"):
        return N_("spreads")
    return _UNITS.get(name) or next((unit for ending, unit in _ENDINGS if name.endswith(ending)), "")


def codes_of(group: Sequence[str], name: str, value: Any) -> tuple[Way, tuple[str, ...]] | None:
    """The codes to choose from, the present ones among them; None for what is typed."""
    if group[-1:] == ("trade_by_medium",):
        return "one", tuple(LABELS["trade"])
    if group[-1:] == ("trades_by_line",):
        return "several", tuple(LABELS["trade"])
    if name == "true_for":
        return "several", _TRUE_FOR
    if is_order(name):
        return "in_order", tuple(LABELS["channel"])
    if name not in _CODES:
        return None
    way, kind = _CODES[name]
    known = (*LABELS[kind], *((_BY_MEDIUM,) if name == "trade" and "rows" in group else ()))
    present = value if isinstance(value, list) else [value]
    return way, (*known, *(str(each) for each in present if each is not None and each not in known))


def is_order(name: str) -> bool:
    """Under a role stand the ways to reach it, the best one first."""
    return name in ROLES or name in ("self", "page_channels")


def in_orders(codes: Sequence[str]) -> list[str]:
    """Each way to name none, one or two of the codes, as they are typed: "sms, mail" tries the text message first."""
    pairs = [f"{first}, {then}" for first in codes for then in codes if first != then]
    return ["", *codes, *pairs]
