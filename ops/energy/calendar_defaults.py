"""The dated rule sets of what drives consumption from outside: school breaks and degree days; to be confirmed."""

from typing import Any

from ops.energy.rules.degree_days import DegreeDayFigures
from ops.energy.rules.school_breaks import SchoolBreakFigures
from ops.errors import N_
from ops.kit.rulesets import register_default

SCHOOL_BREAKS, DEGREE_DAYS = "energy.school_breaks", "energy.degree_days"


def _breaks(*rows: tuple[str, str, str]) -> list[dict[str, str]]:
    return [{"name": name, "first_on": first, "last_on": last} for name, first, last in rows]


#: As both ministries published them; those of Flemish education follow from a decree (17 April 1991), those of
#: French-speaking education are laid down year by year (enseignement.be): what was not at hand is not guessed.
SCHOOL_BREAK_BODY: dict[str, Any] = {
    "buildings": {"french": [], "flemish": []},
    "french": _breaks(
        ("autumn", "2024-10-21", "2024-11-03"), ("christmas", "2024-12-23", "2025-01-05"),
        ("carnival", "2025-02-24", "2025-03-09"), ("spring", "2025-04-28", "2025-05-11"),
        ("summer", "2025-07-05", "2025-08-24"),
        ("autumn", "2025-10-20", "2025-11-02"), ("christmas", "2025-12-22", "2026-01-04"),
        ("carnival", "2026-02-16", "2026-03-01"), ("spring", "2026-04-27", "2026-05-10"),
        ("summer", "2026-07-04", "2026-08-23"),
    ),
    "flemish": _breaks(
        ("autumn", "2024-10-28", "2024-11-03"), ("christmas", "2024-12-23", "2025-01-05"),
        ("carnival", "2025-03-03", "2025-03-09"), ("spring", "2025-04-07", "2025-04-21"),
        ("summer", "2025-07-01", "2025-08-31"),
        ("autumn", "2025-10-27", "2025-11-02"), ("christmas", "2025-12-22", "2026-01-04"),
        ("carnival", "2026-02-16", "2026-02-22"), ("spring", "2026-04-06", "2026-04-19"),
        ("summer", "2026-07-01", "2026-08-31"),
        ("autumn", "2026-11-02", "2026-11-08"), ("christmas", "2026-12-21", "2027-01-03"),
        ("carnival", "2027-02-08", "2027-02-14"), ("spring", "2027-03-29", "2027-04-11"),
        ("summer", "2027-07-01", "2027-08-31"),
        ("autumn", "2027-11-01", "2027-11-07"), ("christmas", "2027-12-27", "2028-01-09"),
        ("carnival", "2028-02-28", "2028-03-05"), ("spring", "2028-04-03", "2028-04-17"),
        ("summer", "2028-07-01", "2028-08-31"),
    ),
}  # fmt: skip

#: Equivalent degree days of Uccle: base and weights of the gas sector, means of 1991-2020 (Synergrid).
DEGREE_DAY_BODY: dict[str, Any] = {
    "base_c": 16.5,
    "weights": {"same_day": 0.6, "day_before": 0.3, "two_days_before": 0.1},
    "normal": {
        "january": 396.0, "february": 349.0, "march": 294.0, "april": 187.0, "may": 99.0, "june": 35.0,
        "july": 10.0, "august": 11.0, "september": 55.0, "october": 161.0, "november": 278.0, "december": 377.0,
    },
}  # fmt: skip

register_default(
    SCHOOL_BREAKS, SCHOOL_BREAK_BODY, SchoolBreakFigures.model_validate,
    title=N_("School breaks, and which building follows them"),
)  # fmt: skip
register_default(
    DEGREE_DAYS, DEGREE_DAY_BODY, DegreeDayFigures.model_validate, title=N_("Degree days: base and usual months")
)
