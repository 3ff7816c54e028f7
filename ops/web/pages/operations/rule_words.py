"""Words for the names and figures inside rule sets; a name without a word is shown as it is written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ops.errors import N_
from ops.kit.locale import format_date, format_duration, format_figure, translate
from ops.repairs.texts import HAZARDS
from ops.web.labels import LABELS
from ops.web.pages.operations.rule_units import OPTIONAL, TIMES, Way, in_orders, is_order, unit_of

#: Kinds of labels that also name things inside rules.
_KINDS = (
    "priority",
    "clock",
    "event",
    "role",
    "medium",
    "cause",
    "channel",
    "trade",
    "finding",
    "pause_reason",
    "weekday",
)

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MINUTES = "minutes"

WORDS: Mapping[str, str] = {
    "absolute_days": N_("Sign in again after"),
    "alert": N_("Alert"),
    "alerts_per_week": N_("Alerts a week"),
    "band_spreads": N_("Width of the expected band"),
    "baseline": N_("Expected consumption"),
    "batch": N_("Messages at once"),
    "by_medium": N_("By medium"),
    "call": N_("A call"),
    "causes": N_("Causes"),
    "close_after_days": N_("Closed after resolved"),
    "closes": N_("Closes at"),
    "closing_days": N_("Closing days"),
    "code": N_("Code"),
    "critical": N_("Critical"),
    "data_fault": N_("Faults of the data"),
    "data_faults": N_("Faults of the data"),
    "ended_after_normal_hours": N_("Ended after normal"),
    "eur_per_day_at_least": N_("At least"),
    "excess_at_least_per_hour": N_("Excess at least"),
    "first_hours": N_("First limit, duration"),
    "first_spreads": N_("First limit, distance"),
    "first_wait_s": N_("First wait"),
    "floor_share_of_expected": N_("Smallest band (share of expected)"),
    "floor_share_of_level": N_("Smallest band (share of level)"),
    "forget_hours": N_("Attempts forgotten after"),
    "free_attempts_login": N_("Free attempts of a login"),
    "free_attempts_origin": N_("Free attempts of an address"),
    "fresh_within_hours": N_("Fresh within"),
    "from_hour": N_("From"),
    "from_month": N_("From month"),
    "frozen_days": N_("Profile frozen"),
    "gas_kwh_per_m3": N_("Energy of gas"),
    "hazards": N_("Hazards"),
    "heating_season": N_("Heating season"),
    "high_over_eur_per_day": N_("High above"),
    "hours": N_("Duration"),
    "idle_hours": N_("Signed out after idle"),
    "implausible_times_highest": N_("Impossible above"),
    "invitation_days": N_("Invitation valid"),
    "join_alerts_within_hours": N_("Alerts of one cause share a ticket within"),
    "known_share": N_("Share of hours known"),
    "kwh_per_hour_over_band": N_("Above the band"),
    "late_after_hours": N_("Late evidence after"),
    "least_hours": N_("At least"),
    "least_run_hours": N_("Shortest run"),
    "least_share_of_level": N_("At least (share of level)"),
    "longest_wait_s": N_("Longest wait"),
    "low_under_eur_per_day": N_("Low under"),
    "margin_m3_per_hour": N_("Margin"),
    "media": N_("Energy or water"),
    "min_password_length": N_("Shortest password"),
    "minutes": N_("Minutes"),
    "never_paused": N_("Never paused"),
    "night": N_("Night"),
    "night_excess_over_band_at_least_per_hour": N_("Night excess at least"),
    "night_heat": N_("Heating at night"),
    "night_use": N_("Used at night"),
    "no_answer_s": N_("No answer after"),
    "opens": N_("Opens at"),
    "out_of_season": N_("Out of season"),
    "own_run_extra_hours": N_("Longer than its own run by"),
    "own_run_factor": N_("Longer than its own run by"),
    "page_wait_s": N_("Wait of a page"),
    "pages": N_("Pages somebody"),
    "paging_priorities": N_("Priorities that page"),
    "pausing_clocks": N_("Clocks that may pause"),
    "priority": N_("Priority"),
    "quantile": N_("Quantile"),
    "reference_weeks": N_("Looked back"),
    "reopen_within_days": N_("Reopened within"),
    "reset_minutes": N_("New password link valid"),
    "rounds": N_("Rounds over all channels"),
    "rows": N_("Rows, the first that fits decides"),
    "scale_hours": N_("Unit fault after"),
    "scale_tolerance": N_("Unit fault tolerance"),
    "second_hours": N_("Second limit, duration"),
    "second_spreads": N_("Second limit, distance"),
    "self": N_("Whom it concerns"),
    "site_least_loggers": N_("Site silent: at least"),
    "site_share": N_("Site silent: share of loggers"),
    "snooze_at_most_days": N_("Snoozed at most"),
    "snooze_wakes_at_growth": N_("Snooze ends at growth"),
    "spreads": N_("Distance"),
    "still_abnormal_after_work_hours": N_("Reopened when still abnormal after work"),
    "targets": N_("Targets"),
    "timezone": N_("Time zone"),
    "to_hour": N_("Until"),
    "to_month": N_("To month"),
    "trade": N_("Trade"),
    "trade_by_medium": N_("Trade by medium"),
    "true_for": N_("Confirms an alert of"),
    "usual_intervals": N_("Usual intervals missed"),
    "warm_up_days": N_("Warm-up"),
    "waste": N_("Abnormal consumption"),
    "weekdays": N_("Working days of the week"),
    "without_visit": N_("Without a visit"),
    "working_days": N_("Working days"),
}


def _inside(word: str) -> str:
    """A word as it stands within a sentence; an abbreviation keeps its capitals."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


