"""The live part of an alert's page shows no more than the page itself."""

from datetime import datetime, timedelta

import pytest

from ops.db import Database
from ops.energy.models import Alert
from ops.web.pages.energy.alert import span_of
from tests.conftest import ClientFor
from tests.support.energy import HOUR, add_building, add_register


def add_alert(database: Database, now: datetime) -> str:
    with database.unit_of_work() as session:
        register = add_register(session, add_building(session))
        session.refresh(register, ["meter"])
        alert = Alert(
            ref="A26-000001", register=register, location_id=register.meter.location_id, medium=register.meter.medium,
            cause="continuous_flow", state="open", severity="high", started_at=now - 20 * HOUR, detected_at=now,
            last_abnormal_at=now, expected_micro=1, measured_micro=2, excess_micro_per_hour=300_000, unit="m3",
            cost_cents_per_day=3528, late_evidence=False, reopened_count=0, version=1,
            evidence={"code": "continuous_flow", "params": {}},
        )  # fmt: skip
        session.add(alert)
        return alert.ref


def test_who_may_not_open_an_alert_is_not_shown_its_story(
    client_for: ClientFor, database: Database, now: datetime
) -> None:
    ref = add_alert(database, now)
    technician = client_for("technician")
    assert technician.get(f"/alerts/{ref}").status_code == 404
    assert technician.get(f"/alerts/{ref}?fragment=story").status_code == 404
    assert client_for("energy_coordinator").get(f"/alerts/{ref}?fragment=story").status_code == 200


@pytest.mark.parametrize(("days_ago", "span"), [(0, "48h"), (1, "48h"), (2, "7d"), (6.5, "30d"), (500, "13m")])
def test_the_chart_opens_on_what_was_abnormal(now: datetime, days_ago: float, span: str) -> None:
    assert span_of(Alert(last_abnormal_at=now - timedelta(days=days_ago)), now) == span
