from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from ops.access.notify_defaults import DELIVERY
from ops.config import Settings
from ops.db import Database
from ops.kit import rulesets
from ops.kit.models import Ruleset
from ops.kit.rulesets import Shipped, ensure_defaults, publish_version, shipped, versions
from ops.repairs.defaults import HAZARDS
from tests.conftest import ClientFor
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


def test_what_another_process_publishes_counts_for_whoever_begins_after_it(settings: Settings) -> None:
    here, there = Database(settings.sqlalchemy_url), Database(settings.sqlalchemy_url)
    with here.reading() as session:
        body = rulesets.current(session, DELIVERY, NOW).body
    with there.unit_of_work() as session:
        publish_version(
            session, DELIVERY, body | {"rounds": 9}, valid_from=date(2026, 6, 1), author="Ann", note="Sure", now=NOW
        )
        assert rulesets.current(session, DELIVERY, NOW).body["rounds"] == 9
        with here.reading() as other:
            assert rulesets.current(other, DELIVERY, NOW).body["rounds"] == 6
    with here.reading() as session:
        assert rulesets.current(session, DELIVERY, NOW).body["rounds"] == 9
    here.dispose()
    there.dispose()


#: What a release adds: a hazard, and a figure of the frame.
_NEWS = {"code": "flood", "trade": "plumbing", "priority": "P1", "out_of_season": None}


@pytest.fixture
def published(session: Session) -> None:
    """A house that took one hazard away and made another one urgent."""
    body = versions(session, HAZARDS)[0].body
    kept = [each for each in body["hazards"] if each["code"] != "with_other_work"]
    changed = [each | {"priority": "P1"} if each["code"] == "no_water" else each for each in kept]
    publish_version(
        session, HAZARDS, body | {"hazards": changed}, valid_from=date(2026, 6, 1), author="Ann", note="Sure", now=NOW
    )


@pytest.fixture
def release_with_a_hazard(published: None, monkeypatch: pytest.MonkeyPatch) -> None:
    old = shipped(HAZARDS)
    body = deepcopy(old.body)
    body["hazards"].append(_NEWS)
    monkeypatch.setitem(rulesets._shipped, HAZARDS, replace(old, body=body))


@pytest.mark.usefixtures("release_with_a_hazard")
@pytest.mark.parametrize("noted", [True, False], ids=["its release noted what it knew", "from before that was noted"])
def test_a_code_of_a_newer_release_joins_what_a_house_had_published(session: Session, noted: bool) -> None:
    if not noted:
        session.execute(update(Ruleset).where(Ruleset.name == HAZARDS).values(known=None))
    ensure_defaults(session, NOW)
    current = rulesets.current(session, HAZARDS, NOW)
    hazards = {each["code"]: each["priority"] for each in current.body["hazards"]}
    assert current.added == ("hazards/flood",)
    assert (hazards["flood"], hazards["no_water"]) == ("P1", "P1")
    assert "with_other_work" not in hazards


@pytest.mark.usefixtures("release_with_a_hazard")
@pytest.mark.parametrize("kept", [True, False], ids=["with it", "without it"])
def test_the_next_version_confirms_a_new_code_or_leaves_it_out_for_good(session: Session, kept: bool) -> None:
    body = rulesets.current(session, HAZARDS, NOW).body
    wanted = [each for each in body["hazards"] if kept or each["code"] != "flood"]
    publish_version(
        session, HAZARDS, body | {"hazards": wanted}, valid_from=NOW.date(), author="Ann", note="Seen", now=NOW
    )
    current = rulesets.current(session, HAZARDS, NOW)
    assert current.added == ()
    assert ("flood" in {each["code"] for each in current.body["hazards"]}) is kept


@pytest.mark.usefixtures("release_with_a_hazard")
def test_the_page_names_what_a_release_added_and_the_api_too(client_for: ClientFor, session: Session) -> None:
    session.commit()
    lead = client_for("dispatch_lead")
    assert "Added by a newer release, not confirmed yet." in lead.get(f"/rules/{HAZARDS}").text
    found = lead.get(f"/api/v1/rules/{HAZARDS}").json()
    assert found["added"] == ["hazards/flood"]


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
