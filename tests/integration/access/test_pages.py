"""Access through the browser: what a person meets, and what an attacker learns nothing from."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
import structlog
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.access.guard import SESSION_COOKIE
from ops.access.models import User, WebSession
from ops.access.queries.audit import AuditFilter, entries
from ops.db import Database
from ops.estate.models import Firm, Location, LocationUse
from ops.kit.models import OutboxMessage
from tests.integration.access.people import ANA, PASSWORD, add_ana

ClientFor = Callable[..., TestClient]
CHOSEN = "copper lantern 41"


def sign_in(client: TestClient, password: str = PASSWORD, email: str = ANA, to: str = "/account") -> int:
    return client.post("/sign-in", data={"email": email, "password": password, "next": to}).status_code


def last_link(database: Database) -> str:
    with database.reading() as session:
        body = session.scalars(select(OutboxMessage.body).order_by(OutboxMessage.created_at.desc())).first()
    found = re.search(r"http://testserver(/\S+)", body or "")
    assert found
    return found[1]


def test_a_person_signs_in_goes_on_and_signs_out(anonymous: TestClient, database: Database, now: datetime) -> None:
    add_ana(database, now)
    sent_away = anonymous.get("/account")
    assert (sent_away.status_code, sent_away.headers["location"]) == (303, "/sign-in?next=%2Faccount")
    answer = anonymous.post("/sign-in", data={"email": ANA, "password": PASSWORD, "next": "/account"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert anonymous.get("/account").status_code == 200
    anonymous.post("/sign-out")
    assert anonymous.get("/account").status_code == 303
    with database.reading() as session:
        assert session.scalars(select(WebSession)).all() == []


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example", "//evil.example/x", "/\\evil.example", "javascript:alert(1)", "/x\r\nSet-Cookie: a=b"],
)
def test_the_sign_in_never_leads_away(anonymous: TestClient, database: Database, now: datetime, wanted: str) -> None:
    add_ana(database, now)
    answer = anonymous.post("/sign-in", data={"email": ANA, "password": PASSWORD, "next": wanted})
    assert answer.headers["location"] == "/"


def test_a_cookie_planted_before_the_sign_in_does_not_become_the_session(
    anonymous: TestClient, database: Database, now: datetime
) -> None:
    add_ana(database, now)
    anonymous.cookies.set(SESSION_COOKIE, "planted")
    answer = anonymous.post("/sign-in", data={"email": ANA, "password": PASSWORD})
    assert "planted" not in answer.headers["set-cookie"]
    fresh = TestClient(anonymous.app, follow_redirects=False)
    fresh.cookies.set(SESSION_COOKIE, "planted")
    assert fresh.get("/account").status_code == 303


def test_a_form_from_another_site_signs_nobody_in(anonymous: TestClient, database: Database, now: datetime) -> None:
    add_ana(database, now)
    form = {"email": ANA, "password": PASSWORD}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert anonymous.post("/sign-in", data=form, headers=headers).status_code == 403


def test_no_answer_tells_who_has_a_login(anonymous: TestClient, database: Database, now: datetime) -> None:
    add_ana(database, now)

    def answers(email: str) -> list[tuple[int, str]]:
        wrong = anonymous.post("/sign-in", data={"email": email, "password": "wrong"})
        asked = anonymous.post("/password-reset", data={"email": email})
        return [(each.status_code, each.text.replace(email, "EMAIL")) for each in (wrong, asked)]

    assert answers(ANA) == answers("nobody@example.org")


def test_too_many_attempts_are_refused_with_the_time_to_wait(
    anonymous: TestClient, database: Database, now: datetime
) -> None:
    add_ana(database, now)
    assert [sign_in(anonymous, "wrong") for _ in range(6)] == [401] * 5 + [429]
    assert sign_in(anonymous) == 429


def test_what_was_typed_survives_a_wrong_password_but_the_password_does_not(anonymous: TestClient) -> None:
    answer = anonymous.post("/sign-in", data={"email": "bob@example.org", "password": "secret words"})
    assert "bob@example.org" in answer.text
    assert "secret words" not in answer.text


def test_an_administrator_invites_and_the_invited_one_gets_in(
    client_for: ClientFor, anonymous: TestClient, database: Database
) -> None:
    admin = client_for("admin")
    form = {
        "email": ANA,
        "name": "Ana Peeters",
        "language": "en",
        "role": ["technician", ""],
        "scope": ["zone:centre", "all"],
    }
    made = admin.post("/users", data=form)
    assert made.status_code == 303
    page = admin.get(made.headers["location"])
    assert "Ana Peeters" in page.text
    link = last_link(database)
    shown = anonymous.get(link)
    assert (shown.status_code, shown.headers["referrer-policy"]) == (200, "no-referrer")
    assert "Ana Peeters" in shown.text
    refused = anonymous.post(link, data={"password": "short"})
    assert refused.status_code == 422
    assert "minstens 12" in refused.text.lower()
    assert anonymous.post(link, data={"password": CHOSEN}).headers["location"] == "/sign-in?chosen=1"
    assert anonymous.get(link).status_code == 404
    assert sign_in(anonymous, CHOSEN) == 303
    assert anonymous.get("/users").status_code == 403


def test_a_forgotten_password_is_chosen_anew_over_the_mail(
    anonymous: TestClient, database: Database, now: datetime
) -> None:
    add_ana(database, now)
    anonymous.post("/password-reset", data={"email": ANA})
    link = last_link(database)
    assert anonymous.get(link).status_code == 200
    anonymous.post(link, data={"password": CHOSEN})
    assert (sign_in(anonymous), sign_in(anonymous, CHOSEN)) == (401, 303)
    assert anonymous.post(link, data={"password": CHOSEN}).status_code == 404


def test_a_disabled_user_is_out_at_the_next_request(
    client_for: ClientFor, anonymous: TestClient, database: Database, now: datetime
) -> None:
    user_id = add_ana(database, now)
    sign_in(anonymous)
    assert anonymous.get("/account").status_code == 200
    admin = client_for("admin")
    assert admin.post(f"/users/{user_id}/disable", data={"version": 1}).status_code == 303
    assert "Ana Peeters was signed out everywhere" in admin.get(f"/users/{user_id}").text
    assert anonymous.get("/account").status_code == 303
    assert sign_in(anonymous) == 401


def test_one_of_my_sessions_is_ended_but_nobody_elses(
    client_for: ClientFor, anonymous: TestClient, database: Database, now: datetime
) -> None:
    add_ana(database, now)
    sign_in(anonymous)
    with database.reading() as session:
        session_id = session.scalars(select(WebSession.id_sha256)).one()
    other = client_for("admin")
    assert other.post("/account/sessions/end", data={"session_id": session_id}).status_code == 404
    assert anonymous.get("/account").status_code == 200
    anonymous.post("/account/sessions/end", data={"session_id": session_id})
    assert anonymous.get("/account").status_code == 303


def test_a_change_on_an_old_version_shows_what_was_typed_and_saves_nothing(
    client_for: ClientFor, database: Database, now: datetime
) -> None:
    user_id = add_ana(database, now)
    form = {"version": 7, "name": "Typed Name", "language": "fr", "phone": ""}
    answer = client_for("admin").post(f"/users/{user_id}", data=form)
    assert answer.status_code == 412
    assert "Typed Name" in answer.text
    with database.reading() as session:
        assert session.get_one(User, user_id).name == "Ana Peeters"


def test_a_token_is_shown_once(client_for: ClientFor, database: Database) -> None:
    admin = client_for("admin")
    made = admin.post("/tokens", data={"name": "displays", "role": "director", "scope": "all"})
    found = re.search(r"rgt_[\w-]{43}", made.text)
    assert found
    assert made.headers["cache-control"] == "no-store"
    assert "rgt_" not in admin.get("/tokens").text
    bearer = TestClient(admin.app, headers={"Authorization": f"Bearer {found[0]}"})
    assert bearer.get("/api/v1/me").json()["permissions"]
    token_id = bearer.get("/api/v1/me").json()["id"]
    admin.post(f"/tokens/{token_id}/revoke")
    assert bearer.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "path",
    ["/users", "/users?q=x&state=active&role=admin&sort=-last_seen&page=3", "/users/new", "/tokens", "/audit",
     "/audit?person=a&action=sign_in&kind=user&ref=1&since=2026-01-01&until=2026-12-31&before=5", "/settings/sectors",
     "/account"],
)  # fmt: skip
def test_every_page_of_access_opens_in_every_language(client_for: ClientFor, path: str) -> None:
    admin = client_for("admin")
    for language in ("nl", "fr", "en"):
        answer = admin.get(
            path, headers={"Cookie": f"{SESSION_COOKIE}={admin.cookies[SESSION_COOKIE]}; regie_language={language}"}
        )
        assert answer.status_code == 200, answer.text
        assert f'<html lang="{language}"' in answer.text


def test_lists_are_exported_with_the_filters_of_the_page(
    client_for: ClientFor, database: Database, now: datetime
) -> None:
    add_ana(database, now)
    admin = client_for("admin")
    rows = admin.get("/users/export.csv?q=peeters").text.splitlines()
    assert len(rows) == 2
    assert "ana@example.org" in rows[1]
    assert "technician@zone:centre" in rows[1]
    trail = admin.get("/audit/export.csv?action=user.add").text.splitlines()
    assert len(trail) == 2
    assert admin.get("/audit?since=yesterday").status_code == 422


def test_no_secret_stands_in_the_logs_nor_in_the_trail(
    client_for: ClientFor, anonymous: TestClient, database: Database, now: datetime
) -> None:
    add_ana(database, now)
    with structlog.testing.capture_logs() as captured:
        sign_in(anonymous, "wrong password typed")
        sign_in(anonymous)
        secret = anonymous.cookies[SESSION_COOKIE]
        anonymous.post("/password-reset", data={"email": ANA})
        link = last_link(database)
        anonymous.get(link)
        anonymous.post(link, data={"password": CHOSEN})
        made = client_for("admin").post("/tokens", data={"name": "displays", "role": "director", "scope": "all"})
        token = re.findall(r"rgt_[\w-]{43}", made.text)[0]
        anonymous.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    with database.reading() as session:
        trail = [str(entry.detail) for entry in entries(session, AuditFilter())]
    written = json.dumps(captured, default=str) + "".join(trail)
    assert captured
    for told in ("wrong password typed", PASSWORD, CHOSEN, secret, link.rsplit("/", 1)[-1], token):
        assert told not in written


def test_a_sector_that_is_off_is_gone_for_everybody(client_for: ClientFor) -> None:
    admin = client_for("admin")
    assert admin.post("/settings/sectors/energy", data={"enabled": "false"}).status_code == 303
    assert admin.post("/settings/sectors/nothing", data={"enabled": "false"}).status_code == 404
    coordinator = client_for("energy_coordinator")
    assert 'href="/alerts"' not in coordinator.get("/account").text
    assert coordinator.get("/api/v1/alerts").status_code == 404
    admin.post("/settings/sectors/energy", data={"enabled": "true"})
    assert 'href="/alerts"' in coordinator.get("/account").text
    assert coordinator.get("/api/v1/alerts").status_code == 200


def test_the_places_and_firms_of_the_house_are_offered_as_scopes(client_for: ClientFor, database: Database) -> None:
    with database.unit_of_work() as session:
        for code, use in (("heizel", "rest_home"), ("ADM-01", "administration")):
            place = Location(code=code, kind="building", name=f"House {code}", path="/", zone="centre")
            session.add(place)
            session.flush()
            years = {"from_on": date(2020, 1, 1), "to_on": date(9999, 12, 31)}
            session.add(LocationUse(location_id=place.id, use=use, **years))
        session.add(Firm(code="liftfirma", name="Liftfirma", phone="+3221234567", hours="around_the_clock"))
    admin = client_for("admin")

    def offered(role: str) -> list[str]:
        return re.findall(r'<option value="([^"]*)"', admin.get("/users/new", params=_scopes_of(role)).text)

    assert offered("") == [""]
    assert offered("technician") == ["", "zone:centre", "zone:north", "all"]
    assert offered("home_staff") == ["home:heizel"]
    assert offered("contractor") == ["firm:liftfirma"]
    assert offered("building_user") == ["", "building:ADM-01", "home:heizel"]
    assert offered("director") == ["all"]


def _scopes_of(role: str) -> dict[str, str]:
    return {"fragment": "scopes", "role": role}


def test_an_empty_invitation_says_all_that_is_missing(client_for: ClientFor) -> None:
    page = client_for("admin").post("/users", data={"email": "", "name": "", "language": "nl", "role": "", "scope": ""})
    assert page.status_code == 422
    assert re.findall(r'<li><a href="#f-(\w+)">', page.text) == ["email", "name", "role"]


def test_a_role_counts_nowhere_until_somebody_says_where(client_for: ClientFor, database: Database) -> None:
    form = {"email": ANA, "name": "Ana Peeters", "language": "en", "role": "technician", "scope": ""}
    refused = client_for("admin").post("/users", data=form)
    assert refused.status_code == 422
    assert "Choose where the role counts." in refused.text
    assert '<option value="zone:north">' in refused.text
    with database.reading() as session:
        assert session.scalars(select(User).where(User.email == ANA)).all() == []
