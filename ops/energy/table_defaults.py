"""The tables of readings that are understood as shipped; another operator's table is one more profile."""

from typing import Any

from ops.energy.rules.csv_profiles import CsvProfileFigures
from ops.errors import N_
from ops.kit.rulesets import register_default

CSV_PROFILES = "energy.csv_profiles"

_BELGIAN_MOMENTS = ["DD-MM-YYYY hh:mm:ss", "DD-MM-YYYY hh:mm", "DD/MM/YYYY hh:mm:ss", "DD/MM/YYYY hh:mm"]


def _operator(moment: list[str], series: list[str], unit: str, summer_time: str, status: str) -> dict[str, Any]:
    """Quarter-hours of a network operator: decimal comma, an EAN code, an empty value where there is none yet."""
    return {
        "moment_columns": moment,
        "moment_forms": _BELGIAN_MOMENTS,
        "series_columns": series,
        "value_column": "volume",
        "unit_column": unit,
        "summer_time_column": summer_time,
        "kind_column": "",
        "every_row_is": "interval",
        "status_column": status,
        "statuses_left_out": ["geen verbruik", "no consumption", "pas de consommation"],
        "decimal_comma": True,
        "value_may_be_empty": True,
    }


def _plain(*, decimal_comma: bool) -> dict[str, Any]:
    """Our own words: the columns of a reading as it is sent over HTTP."""
    return {
        "moment_columns": ["at"],
        "moment_forms": _BELGIAN_MOMENTS,
        "series_columns": ["register"],
        "value_column": "value",
        "unit_column": "unit",
        "summer_time_column": "dst",
        "kind_column": "kind",
        "every_row_is": "",
        "status_column": "",
        "statuses_left_out": [],
        "decimal_comma": decimal_comma,
        "value_may_be_empty": False,
    }


CSV_PROFILE_BODY: dict[str, Any] = {
    "profiles": {
        "fluvius": _operator(
            ["van (datum)", "van (tijdstip)"], ["ean-code", "register"], "eenheid", "zomertijd", "validatiestatus"
        ),
        "fluvius_en": _operator(
            ["from (date)", "from (time)"], ["ean", "register"], "unit", "dst", "validation status"
        ),
        "plain": _plain(decimal_comma=False),
        # The same columns as `plain`, so it is only taken where a person names it.
        "plain_comma": _plain(decimal_comma=True),
    },
}  # fmt: skip

register_default(
    CSV_PROFILES, CSV_PROFILE_BODY, CsvProfileFigures.model_validate, title=N_("Tables of readings: who writes what")
)
