"""The pages of energy: what one may do there, whom one rings, and what the menu counts."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from ops.access.models import User
from ops.config import Settings
from ops.db import Database
from ops.energy.models import Alert, DeadLetter
from ops.energy.rules.incoming import IncomingDeadLetter
from ops.energy.service.dead_letters import keep_aside, still_waiting
from ops.kit.files import FileStore
from tests.support.energy import HOUR, add_building, add_register
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]
PATH = "/alerts/A26-000001"


@pytest.fixture
def desk(database: Database, client_for: ClientFor) -> TestClient:
    """The energy coordinator, with one alert."""
    with database.unit_of_work() as session:
        register = add_register(session, add_building(session))
        session.refresh(register, ["meter"])
        alert = Alert(
            ref="A26-000001", register=register, location_id=register.meter.location_id, medium="water",
            cause="continuous_flow", state="open", severity="medium", started_at=NOW - 20 * HOUR, detected_at=NOW,
            last_abnormal_at=NOW, expected_micro=1, measured_micro=2, excess_micro_per_hour=300_000, unit="m3",
            cost_cents_per_day=3528, late_evidence=False, reopened_count=0, version=1,
            evidence={
                "code": "continuous_flow",
                "params": {"rule_hours": 20, "usual_minimum_l_per_hour": 13, "margin_l_per_hour": 10},
            },
        )  # fmt: skip
        session.add(alert)
    return client_for("energy_coordinator")


def test_what_is_left_empty_is_answered_beside_its_field(desk: TestClient) -> None:
    for act, form, field in (
        ("snooze", {"reason": "Werf"}, "days"),
        ("snooze", {"days": "3"}, "reason"),
        ("merge", {}, "into"),
        ("close", {}, "outcome"),
    ):
        answer = desk.post(f"{PATH}/{act}", data={**form, "version": "1"})
        assert answer.status_code == 422, (act, answer.text)
        assert "novalidate" in answer.text
        assert f'id="e-{field}"' in answer.text, act


def test_a_snooze_says_until_when(desk: TestClient) -> None:
    day = (NOW + timedelta(days=3)).strftime("%-d %b")
    assert re.search(rf"3 d, until \w+ {day}", desk.get(f"{PATH}?do=snooze").text)


def test_dispatching_is_rung_where_persons_are_not_known(
    desk: TestClient, client_for: ClientFor, database: Database
) -> None:
    client_for("dispatcher")
    assert "First look on site" not in desk.get(PATH).text
    with database.unit_of_work() as session:
        session.execute(update(User).where(User.email.startswith("dispatcher")).values(phone="+3225551234"))
    assert "First look on site" in desk.get(PATH).text
    assert 'href="tel:+3225551234"' in desk.get("/meters/ADM-01-W1").text


def counted(client: TestClient) -> str:
    """The entry of the menu with what it counts."""
    return str(re.findall(r"<span>Abnormal consumption</span>.*?</a>", client.get("/meters").text)[0])


def test_the_menu_counts_what_nobody_looks_at_and_colours_it_for_who_can_act(
    desk: TestClient, client_for: ClientFor
) -> None:
    assert 'class="count count-danger" translate="no">1<' in counted(desk)
    assert "count-danger" not in counted(client_for("dispatcher"))
    desk.post(f"{PATH}/snooze", data={"days": "3", "reason": "Werf", "version": "1"})
    assert "count" not in counted(desk)


@pytest.mark.parametrize(("code", "primary"), [("not_json", "discard"), ("unknown_register", "replay")])
def test_the_button_says_what_the_advice_says(
    database: Database, settings: Settings, client_for: ClientFor, code: str, primary: str
) -> None:
    with database.unit_of_work() as session:
        junk = IncomingDeadLetter("regie/v1/L/readings", b"junk", code, {"register": "X"})
        keep_aside(session, [junk], files=FileStore(settings.files_dir), now=NOW)
        letter = session.scalars(select(DeadLetter)).one()
        still_waiting(session, letter, junk, by="Emma Janssens", now=NOW)
        page = f"/dead-letters/{letter.id}"
    shown = client_for("energy_coordinator").get(page).text
    first = re.findall(r'action="/dead-letters/(\w+)">(?:(?!</form>).)*button-primary', shown, re.S)
    assert first == [primary]
    assert "Replayed in vain on" in shown
    assert "Emma Janssens" in shown
