"""The figures that the energy rules are shipped with; every one is to be confirmed by the centre."""

from typing import Any

from ops.energy.rules.figures import DetectionFigures, SilenceFigures, TariffFigures, TicketFigures
from ops.energy.rules.point_figures import CATCH_UP, DIP, SPIKE
from ops.energy.rules.slow_figures import DriftFigures, WeatherFigures, WeekendFigures, YieldFigures
from ops.errors import N_
from ops.kit.rulesets import register_default

TARIFFS, ALERT_TICKETS = "energy.tariffs", "energy.alert_tickets"
DETECTION, SILENCE = "energy.detection", "energy.silence"

TARIFF_BODY: dict[str, Any] = {
    "electricity": 0.30, "gas": 0.09, "heat": 0.11, "water": 4.90, "pv": 0.04, "gas_kwh_per_m3": 11.0,
}  # fmt: skip

_PERSISTENT = ["base_load", "night_left_on", "weekend_as_weekday", "drift", "spike", "dip"]
_WASTE = ["continuous_flow", *_PERSISTENT]


def _flow(litres_per_hour: int, priority: str, *, pages: bool = False) -> dict[str, Any]:
    return {
        "media": ["water"],
        "causes": ["continuous_flow"],
        "excess_at_least_per_hour": litres_per_hour / 1000,
        "priority": priority,
        "trade": "plumbing",
        "pages": pages,
    }


def _by_cost(media: list[str], eur_per_day: int, priority: str, trade: str) -> dict[str, Any]:
    return {
        "media": media,
        "causes": _PERSISTENT,
        "eur_per_day_at_least": eur_per_day,
        "priority": priority,
        "trade": trade,
    }


#: The first row that fits decides; what fits none stays on the coordinator's list.
ALERT_TICKET_BODY: dict[str, Any] = {
    "rows": [
        {
            "critical": True,
            "causes": [*_WASTE, "yield_loss", "zero_run"],
            "priority": "P2",
            "trade": "by_medium",
            "pages": True,
        },
        _flow(1000, "P1", pages=True),
        _flow(200, "P2", pages=True),
        _flow(60, "P3"),
        _flow(10, "P4"),
        {
            "media": ["gas"],
            "causes": _PERSISTENT,
            "night_use": False,
            "night_excess_over_band_at_least_per_hour": 50,
            "priority": "P2",
            "trade": "heating",
            "pages": True,
        },
        _by_cost(["gas", "heat"], 50, "P3", "heating"),
        _by_cost(["gas", "heat"], 5, "P4", "heating"),
        _by_cost(["electricity"], 50, "P3", "electricity"),
        _by_cost(["electricity"], 5, "P4", "electricity"),
        {"media": ["pv"], "causes": ["yield_loss"], "priority": "P4", "trade": "electricity"},
    ],
    "trade_by_medium": {
        "electricity": "electricity",
        "gas": "heating",
        "heat": "heating",
        "water": "plumbing",
        "pv": "electricity",
    },
}

DETECTION_BODY: dict[str, Any] = {
    "night": {"from_hour": 22, "to_hour": 6},
    "baseline": {
        "reference_weeks": 8,
        "warm_up_days": 42,
        "floor_share_of_expected": 0.1,
        "floor_share_of_level": 0.05,
        "band_spreads": 1.5,
    },
    "continuous_flow": {"hours": 20, "known_share": 0.8, "margin_m3_per_hour": 0.01, "warm_up_days": 7},
    "base_load": {
        "lowest_of_days": 2,
        "quantile": 0.25,
        "spreads": 3.1,
        "reference_days": 28,
        "least_reference_days": 14,
        "floor_share_of_level": 0.25,
    },
    "base_load_at_once": {
        "lowest_of_days": 1,
        "quantile": 0.25,
        "spreads": 6.2,
        "reference_days": 28,
        "least_reference_days": 14,
        "floor_share_of_level": 0.25,
    },
    "night_left_on": {
        "lowest_of_days": 3,
        "quantile": 0.1,
        "spreads": 2.2,
        "reference_days": 28,
        "least_reference_days": 14,
        "floor_share_of_level": 0.25,
    },
    "night_heat": {"hours": 3, "kwh_per_hour_over_band": 50.0},
    "data_faults": {
        "least_run_hours": 12,
        "own_run_factor": 1.3,
        "own_run_extra_hours": 2,
        "implausible_times_highest": 5.0,
    },
    "scale": {"hours": 18, "ten_at_least": 0.85, "thousand_hours": 12, "thousand_at_least": 2.5},
    "clock_shift": {
        "days_running": 5,
        "gain": 0.12,
        "most_hours": 5,
        "gap_days": 10,
        "reference_days": 28,
    },
    "dip": DIP.model_dump(),
    "spike": SPIKE.model_dump(),
    "catch_up": CATCH_UP.model_dump(),
    "weather": WeatherFigures().model_dump(),
    "drift": DriftFigures().model_dump(),
    "weekend_as_weekday": WeekendFigures().model_dump(),
    "yield_loss": YieldFigures().model_dump(),
    "frozen_days": 14,
    "ended_after_normal_hours": 24,
    "fresh_within_hours": 24,
    "late_after_hours": 6,
    "still_abnormal_after_work_hours": 48,
    "reopen_within_days": 14,
    "snooze_at_most_days": 14,
    "snooze_wakes_at_growth": 1.5,
    "alerts_per_week": 20,
    "low_under_eur_per_day": 5.0,
    "high_over_eur_per_day": 50.0,
}

SILENCE_BODY: dict[str, Any] = {
    "usual_intervals": 3,
    "least_hours": 2.0,
    "site_share": 0.8,
    "site_least_loggers": 2,
}

register_default(
    TARIFFS, TARIFF_BODY, TariffFigures.model_validate, title=N_("Tariffs in EUR a kWh or m³, VAT included")
)
register_default(
    ALERT_TICKETS,
    ALERT_TICKET_BODY,
    TicketFigures.model_validate,
    title=N_("Which alert opens a ticket, and who is paged"),
)
register_default(
    DETECTION, DETECTION_BODY, DetectionFigures.model_validate, title=N_("How abnormal consumption is found")
)
register_default(SILENCE, SILENCE_BODY, SilenceFigures.model_validate, title=N_("When a datalogger counts as silent"))
