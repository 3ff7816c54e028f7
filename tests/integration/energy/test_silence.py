"""Loggers that stop: one alert each, one for a site, one for the house; never heard means not connected."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.defaults import SILENCE
from ops.energy.models import Alert, Register
from ops.energy.queries.meters import RegisterFilter, list_registers
from ops.energy.queries.registers import EVERYWHERE
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.silence import check_silence
from ops.estate.models import Location
from ops.kit import rulesets
from tests.support.energy import HOUR, add_building, add_register


def _heard(session: Session, place: Location, number: int, at: datetime | None) -> Register:
    register = add_register(session, place, f"{place.code}-E{number}", medium="electricity", unit="kWh")
    register.step_minutes = 15
    register.logger, register.first_live_at, register.last_live_at = f"{place.code}-{number}", at, at
    return register


def _open(session: Session) -> list[tuple[str, str | None]]:
    statement = select(Alert.cause, Register.code).outerjoin(Register, Register.id == Alert.register_id)
    return [(cause, code) for cause, code in session.execute(statement.where(Alert.state == "open").order_by(Alert.id))]


def test_loggers_silent_together_become_one_alert_that_takes_in_the_first(session: Session, now: datetime) -> None:
    site, other = add_building(session, "ADM-02"), add_building(session, "ADM-03")
    registers = [_heard(session, site, number, now) for number in range(4)]
    _heard(session, other, 9, now + 9 * HOUR)
    registers[0].last_live_at = now - HOUR
    check_silence(session, now=now + HOUR)
    assert _open(session) == [("silent", "ADM-02-E0")]

    assert check_silence(session, now=now + 2 * HOUR) == {"opened": 1, "merged": 1, "ended": 0}
    assert _open(session) == [("site_silent", None)]
    assert check_silence(session, now=now + 3 * HOUR) == {"opened": 0, "merged": 0, "ended": 0}

    alert = session.scalars(select(Alert).where(Alert.cause == "site_silent")).one()
    assert alert.location_id == site.id
    assert alert.ticket_ref is None
    assert alert.evidence["params"] == {"loggers": 4, "of_loggers": 4}


def test_all_loggers_silent_is_one_alert_of_the_house(session: Session, now: datetime) -> None:
    for code in ("ADM-01", "ADM-02", "ADM-03"):
        _heard(session, add_building(session, code), 1, now)
    check_silence(session, now=now + 3 * HOUR)
    assert _open(session) == [("site_silent", None)]
    assert session.scalars(select(Alert.location_id)).one() is None


def test_what_was_never_heard_is_not_connected_and_no_alert(session: Session, now: datetime) -> None:
    place = add_building(session)
    silent = _heard(session, place, 1, None)
    assert check_silence(session, now=now + timedelta(days=30)) == {"opened": 0, "merged": 0, "ended": 0}
    assert _listed(session, now) == {silent.code: "not_connected"}


@pytest.mark.parametrize(("hours", "codes"), [(2.5, []), (3, ["ADM-01-E1"])], ids=["waits for its third hour", "late"])
def test_the_list_of_silent_registers_holds_those_whose_own_patience_is_over(
    session: Session, now: datetime, hours: float, codes: list[str]
) -> None:
    hourly = _heard(session, add_building(session), 1, now)
    hourly.step_minutes = 60
    session.flush()
    later = now + timedelta(hours=hours)
    assert list(_listed(session, later, "silent")) == codes
    assert (_listed(session, later)[hourly.code] == "silent") is bool(codes)


def _listed(session: Session, now: datetime, status: str | None = None) -> dict[str, str]:
    """Register -> what its chip says."""
    rows = list_registers(session, EVERYWHERE, RegisterFilter(status=status), Rulebook(session, now).silence, now=now)
    return {row.register.code: row.status for row in rows}


def test_chip_filter_and_alarm_follow_the_rule_set(session: Session, now: datetime) -> None:
    body = rulesets.shipped(SILENCE).body | {"least_hours": 5.0}
    rulesets.publish_version(
        session, SILENCE, body, valid_from=date(2026, 11, 20), author="Ann Peeters", note="Slow loggers", now=now
    )
    place, other = add_building(session), add_building(session, "ADM-02")
    patient, talking = _heard(session, place, 1, now), _heard(session, other, 1, now + timedelta(days=1))
    for hours, status, opened in ((4, "ok", 0), (5, "silent", 1), (6, "silent", 0)):
        later = now + timedelta(hours=hours)
        assert check_silence(session, now=later)["opened"] == opened
        assert _listed(session, later) == {patient.code: status, talking.code: "ok"}
        assert list(_listed(session, later, "silent")) == ([patient.code] if status == "silent" else [])
    assert _open(session) == [("silent", patient.code)]
    assert _listed(session, later, "alert") == {}


def test_a_logger_that_talks_again_closes_its_alert_after_a_day(session: Session, now: datetime) -> None:
    place, other = add_building(session), add_building(session, "ADM-02")
    register = _heard(session, place, 1, now)
    _heard(session, other, 1, now + timedelta(days=9))
    check_silence(session, now=now + 3 * HOUR)
    register.last_live_at = now + 30 * HOUR
    session.flush()
    check_silence(session, now=now + 26 * HOUR)
    assert _open(session) == [("silent", "ADM-01-E1")]
    check_silence(session, now=now + 28 * HOUR)
    alert = session.scalars(select(Alert)).one()
    assert (alert.state, alert.outcome) == ("closed", "ended_by_itself")
