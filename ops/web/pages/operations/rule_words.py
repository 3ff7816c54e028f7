"""Words for the names inside rule sets; a name without a word is shown as it is written."""

from collections.abc import Mapping

from ops.errors import N_
from ops.kit.locale import translate
from ops.repairs.texts import HAZARDS

from ops.web.labels import LABELS

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

WORDS: Mapping[str, str] = {
    "absolute_days": N_("Sign in again after (days)"),
    "alert": N_("Alert"),
    "alerts_per_week": N_("Alerts a week"),
    "band_spreads": N_("Width of the expected band (spreads)"),
    "baseline": N_("Expected consumption"),
    "batch": N_("Messages at once"),
    "by_medium": N_("By medium"),
    "call": N_("A call"),
    "causes": N_("Causes"),
    "close_after_days": N_("Closed after resolved (days)"),
    "closes": N_("Closes at"),
    "closing_days": N_("Closing days"),
    "code": N_("Code"),
    "critical": N_("Critical"),
    "data_fault": N_("Faults of the data"),
    "data_faults": N_("Faults of the data"),
    "ended_after_normal_hours": N_("Ended after normal (hours)"),
    "eur_per_day_at_least": N_("At least (EUR a day)"),
    "excess_at_least_per_hour": N_("Excess at least (a hour)"),
    "first_hours": N_("First: hours"),
    "first_spreads": N_("First: spreads"),
    "first_wait_s": N_("First wait (s)"),
    "floor_share_of_expected": N_("Smallest band (share of expected)"),
    "floor_share_of_level": N_("Smallest band (share of level)"),
    "forget_hours": N_("Attempts forgotten after (hours)"),
    "free_attempts_login": N_("Free attempts of a login"),
    "free_attempts_origin": N_("Free attempts of an address"),
    "fresh_within_hours": N_("Fresh within (hours)"),
    "from_hour": N_("From (hour)"),
    "from_month": N_("From month"),
    "frozen_days": N_("Profile frozen (days)"),
    "hazards": N_("Hazards"),
    "heating_season": N_("Heating season"),
    "high_over_eur_per_day": N_("High above (EUR a day)"),
    "hours": N_("Hours"),
    "idle_hours": N_("Signed out after idle (hours)"),
    "implausible_times_highest": N_("Impossible above (times the highest)"),
    "invitation_days": N_("Invitation valid (days)"),
    "join_alerts_within_hours": N_("Alerts of one cause share a ticket within (hours)"),
    "known_share": N_("Share of hours known"),
    "kwh_per_hour_over_band": N_("Above the band (kWh a hour)"),
    "late_after_hours": N_("Late evidence after (hours)"),
    "least_hours": N_("At least (hours)"),
    "least_run_hours": N_("Shortest run (hours)"),
    "least_share_of_level": N_("At least (share of level)"),
    "longest_wait_s": N_("Longest wait (s)"),
    "low_under_eur_per_day": N_("Low under (EUR a day)"),
    "margin_m3_per_hour": N_("Margin (m³ a hour)"),
    "media": N_("Media"),
    "min_password_length": N_("Shortest password"),
    "minutes": N_("Minutes"),
    "never_paused": N_("Never paused"),
    "night": N_("Night"),
    "night_excess_over_band_at_least_per_hour": N_("Night excess at least (a hour)"),
    "night_heat": N_("Heating at night"),
    "night_use": N_("Used at night"),
    "no_answer_s": N_("No answer after (s)"),
    "opens": N_("Opens at"),
    "out_of_season": N_("Out of season"),
    "own_run_extra_hours": N_("Longer than its own run by (hours)"),
    "own_run_factor": N_("Longer than its own run by (times)"),
    "page_wait_s": N_("Wait of a page (s)"),
    "pages": N_("Pages somebody"),
    "paging_priorities": N_("Priorities that page"),
    "pausing_clocks": N_("Clocks that may pause"),
    "priority": N_("Priority"),
    "quantile": N_("Quantile"),
    "reference_weeks": N_("Weeks looked back"),
    "reopen_within_days": N_("Reopened within (days)"),
    "reset_minutes": N_("New password link valid (minutes)"),
    "rounds": N_("Rounds over all channels"),
    "rows": N_("Rows, the first that fits decides"),
    "scale_hours": N_("Unit fault after (hours)"),
    "scale_tolerance": N_("Unit fault tolerance"),
    "second_hours": N_("Second: hours"),
    "second_spreads": N_("Second: spreads"),
    "self": N_("Whom it concerns"),
    "site_least_loggers": N_("Site silent: at least (loggers)"),
    "site_share": N_("Site silent: share of loggers"),
    "snooze_at_most_days": N_("Snoozed at most (days)"),
    "snooze_wakes_at_growth": N_("Snooze ends at growth (times)"),
    "spreads": N_("Spreads"),
    "still_abnormal_after_work_hours": N_("Reopened when still abnormal after work (hours)"),
    "targets": N_("Targets"),
    "timezone": N_("Time zone"),
    "to_hour": N_("To (hour)"),
    "to_month": N_("To month"),
    "trade": N_("Trade"),
    "trade_by_medium": N_("Trade by medium"),
    "true_for": N_("Confirms an alert of"),
    "usual_intervals": N_("Usual intervals missed"),
    "warm_up_days": N_("Warm-up (days)"),
    "waste": N_("Abnormal consumption"),
    "weekdays": N_("Working days of the week"),
    "without_visit": N_("Without a visit"),
    "working_days": N_("Working days"),
}


def word(language: str, name: str) -> str | None:
    """The word for a name inside a rule set, None where there is none."""
    if name in WORDS:
        return translate(language, WORDS[name])
    for kind in _KINDS:
        if name in LABELS.get(kind, {}):
            return translate(language, LABELS[kind][name])
    return translate(language, HAZARDS[name]) if name in HAZARDS else None
