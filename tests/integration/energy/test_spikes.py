"""A spike from its hours to the coordinator's list: over when it is told, so nobody is asked to go there."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.models import Alert
from ops.energy.service.scan import scan_chunk
from tests.support.energy import HOUR, Logger, add_building, add_register, hours_before, indexes

_DAYS, _SPIKE_HOURS, _TIMES = 63, 2, 5.0


def test_it_stands_on_the_list_for_a_day_and_opens_no_ticket(session: Session, now: datetime, tmp_path: Path) -> None:
    chance, later = np.random.default_rng(1), now + timedelta(hours=25)
    register = add_register(session, add_building(session), "ADM-01-E1", medium="electricity", unit="kWh")
    hours = hours_before(later, _DAYS * 24)
    over = now - HOUR
    used = [
        50 * chance.lognormal(0, 0.05) * (_TIMES if over - _SPIKE_HOURS * HOUR <= hour < over else 1) for hour in hours
    ]
    series = indexes(hours[0], used)
    logger = Logger(session, tmp_path / "files")
    known = len([hour for hour in hours if hour < now]) + 1
    logger.index(register.code, series[:known], unit="kWh", now=now)
    scan_chunk(session, now=now)
    alert = session.scalars(select(Alert)).one()
    assert (alert.cause, alert.state, alert.ticket_ref) == ("spike", "open", None)
    assert (alert.last_abnormal_at - alert.started_at, alert.last_abnormal_at) == (_SPIKE_HOURS * HOUR, over)
    assert alert.cost_cents_per_day > 0
    logger.index(register.code, series[known:], unit="kWh", now=later)
    scan_chunk(session, now=later)
    assert (alert.state, alert.outcome) == ("closed", "ended_by_itself")
