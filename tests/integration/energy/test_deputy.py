"""While a coordinator is away, his deputy hears of alerts; afterwards he hears himself again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.models import AuditEntry, User
from ops.access.principal import Principal, system
from ops.db import Database
from ops.energy.errors import AwayTwice, HisOwnDeputy, NobodyAway, NoDeputy, SpanTurned
from ops.energy.models import Alert
from ops.energy.models_desk import Deputyship
from ops.energy.service.acts import acknowledge
from ops.energy.service.deputy import Stand, instead_of, note_deputy, withdraw_deputy
from ops.energy.service.telling import tell_opened
from ops.kit.models import OutboxMessage
from ops.repairs.errors.rota import AbsenceTooLong, SpanOver
from tests.support.energy import add_building, add_register
from tests.support.world import add_user, grant

ClientFor = Callable[..., TestClient]
WHO = system("test")
DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session, now: datetime) -> dict[str, int]:
    roles = {"emma": "energy_coordinator", "noah": "energy_coordinator", "lead": "dispatch_lead", "tom": "technician"}
    return {name: add_user(session, [grant(role)], "nl", now) for name, role in roles.items()}


def _opened(session: Session, now: datetime, ref: str) -> set[int | None]:
    """Who is told of an alert that opens now."""
    place = session.scalars(select(Alert.location_id)).first()
    building = None if place else add_building(session)
    register = session.scalars(select(Alert.register_id)).first() or add_register(session, building).id  # type: ignore[arg-type]
    alert = Alert(
        ref=ref, register_id=register, location_id=place or (building.id if building else None), medium="water",
        cause="continuous_flow", severity="medium", state="closed", started_at=now, detected_at=now,
        last_abnormal_at=now,
    )  # fmt: skip
    session.add(alert)
    session.flush()
    session.refresh(alert, ["register", "location"])
    tell_opened(session, alert, now)
    rows = select(OutboxMessage.recipient_user_id).where(OutboxMessage.about_ref == ref)
    return set(session.scalars(rows))


def test_the_deputy_receives_from_the_first_to_the_last_day(
    session: Session, people: dict[str, int], now: datetime
) -> None:
    both = {people["emma"], people["noah"]}
    note_deputy(session, Stand(people["emma"], people["lead"], now + DAY, now + 3 * DAY), who=WHO, now=now)
    assert _opened(session, now, "A26-000001") == both
    assert _opened(session, now + DAY, "A26-000002") == {people["lead"], people["noah"]}
    assert _opened(session, now + 3 * DAY, "A26-000003") == both


def test_a_deputy_who_is_told_anyway_is_told_once(session: Session, people: dict[str, int], now: datetime) -> None:
    note_deputy(session, Stand(people["emma"], people["noah"], now, now + DAY), who=WHO, now=now)
    assert _opened(session, now, "A26-000001") == {people["noah"]}
    assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_a_deputy_who_may_not_sign_in_any_more_receives_nothing(
    session: Session, people: dict[str, int], now: datetime
) -> None:
    note_deputy(session, Stand(people["emma"], people["lead"], now, now + DAY), who=WHO, now=now)
    session.get_one(User, people["lead"]).state = "disabled"
    session.flush()
    assert instead_of(session, now) == {}


def test_who_is_back_early_receives_again_and_the_trail_tells_both(
    session: Session, people: dict[str, int], now: datetime
) -> None:
    noted = note_deputy(session, Stand(people["emma"], people["lead"], now, now + DAY), who=WHO, now=now)
    withdraw_deputy(session, noted.id, who=WHO, now=now)
    withdraw_deputy(session, noted.id, who=WHO, now=now)
    assert people["emma"] in _opened(session, now, "A26-000001")
    assert session.scalars(select(AuditEntry.action)).all() == ["alerts.deputy", "alerts.deputy_withdrawn"]


def test_a_deputyship_has_its_limits(session: Session, people: dict[str, int], now: datetime) -> None:
    emma, noah, lead, tom = (people[name] for name in ("emma", "noah", "lead", "tom"))
    note_deputy(session, Stand(noah, emma, now, now + DAY), who=WHO, now=now)
    wrong = {
        NobodyAway: Stand(lead, emma, now, now + DAY),
        NoDeputy: Stand(emma, tom, now, now + DAY),
        HisOwnDeputy: Stand(emma, emma, now, now + DAY),
        SpanTurned: Stand(emma, lead, now, now),
        SpanOver: Stand(emma, lead, now - DAY, now),
        AbsenceTooLong: Stand(emma, lead, now, now + 367 * DAY),
        AwayTwice: Stand(noah, lead, now, now + DAY),
    }
    for error, stand in wrong.items():
        with pytest.raises(error):
            note_deputy(session, stand, who=WHO, now=now)


@pytest.fixture
def desk(database: Database, client_for: ClientFor) -> TestClient:
    with database.unit_of_work() as session:
        add_register(session, add_building(session))
    client_for("dispatch_lead")
    return client_for("energy_coordinator")


def _ids(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return {user.email.split("-")[0].split("@")[0]: str(user.id) for user in session.scalars(select(User))}


def test_works_changes_and_deputies_are_noted_and_withdrawn_on_their_pages(
    desk: TestClient, database: Database
) -> None:
    with database.reading() as session:
        emma, lead = session.scalars(select(User.id).order_by(User.id.desc())).all()[:2]
    forms = {
        "/works": {"place": "ADM-01", "from": "2026-11-20T11:00", "to": "2026-11-21T11:00", "reason": "Flushing"},
        "/changes-of-use": {"place": "ADM-01", "from_on": "2026-11-20", "kind": "valves", "note": "All radiators"},
        "/deputies": {"user": str(emma), "deputy": str(lead), "from": "2026-11-20", "to": ""},
    }
    for path, form in forms.items():
        assert desk.get(f"{path}/new").status_code == 200
        assert desk.post(f"{path}/new", data=form, follow_redirects=False).status_code == 303, path
    for shown in ("/works", "/meters/ADM-01-W1"):
        assert "Flushing" in desk.get(shown).text, shown
    assert "All radiators" in desk.get("/works").text
    assert "Change of use" in desk.get("/meters/ADM-01-W1").text
    for path in forms:
        assert desk.post(f"{path}/1/withdraw", follow_redirects=False).status_code == 303
        assert desk.post(f"{path}/999/withdraw").status_code == 404
    page = desk.get("/works").text
    assert "Flushing" not in page
    assert "All radiators" not in page
    with database.reading() as session:
        assert session.scalars(select(Deputyship.withdrawn_by)).one()


@pytest.mark.parametrize(
    ("path", "form", "field"),
    [
        ("/works", {"place": "NIX"}, "from"),
        ("/works", {"place": "NIX", "from": "2026-11-20T11:00", "to": "2026-11-20T12:00", "reason": "x"}, "place"),
        ("/works", {"place": "ADM-01", "from": "2026-11-20T11:00", "to": "0001-01-01T00:00", "reason": "x"}, "to"),
        ("/works", {"place": "ADM-01", "from": "2026-11-20T11:00", "to": "2026-11-20T11:00", "reason": "x"}, "to"),
        ("/works", {"place": "ADM-01", "from": "2026-11-20T11:00", "to": "2026-11-20T12:00"}, "reason"),
        ("/changes-of-use", {"place": "ADM-01", "from_on": "yesterday", "kind": "use"}, "from_on"),
        ("/changes-of-use", {"place": "ADM-01", "from_on": "2026-11-20"}, "kind"),
        ("/changes-of-use", {"place": "ADM-01", "from_on": "2026-11-20", "kind": "use", "medium": "steam"}, "medium"),
        ("/deputies", {"user": "١", "deputy": "1", "from": "2026-11-20"}, "user"),
        ("/deputies", {"user": "1", "deputy": "", "from": "2026-11-20"}, "deputy"),
        ("/deputies", {"user": "1", "deputy": "1", "from": "2026-13-20"}, "from"),
    ],
)
def test_what_is_refused_stands_beside_what_was_typed(
    desk: TestClient, path: str, form: dict[str, str], field: str
) -> None:
    answer = desk.post(f"{path}/new", data=form)
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert all(f'value="{typed}"' in answer.text for name, typed in form.items() if name in ("place", "from", "to"))


def test_what_a_colleague_who_is_away_looks_at_is_on_the_desk_of_his_deputy(
    database: Database, client_for: ClientFor, now: datetime
) -> None:
    with database.unit_of_work() as session:
        register = add_register(session, add_building(session))
        emma = add_user(session, [grant("energy_coordinator")], "en", now)
        for number in (1, 2):
            alert = Alert(
                ref=f"A26-00000{number}", register_id=register.id, location_id=1, medium="water", severity="medium",
                cause=("continuous_flow", "spike")[number - 1], started_at=now, detected_at=now, last_abnormal_at=now,
                unit="m3", evidence={"code": "spike", "params": {}},
            )  # fmt: skip
            session.add(alert)
            session.flush()
            key = emma if number == 1 else 999
            acknowledge(session, alert, who=Principal("user", key, "Somebody", "en"), now=now)
    lead = client_for("dispatch_lead")
    assert "A26-000001" not in lead.get("/alerts?mine=yes").text
    with database.unit_of_work() as session:
        deputy = session.scalars(select(User.id).order_by(User.id.desc())).first()
        assert deputy
        note_deputy(session, Stand(emma, deputy, now, now + DAY), who=WHO, now=now)
    page = lead.get("/alerts?mine=yes").text
    assert "A26-000001" in page
    assert "A26-000002" not in page
    assert "A26-000002" in lead.get("/alerts").text
