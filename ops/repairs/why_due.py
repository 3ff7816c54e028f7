"""Why a deadline is what it is, as a sentence in the reader's language."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from ops.errors import N_
from ops.kit.locale import format_duration, format_instant, plural, translate
from ops.repairs.rules.clocks import Clock, Target

_PROMISED = N_("Promised %(start)s: call back before %(by)s.")
_GIVES = N_("%(priority)s gives %(amount)s from %(start)s.")
_STOOD_STILL = N_("Waiting did not count: %(span)s.")
_STANDS_STILL = N_("It stands still since %(since)s.")


def amount(target: Target, language: str) -> str:
    """ "10 min", "3 working days"."""
    if target.minutes is not None:
        return format_duration(timedelta(minutes=target.minutes), language)
    return plural(language, "%(n)s working day", "%(n)s working days", target.working_days or 0)


def why(clock: Clock, priority: str, language: str, zone: ZoneInfo) -> str:
    start = format_instant(clock.started_at, language, zone)
    if clock.target.promised_at:
        return translate(language, _PROMISED, start=start, by=format_instant(clock.due_at, language, zone))
    said = [translate(language, _GIVES, priority=priority, amount=amount(clock.target, language), start=start)]
    if moved := clock.due_at - clock.due_without_pauses_at:
        said.append(translate(language, _STOOD_STILL, span=format_duration(moved, language)))
    if clock.paused_since:
        said.append(translate(language, _STANDS_STILL, since=format_instant(clock.paused_since, language, zone)))
    return " ".join(said)
