"""The heating that runs at night: an alert that stands since twelve nights, with its ticket."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from ops.energy import texts
from ops.energy.defaults import TARIFF_BODY
from ops.energy.models import Alert, AlertEvent
from ops.energy.rules.cost import cents_per_day, eur_per_unit, severity
from ops.energy.rules.day_types import hour_instant
from ops.energy.rules.figures import TariffFigures
from ops.energy.seed.calendar import hours_between
from ops.energy.seed.history import (
    HEATING_AT_NIGHT,
    NIGHTS,
    Window,
    amounts,
    usual_night_heat,
    window_of,
)
from ops.energy.seed.profiles import at_night
from ops.energy.seed.registers import Metered
from ops.energy.service.telling import SCAN
from ops.estate.models import Location
from ops.kit.units import MICRO
from ops.repairs.models import Team
from ops.repairs.seed.drafts import Draft

#: A night is known to be abnormal after three hours, at the next scan.
_FOUND_AFTER = timedelta(hours=3, minutes=6)
_CAUSE = "night_left_on"


@dataclass(frozen=True)
class NightStory:
    alert: Alert
    draft: Draft

    def link(self) -> None:
        """Once the ticket has its number, the alert names it."""
        self.alert.ticket_ref = self.draft.ref

    def events(self) -> list[AlertEvent]:
        at, cents = self.alert.detected_at, self.alert.cost_cents_per_day
        linked = {"ticket": self.draft.ref, "priority": self.draft.priority}
        return [
            AlertEvent(
                id=number, alert_id=self.alert.id, kind=kind, at=at, actor=SCAN.key, actor_name=SCAN.name, data=data
            )
            for number, (kind, data) in enumerate((("opened", {"cents_per_day": cents}), ("ticket_linked", linked)), 1)
        ]


def night_story(
    each: Metered, building: Location, firm: Team, ref: str, *, now: datetime, zone: ZoneInfo
) -> NightStory:
    """Built from the very amounts that the history holds."""
    alert = _alert(each, building, ref, window_of(now, zone), zone)
    return NightStory(alert, _draft(alert, building, firm))


def is_story(each: Metered) -> bool:
    return each.register.code == HEATING_AT_NIGHT


def _alert(each: Metered, building: Location, ref: str, window: Window, zone: ZoneInfo) -> Alert:
    hours = hours_between(window.nights_from, window.last, zone)
    night = at_night(hours)
    measured, usual = amounts(each.load, hours, window)[night], usual_night_heat(each.load, hours)[night]
    excess = float(np.mean(measured - usual))
    hours_a_day = float(night.sum()) / (len(hours) / 24)
    cents = cents_per_day(
        excess, hours_a_day, eur_per_unit(TariffFigures.model_validate(TARIFF_BODY), each.load.medium)
    )
    over_band = round(float(np.min(measured - usual)), 1)
    started_at = hour_instant(window.nights_from)
    return Alert(
        id=1,
        ref=ref,
        register_id=each.register.id,
        register=each.register,
        location_id=building.id,
        medium=each.load.medium,
        cause=_CAUSE,
        state="open",
        severity=severity(cents, 5, 50),
        started_at=started_at,
        detected_at=started_at + _FOUND_AFTER,
        last_abnormal_at=hour_instant(int(hours.epoch_hour[night][-1]) + 1),
        expected_micro=round(float(usual.sum()) * MICRO),
        measured_micro=round(float(measured.sum()) * MICRO),
        excess_micro_per_hour=round(excess * MICRO),
        unit=each.register.unit,
        cost_cents_per_day=cents,
        evidence={
            "code": "night_heat",
            "params": {"nights": NIGHTS, "over_band_per_hour": over_band},
            "hours_per_day": round(hours_a_day, 2),
            "night_excess_over_band_per_hour": over_band,
        },
        late_evidence=False,
        reopened_count=0,
        version=2,
    )


def _draft(alert: Alert, building: Location, firm: Team) -> Draft:
    """The firm came, ordered a valve, and has not been back since it arrived."""
    title, aware_at = texts.title_of(alert), alert.detected_at
    draft = Draft(
        aware_at=aware_at,
        title=title.render("nl"),
        title_text=title,
        trade="heating",
        priority="P2",
        reason=texts.evidence_of(alert),
        place=building,
        callers=(),
        teams=[firm],
        origin_kind="alert",
        origin_id=f"{building.id}:{alert.cause}",
    )
    visit = aware_at + timedelta(hours=8, minutes=40)
    part_day = aware_at + timedelta(days=4, hours=7)
    draft.then("alert_linked", aware_at, "energy", alert=alert.ref, title=title.to_json())
    for kind in ("work_planned", "work_dispatched"):
        draft.then(kind, aware_at + timedelta(minutes=9), order=0)
    draft.then("work_accepted", aware_at + timedelta(minutes=26), "crew", 0)
    draft.then("work_started", visit, "crew", 0)
    draft.then("made_safe", visit + timedelta(minutes=35), "crew", 0, text="Geen gevaar: enkel verbruik.")
    draft.then(
        "work_need_part", visit + timedelta(minutes=50), "crew", 0, until=part_day.isoformat(),
        text="Regelklep besteld: ze sluit niet meer.",
    )  # fmt: skip
    draft.then("work_dispatched", part_day, order=0)
    draft.then("work_accepted", part_day + timedelta(hours=1), "crew", 0)
    return draft
