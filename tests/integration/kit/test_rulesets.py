from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from ops.access.notify_defaults import DELIVERY
from ops.config import Settings
from ops.db import Database
from ops.kit import rulesets
from ops.kit.rulesets import Shipped, ensure_defaults, publish_version, shipped, versions
from tests.support.world import NOW


@pytest.fixture
def newer_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that ships another figure."""
    old = shipped(DELIVERY)
    newer = Shipped(old.name, deepcopy(old.body) | {"rounds": 7}, old.validate, old.owner, old.title)
    monkeypatch.setitem(rulesets._shipped, DELIVERY, newer)


def test_shipped_figures_are_written_once(session: Session) -> None:
    assert ensure_defaults(session, NOW) == []
    assert [each.version for each in versions(session, DELIVERY)] == [1]


@pytest.mark.usefixtures("newer_release")
def test_figures_that_nobody_confirmed_follow_a_newer_release(session: Session) -> None:
    assert ensure_defaults(session, NOW) == [DELIVERY]
    assert ensure_defaults(session, NOW) == []
    current = rulesets.current(session, DELIVERY, NOW)
    assert (current.version, current.body["rounds"], current.confirmed) == (2, 7, False)
    assert [each.body["rounds"] for each in versions(session, DELIVERY)] == [7, 6]


def test_figures_that_the_centre_confirmed_are_left_alone_by_a_newer_release(
    session: Session, request: pytest.FixtureRequest
) -> None:
    body = versions(session, DELIVERY)[0].body | {"rounds": 9}
    publish_version(session, DELIVERY, body, valid_from=date(2026, 12, 1), author="Ann", note="Sure", now=NOW)
    request.getfixturevalue("newer_release")
    assert ensure_defaults(session, NOW) == []
    assert versions(session, DELIVERY)[0].body["rounds"] == 9


def test_a_correction_in_the_past_counts_until_the_next_version_begins(session: Session) -> None:
    body = versions(session, DELIVERY)[0].body
    for rounds, begins in ((9, date(2026, 9, 1)), (8, date(2026, 6, 1))):
        publish_version(
            session, DELIVERY, body | {"rounds": rounds}, valid_from=begins, author="Ann", note="Sure", now=NOW
        )
    days = [datetime(2026, month, 15, tzinfo=UTC) for month in (5, 7, 10)]
    counted = [rulesets.current(session, DELIVERY, day).body["rounds"] for day in days]
    assert counted == [6, 8, 9]


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [("Europe/Brussels", "2026-11-30T23:00:00+00:00"), ("America/Lima", "2026-12-01T05:00:00+00:00")],
)
def test_a_version_begins_at_the_midnight_of_the_house(database_url: str, zone: str, midnight: str) -> None:
    settings = Settings.model_validate({"database_url": database_url, "timezone": zone})
    database, begins = Database(settings.sqlalchemy_url, settings.zone), datetime.fromisoformat(midnight)
    with database.unit_of_work() as session:
        body = versions(session, DELIVERY)[0].body | {"rounds": 9}
        publish_version(session, DELIVERY, body, valid_from=date(2026, 12, 1), author="Ann", note="Sure", now=NOW)
        around = (begins - timedelta(seconds=1), begins)
        counted = [rulesets.current(session, DELIVERY, at).body["rounds"] for at in around]
    database.dispose()
    assert counted == [6, 9]
