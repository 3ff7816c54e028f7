"""Numbers, money, times and spans as people of Brussels write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_datetime
from babel.numbers import format_decimal

from ops.errors import N_
from ops.kit.locale.catalogs import catalog
from ops.kit.periods import local_date

_REGIONS = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}
_MICRO = 1_000_000
#: Units as they are written for people; the key is the unit that is stored.
_UNIT_SIGNS = {"m3": "m³", "m3/h": N_("m³/h"), "l/h": N_("l/h")}

#: A live page says the same minutes again and again, and to word one takes as long as to draw the row around it.
_WORDED = 20_000

MINUTES = N_("%(m)s min")
HOURS = N_("%(h)s h")
HOURS_MINUTES = N_("%(h)s h %(m)02d")
DAYS = N_("%(d)s d")
DAYS_HOURS = N_("%(d)s d %(h)s h")


def format_number(value: Decimal | float | int, language: str, digits: int = 0) -> str:
    """A number with the separators of the language and a fixed number of decimals."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=_REGIONS[language])


def _digits(micro: int, unit: str) -> int:
    """Three significant places where they help, none where they only look exact."""
    if unit == "l/h":
        return 0
    size = abs(micro) / _MICRO
    return 0 if size >= 1000 else 1 if size >= 100 else 2


def format_figure(value: Decimal | float, language: str) -> str:
    """A number with as many decimals as it has, for figures that people set: "0,5", "1.440"."""
    return format_decimal(value, format="#,##0.######", locale=_REGIONS[language])


def format_amount(micro: int, unit: str, language: str, digits: int | None = None) -> str:
    """A quantity given in millionths, with its unit: "6,03 m³"."""
    places = _digits(micro, unit) if digits is None else digits
    return f"{format_number(Decimal(micro) / _MICRO, language, places)} {format_unit(unit, language)}".strip()


def format_unit(unit: str, language: str) -> str:
    """The sign of a unit: litres an hour are l/h, in Dutch l/u."""
    sign = _UNIT_SIGNS.get(unit, unit)
    return catalog(language).gettext(sign) if sign else ""


def format_eur(cents: int, language: str) -> str:
    """Money given in cents, without the sign: the column or the sentence says euro."""
    return format_number(Decimal(cents) / 100, language, 2)


def format_instant(at: datetime, language: str, zone: ZoneInfo) -> str:
    """ "Tue 24 Nov 14:00" in local time."""
    return _minute(at.replace(second=0, microsecond=0), language, zone)


@lru_cache(_WORDED)
def _minute(at: datetime, language: str, zone: ZoneInfo) -> str:
    return format_datetime(at, "EEE d MMM HH:mm", tzinfo=zone, locale=_REGIONS[language]).replace(".", "")


def format_exact_instant(at: datetime, language: str, zone: ZoneInfo) -> str:
    """The whole instant with seconds and offset, for a hover or a log."""
    return format_datetime(at, "EEEE d MMMM y HH:mm:ss ZZZ", tzinfo=zone, locale=_REGIONS[language])


def format_time(at: datetime, zone: ZoneInfo, *, seconds: bool = False) -> str:
    return at.astimezone(zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def format_date(on: date, language: str) -> str:
    """ "Tue 24 Nov 2026"."""
    if isinstance(on, datetime):
        on = local_date(on, UTC)
    return babel_date(on, "EEE d MMM y", locale=_REGIONS[language]).replace(".", "")


def format_long_day(on: date, language: str) -> str:
    """ "Tuesday 24 November"."""
    return str(babel_date(on, "EEEE d MMMM", locale=_REGIONS[language]))


def capital(words: str) -> str:
    """As the first word of a sentence."""
    return words[:1].upper() + words[1:]


@lru_cache(_WORDED)
def format_day(on: date, language: str) -> str:
    """ "Tue 24 Nov": a day near enough to need no year."""
    return babel_date(on, "EEE d MMM", locale=_REGIONS[language]).replace(".", "")


def format_language(code: str, language: str) -> str:
    """The name of a language in the reader's own: "ar" is "Arabisch"."""
    return str(Locale.parse(_REGIONS[language]).languages.get(code, code))


def format_duration(span: timedelta, language: str) -> str:
    """A span as people say it: "37 min", "1 h 52", "2 d 13 h"; its sign is not shown."""
    minutes = abs(int(span.total_seconds())) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        msgid = DAYS_HOURS if hours else DAYS
    elif hours:
        msgid = HOURS_MINUTES if minutes else HOURS
    else:
        msgid = MINUTES
    return str(catalog(language).gettext(msgid)) % {"d": days, "h": hours, "m": minutes}