@dataclass(frozen=True)
class RuleWords:
    """The words of one rule set for one reader."""

    language: str
    set_name: str

    def word(self, name: str) -> str | None:
        """The word for a name or a code inside the set, None where there is none; a day as people write it."""
        if _DAY.fullmatch(name):
            return format_date(date.fromisoformat(name), self.language)
        if name in WORDS:
            return translate(self.language, WORDS[name])
        for kind in _KINDS:
            if name in LABELS.get(kind, {}):
                return translate(self.language, LABELS[kind][name])
        return translate(self.language, HAZARDS[name]) if name in HAZARDS else None

    def unit(self, name: str, row: Mapping[str, Any] | None = None) -> str:
        """What stands behind the field of a figure."""
        unit = unit_of(self.set_name, name, row)
        return translate(self.language, unit) if unit else ""

    def figure(self, name: str, value: float, row: Mapping[str, Any] | None = None) -> str:
        """A number with its unit: "0,3 EUR/kWh", "2 u", "3 werkdagen"."""
        unit, number = unit_of(self.set_name, name, row), format_figure(value, self.language)
        if unit == _MINUTES and isinstance(value, int):
            return format_duration(timedelta(minutes=value), self.language)
        if unit in TIMES:
            return translate(self.language, TIMES[unit], **dict.fromkeys("dhms", number))
        if name == "working_days" and value == 1:
            return translate(self.language, N_("1 working day"))
        return f"{number} {translate(self.language, unit)}" if unit else number

    def is_order(self, name: str) -> bool:
        """Whether the list under this name is tried one after the other."""
        return is_order(name)

    def options(self, name: str, way: Way, codes: Sequence[str]) -> list[tuple[str, str]]:
        """What a select offers: (what is sent, its words)."""
        if way == "in_order":
            return [(typed, self.in_order(typed.split(", ") if typed else ())) for typed in in_orders(codes)]
        none = [("", translate(self.language, N_("no difference")))] if name in OPTIONAL else []
        return none + [(code, self._of_code(code)) for code in codes]

    def _of_code(self, code: str) -> str:
        word = self.word(code) or code
        return f"{code} {word}" if code in LABELS["priority"] else word

    def in_order(self, codes: Sequence[str]) -> str:
        """ "text message, else e-mail": the ways in the order in which they are tried."""
        if not codes:
            return translate(self.language, N_("not told"))
        first, *others = (self.word(code) or code for code in codes)
        return translate(self.language, N_(", else ")).join([first, *map(_inside, others)])
