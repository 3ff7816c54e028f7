"""Users and tokens: who may do what, since when, and who decided so; the trail of it can't be rewritten."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from ops.access import audit
from ops.access.errors import EmailTaken, LastAdmin, NotYourself, TokenNameTaken
from ops.access.jobs import session_purge
from ops.access.models import ApiToken, AuditEntry, LoginThrottle, SecretLink, WebSession
from ops.access.principal import Principal, system
from ops.access.queries.audit import AuditFilter, entries
from ops.access.queries.sectors import disabled_sectors
from ops.access.queries.users import UserFilter, count_users
from ops.access.queries.users import users as list_users
from ops.access.rights import ROLES
from ops.access.rules.grants import GrantWish
from ops.access.seed import COLLEAGUES, seed_demo_users
from ops.access.service import sectors, tokens, users
from ops.access.service.passwords import request_password_reset
from ops.access.service.secrets import kept
from ops.access.service.sign_in import SignInAttempt, sign_in
from ops.config import Settings
from ops.db import Database
from ops.errors import EditedMeanwhile
from ops.kit.jobs import JobContext
from ops.kit.models import IdempotencyKey
from tests.integration.access.people import ANA, BASE_URL, PASSWORD, add_ana

TEST = system("test")


def test_an_address_has_one_user_however_it_is_written(database: Database, now: datetime) -> None:
    add_ana(database, now)
    new = users.NewUser("ANA@example.org ", "Another Ana", "nl", (GrantWish("driver"),))
    with database.unit_of_work() as session, pytest.raises(EmailTaken):
        users.invite_user(session, new, base_url=BASE_URL, who=TEST, now=now)


def test_a_change_made_on_an_old_version_is_refused(database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    with database.unit_of_work() as session:
        users.set_grants(session, user_id, (GrantWish("driver"),), version=1, who=TEST, now=now)
    with database.unit_of_work() as session, pytest.raises(EditedMeanwhile):
        users.set_grants(session, user_id, (GrantWish("admin"),), version=1, who=TEST, now=now)


def test_the_last_administrator_stays(database: Database, now: datetime) -> None:
    user_id = add_ana(database, now, role="admin", scope="all")
    with database.unit_of_work() as session, pytest.raises(LastAdmin):
        users.disable_user(session, user_id, who=TEST, now=now)
    with database.unit_of_work() as session, pytest.raises(LastAdmin):
        users.set_grants(session, user_id, (GrantWish("driver"),), who=TEST, now=now)


def test_nobody_disables_himself(database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    who = Principal("user", user_id, "Ana Peeters", "en")
    with database.unit_of_work() as session, pytest.raises(NotYourself):
        users.disable_user(session, user_id, who=who, now=now)


def test_changed_rights_leave_what_was_and_what_is(database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    wanted = (GrantWish("technician", "zone", "north"), GrantWish("driver"))
    with database.unit_of_work() as session:
        users.set_grants(session, user_id, wanted, who=TEST, now=now)
    with database.reading() as session:
        (entry,) = entries(session, AuditFilter(action="user.grants"))
    assert entry.detail == {"before": "technician@zone:centre", "after": "technician@zone:north driver@all"}
    assert (entry.principal, entry.object_ref, entry.at) == ("system:test", str(user_id), now)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_audit_trail_can_not_be_rewritten(database: Database, now: datetime, act: str) -> None:
    add_ana(database, now)
    statement = update(AuditEntry).values(principal_name="nobody") if act == "update" else delete(AuditEntry)
    with pytest.raises(DatabaseError, match="append-only"), database.unit_of_work() as session:
        session.execute(statement)
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.principal_name)).all() == ["test"]


def test_the_trail_is_found_by_person_object_act_and_time(database: Database, now: datetime) -> None:
    with database.unit_of_work() as session:
        for n, name in enumerate(["Ana Peeters", "Bart Maes"]):
            who = Principal("user", n, name, "en")
            at = now + timedelta(days=n)
            audit.record(session, who, action="person.read", object_kind="person", object_ref=f"P-{n}", now=at)

    def found(wanted: AuditFilter) -> list[str]:
        with database.reading() as session:
            return [entry.object_ref for entry in entries(session, wanted)]

    assert found(AuditFilter()) == ["P-1", "P-0"]
    assert found(AuditFilter(person="peeters")) == ["P-0"]
    assert found(AuditFilter(object_kind="person", object_ref="P-1")) == ["P-1"]
    assert found(AuditFilter(action="sign_in")) == []
    assert found(AuditFilter(from_at=now, to_at=now + timedelta(days=1))) == ["P-0"]


def test_a_token_is_known_by_its_hash_until_it_is_revoked(database: Database, now: datetime) -> None:
    with database.unit_of_work() as session:
        token, secret = tokens.add_token(session, name="displays", grants=(GrantWish("director"),), who=TEST, now=now)
        token_id = token.id
    assert secret.startswith("rgt_")
    with database.reading() as session:
        bearer = tokens.find_bearer(session, secret, now)
        assert session.scalars(select(ApiToken.token_sha256)).all() == [kept(session, secret)]
        trail = [str(entry.detail) for entry in entries(session, AuditFilter(object_kind="token"))]
    assert bearer is not None
    who = bearer.principal
    assert (who.key, who.may("alerts.read"), who.may("users.read")) == (f"token:{token_id}", True, False)
    assert secret not in "".join(trail)
    with database.unit_of_work() as session:
        tokens.revoke_token(session, token_id, who=TEST, now=now)
    with database.reading() as session:
        assert tokens.find_bearer(session, secret, now) is None


def test_two_tokens_do_not_share_a_name(database: Database, now: datetime) -> None:
    with database.unit_of_work() as session:
        tokens.add_token(session, name="displays", grants=(GrantWish("director"),), who=TEST, now=now)
    with database.unit_of_work() as session, pytest.raises(TokenNameTaken):
        tokens.add_token(session, name="displays", grants=(GrantWish("director"),), who=TEST, now=now)


def test_users_are_found_sorted_and_counted(database: Database, now: datetime) -> None:
    with database.unit_of_work() as session:
        seed_demo_users(session, now=now, passwords=dict.fromkeys(ROLES, PASSWORD))
    with database.reading() as session:
        everybody = list_users(session, UserFilter())
        assert [row.user.name for row in everybody] == sorted((row.user.name for row in everybody), key=str.lower)
        technicians = 1 + sum(each.role == "technician" for each in COLLEAGUES)
        assert count_users(session, UserFilter(role="technician")) == technicians
        assert [row.user.name for row in list_users(session, UserFilter(text="LAMBERT"))] == ["Olivier Lambert"]
        assert [row.user.name for row in list_users(session, UserFilter(text="%"))] == []
        assert len(list_users(session, UserFilter(), sort="-last_seen", limit=5, offset=len(everybody) - 2)) == 2


def test_every_role_has_a_demo_login_and_seeding_again_changes_nothing_but_the_password(
    database: Database, now: datetime
) -> None:
    for password in (PASSWORD, "copper lantern 41"):
        with database.unit_of_work() as session:
            logins = seed_demo_users(session, now=now, passwords=dict.fromkeys(ROLES, password))
    assert [login.email for login in logins] == [f"{role}@regie.example" for role in ROLES]
    with database.reading() as session:
        assert count_users(session, UserFilter()) == len(ROLES) + len(COLLEAGUES)
    sign_in(database, SignInAttempt("home_manager@regie.example", logins[0].password, "10.0.0.1"), now=now)


def test_a_sector_is_switched_off_and_on_again(database: Database, now: datetime) -> None:
    for enabled, off in ((False, {"energy"}), (True, set())):
        with database.unit_of_work() as session:
            sectors.switch_sector(session, "energy", enabled=enabled, who=TEST, now=now)
        with database.reading() as session:
            assert disabled_sectors(session) == off


def test_the_purge_takes_what_has_run_out_and_leaves_the_rest(
    database: Database, settings: Settings, now: datetime
) -> None:
    add_ana(database, now)
    sign_in(database, SignInAttempt(ANA, PASSWORD, "10.0.0.1"), now=now)
    request_password_reset(database, ANA, origin="10.0.0.1", base_url=BASE_URL, now=now)
    with database.unit_of_work() as session:
        key = IdempotencyKey(principal="user:1", key="k", request_sha256="", status=200, body=b"", created_at=now)
        session.add(key)

    def purge(at: datetime) -> dict[str, int]:
        return dict(session_purge(JobContext(database, settings, clock=lambda: at)))

    assert purge(now + timedelta(hours=1)) == {"sessions": 0, "links": 0, "attempts": 0, "idempotency_keys": 0}
    assert purge(now + timedelta(days=2)) == {"sessions": 1, "links": 0, "attempts": 3, "idempotency_keys": 0}
    assert purge(now + timedelta(days=32)) == {"sessions": 0, "links": 1, "attempts": 0, "idempotency_keys": 1}
    with database.reading() as session:
        assert [session.scalars(select(t)).all() for t in (WebSession, SecretLink, LoginThrottle)] == [[], [], []]
