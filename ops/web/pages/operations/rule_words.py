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
from ops.web.pages.operations.rule_words_of_calls import WORDS_OF_CALLS
from ops.web.pages.operations.rule_words_of_energy import WORDS_OF_ENERGY

#: Kinds of labels that also name things inside rules.
_KINDS = (
    "priority",
    "clock",
    "event",
    "role",
    "duty",
    "medium",
    "cause",
    "channel",
    "trade",
    "finding",
    "pause_reason",
    "weekday",
    "line_kind",
    "affected",
    "use",
    "language",
    "installation_kind",
)

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MINUTES = "minutes"

WORDS: Mapping[str, str] = {
    **WORDS_OF_CALLS,
    **WORDS_OF_ENERGY,
    "absolute_days": N_("Sign in again after"),
    "acknowledged_for": N_("Without anybody on site, an answer counts for"),
    "alert": N_("Alert"),
    "attempts": N_("Visits at a closed door"),
    "between_attempts_hours": N_("Between two visits at least"),
    "estimate_minutes": N_("A job without an estimate"),
    "half_days": N_("Half days"),
    "kept_free_percent": N_("Kept free for breakdowns"),
    "legal_working_days": N_("Legal service after"),
    "letter_working_days": N_("Registered letter after"),
    "needs_card": N_("A card must be left"),
    "needs_proof": N_("Proof is needed"),
    "notice_minutes": N_("An appointment is asked ahead"),
    "rapid": N_("Rapid teams"),
    "second_notice_working_days": N_("Second notice after"),
    "starts": N_("From"),
    "ends": N_("To"),
    "urgent_follow_on_priority": N_("Follow-on work that can’t wait"),
    "urgent_priorities": N_("Wait for no second visit"),
    "urgent_steps": N_("Then, one after the other"),
    "window_priorities": N_("Get short windows"),
    "windows": N_("Short windows"),
    "works": N_("Works teams"),
    "batch": N_("Messages at once"),
    "by_medium": N_("By medium"),
    "call": N_("A call"),
    "causes": N_("Causes"),
    "close_after_days": N_("Closed after resolved"),
    "closes": N_("Closes at"),
    "closing_days": N_("Closing days"),
    "dispatching_phone": N_("Number to call"),
    "other_language": N_("We write in it to those who read none of our languages"),
    "link_kept_days": N_("Caller’s page open after resolved"),
    "longest_edge_px": N_("Longest side of a photo"),
    "message_settles_s": N_("A message waits for a later one"),
    "page_changes_per_hour": N_("Changes by a caller, an hour"),
    "page_photos": N_("Photos of a caller"),
    "page_moments": N_("Moments offered to a caller"),
    "pdf_mb": N_("Largest PDF"),
    "photo_mb": N_("Largest photo"),
    "photo_megapixels": N_("Most pixels of a photo"),
    "removed_kept_days": N_("Removed files kept"),
    "scan_waits_minutes": N_("Waits between tries of the virus scan"),
    "thumbnail_px": N_("Longest side of a small picture"),
    "age_bands_days": N_("Age bands begin after"),
    "at_least": N_("At least so many tickets"),
    "backlog_young_percent": N_("Open tickets that are young"),
    "compared_over_days": N_("Rate of the group counted over"),
    "emergency": N_("Emergencies"),
    "in_time_emergency_percent": N_("Emergencies completed in time"),
    "in_time_other_percent": N_("Other work completed in time"),
    "least_in_group": N_("Smallest group"),
    "no_access_at_most_percent": N_("Closed doors, at most"),
    "order_priority": N_("Priority of the preventive order"),
    "p_below": N_("Chance (p) below"),
    "repeat_leaves_out": N_("Trades not counted as repeated"),
    "repeat_within_days": N_("Repeated within"),
    "repeated_at_most_percent": N_("Repeated, at most"),
    "right_first_time_percent": N_("Right first time"),
    "trades_by_line": N_("Trades that a line can cause"),
    "window_days": N_("Looked at"),
    "young_days": N_("Young until"),
    "code": N_("Code"),
    "critical": N_("Critical"),
    "data_fault": N_("Faults of the data"),
    "data_faults": N_("Faults of the data"),
    "ended_after_normal_hours": N_("Ended after normal"),
    "duties_needed": N_("Duties that are always filled"),
    "eur_per_day_at_least": N_("At least"),
    "excess_at_least_per_hour": N_("Excess at least"),
    "firm_call_out_eur": N_("A visit of a firm"),
    "first_wait_s": N_("First wait"),
    "forget_hours": N_("Attempts forgotten after"),
    "free_attempts_login": N_("Free attempts of a login"),
    "free_attempts_origin": N_("Free attempts of an address"),
    "fresh_within_hours": N_("Fresh within"),
    "from_hour": N_("From"),
    "from_month": N_("From month"),
    "from_postcode": N_("From postcode"),
    "handovers_at": N_("Handover at"),
    "hazards": N_("Hazards"),
    "heating_season": N_("Heating season"),
    "high_over_eur_per_day": N_("High above"),
    "hour_months": N_("Months that hours are kept"),
    "hours": N_("Duration"),
    "idle_hours": N_("Signed out after idle"),
    "invitation_days": N_("Invitation valid"),
    "join_alerts_within_hours": N_("Alerts of one cause share a ticket within"),
    "known_share": N_("Share of hours known"),
    "large_difference_eur": N_("Count: large difference from"),
    "large_difference_pieces": N_("Count: large difference from so many pieces"),
    "late_after_hours": N_("Late evidence after"),
    "least_hours": N_("At least"),
    "least_run_hours": N_("Shortest run"),
    "longest_wait_s": N_("Longest wait"),
    "looked_back_days": N_("Looked back"),
    "low_under_eur_per_day": N_("Low under"),
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
    "other_ways_minutes": N_("Other ways"),
    "out_of_season": N_("Out of season"),
    "own_hour_eur": N_("An hour of our own people"),
    "page_chain": N_("Who is woken, in this order"),
    "page_chain_without_rota": N_("The same, until there is a rota"),
    "page_channels": N_("Ways to wake somebody"),
    "page_rounds": N_("Rounds of a page"),
    "page_wait_s": N_("Wait of a page"),
    "pages": N_("Pages somebody"),
    "paging_priorities": N_("Priorities that page"),
    "pausing_clocks": N_("Clocks that may pause"),
    "priority": N_("Priority"),
    "quantile": N_("Quantile"),
    "raw_months": N_("Months that single readings are kept"),
    "reference_weeks": N_("Looked back"),
    "reopen_within_days": N_("Reopened within"),
    "reset_minutes": N_("New password link valid"),
    "rounds": N_("Rounds over all channels"),
    "rows": N_("Rows, the first that fits decides"),
    "same_postcode_minutes": N_("Same postcode"),
    "self_test_answer_minutes": N_("Answer to the test within"),
    "self_test_at": N_("Test of the night page at"),
    "self": N_("Whom it concerns"),
    "site_least_loggers": N_("Site silent: at least"),
    "site_share": N_("Site silent: share of loggers"),
    "snooze_at_most_days": N_("Snoozed at most"),
    "snooze_wakes_at_growth": N_("Snooze ends at growth"),
    "spreads": N_("Distance"),
    "step_after": N_("Next step without an answer after"),
    "still_abnormal_after_work_hours": N_("Reopened when still abnormal after work"),
    "targets": N_("Targets"),
    "timezone": N_("Time zone"),
    "to_hour": N_("Until"),
    "to_month": N_("To month"),
    "to_postcode": N_("To postcode"),
    "trade": N_("Trade"),
    "trade_by_medium": N_("Trade by medium"),
    "true_for": N_("Confirms an alert of"),
    "usual_intervals": N_("Usual intervals missed"),
    "usual_lead_days": N_("Usual lead time"),
    "usual_part_percent": N_("Shown when of such jobs took it"),
    "usual_parts": N_("Parts shown with a job"),
    "warn_ahead_hours": N_("Nobody on call: looked ahead"),
    "warn_every_hours": N_("Nobody on call: warned every"),
    "warm_up_days": N_("Warm-up"),
    "waste": N_("Abnormal consumption"),
    "ways": N_("Ways"),
    "weekdays": N_("Working days of the week"),
    "without_visit": N_("Without a visit"),
    "working_days": N_("Working days"),
    "answered_within_working_days": N_("Answered within"),
    "ar": N_("Arabic"),
    "call_back_minutes": N_("Offered to call back within"),
    "card": N_("Action card"),
    "desks": N_("Departments that answer"),
    "drafts_kept_days": N_("Half-noted calls kept"),
    "email": N_("E-mail"),
    "en": N_("English"),
    "es": N_("Spanish"),
    "fr": N_("French"),
    "interpreter_phone": N_("Interpreter"),
    "name": N_("Name"),
    "name_fr": N_("Name in French"),
    "nl": N_("Dutch"),
    "opening": N_("While nothing is known yet"),
    "phone": N_("Phone"),
    "phrases": N_("Sentences, one after each |"),
    "place_without_address": N_("Place of who lives in no house of ours"),
    "tr": N_("Turkish"),
    "unread_languages": N_("Languages that no speaker has read yet"),
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
