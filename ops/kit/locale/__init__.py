"""Words, numbers and times in the reader's language."""

from ops.kit.locale.formats import (
    format_amount,
    format_date,
    format_duration,
    format_eur,
    format_exact_instant,
    format_figure,
    format_instant,
    format_language,
    format_number,
    format_time,
    format_unit,
)
from ops.kit.locale.texts import (
    DEFAULT_LANGUAGE,
    LANGUAGES,
    Amount,
    Eur,
    Instant,
    Text,
    catalog,
    plural,
    translate,
)

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Amount",
    "Eur",
    "Instant",
    "Text",
    "catalog",
    "format_amount",
    "format_date",
    "format_duration",
    "format_eur",
    "format_exact_instant",
    "format_figure",
    "format_instant",
    "format_language",
    "format_number",
    "format_time",
    "format_unit",
    "plural",
    "translate",
]
