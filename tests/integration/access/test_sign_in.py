"""Signing in: throttled, telling nothing, under a fresh secret; ended at once when the right is taken away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from ops.access.errors import SignInRefused
from ops.access.models import AuditEntry, LoginThrottle, User, WebSession
from ops.access.principal import system
from ops.access.rules.grants import GrantWish
from ops.access.service import hashing, sessions, users
from ops.access.service.secrets import kept
from ops.access.service.sign_in import SignInAttempt, sign_in
from ops.db import Database
from ops.errors import TooMany, TryAgain
from tests.integration.access.people import ANA, PASSWORD, add_ana


def attempt(password: str = PASSWORD, *, email: str = ANA, origin: str = "10.0.0.1") -> SignInAttempt:
    return SignInAttempt(email=email, password=password, origin=origin)


def test_the_right_password_opens_a_session_whose_secret_is_not_stored(database: Database, now: datetime) -> None:
    add_ana(database, now)
    new = sign_in(database, attempt(email=" Ana@Example.ORG "), now=now)
    with database.reading() as session:
        found = sessions.find_signed_in(session, new.secret, now)
        stored = session.scalars(select(WebSession.id_sha256)).all()
    assert found is not None
    assert (found.principal.name, found.principal.roles) == ("Ana Peeters", ("technician",))
    assert stored == [kept(session, new.secret)]
    assert new.secret not in stored


def test_every_sign_in_gets_a_new_secret_and_ends_the_former_session(database: Database, now: datetime) -> None:
    add_ana(database, now)
    planted = sign_in(database, attempt(), now=now)
    again = SignInAttempt(email=ANA, password=PASSWORD, origin="10.0.0.1", former=planted.secret)
    new = sign_in(database, again, now=now)
    assert new.secret != planted.secret
    with database.reading() as session:
        assert sessions.find_signed_in(session, planted.secret, now) is None
        assert sessions.find_signed_in(session, new.secret, now) is not None


def test_a_cookie_that_nobody_gave_out_is_worth_nothing_after_a_sign_in(database: Database, now: datetime) -> None:
    add_ana(database, now)
    sign_in(database, SignInAttempt(ANA, PASSWORD, "10.0.0.1", former="planted-by-an-attacker"), now=now)
    with database.reading() as session:
        assert sessions.find_signed_in(session, "planted-by-an-attacker", now) is None


@pytest.mark.parametrize("state", ["invited", "disabled"])
def test_only_an_active_user_signs_in(database: Database, now: datetime, state: str) -> None:
    user_id = add_ana(database, now)
    with database.unit_of_work() as session:
        session.get_one(User, user_id).state = state
    with pytest.raises(SignInRefused):
        sign_in(database, attempt(), now=now)


def test_the_count_of_attempts_survives_the_refusal(database: Database, now: datetime) -> None:
    add_ana(database, now)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in(database, attempt("wrong"), now=now)
    with pytest.raises(TooMany) as caught:
        sign_in(database, attempt(), now=now)
    assert caught.value.params["retry_after_s"] == 15
    with database.reading() as session:
        assert max(session.scalars(select(LoginThrottle.failures))) == 5


def test_after_the_wait_the_right_password_starts_anew(database: Database, now: datetime) -> None:
    add_ana(database, now)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in(database, attempt("wrong"), now=now)
    later = now + timedelta(seconds=15)
    sign_in(database, attempt(), now=later)
    with pytest.raises(SignInRefused):
        sign_in(database, attempt("wrong"), now=later)


def test_an_unknown_address_is_slowed_down_like_a_known_one(database: Database, now: datetime) -> None:
    add_ana(database, now)
    told: dict[str, list[object]] = {ANA: [], "nobody@example.org": []}
    for email, answers in told.items():
        for _ in range(7):
            with pytest.raises((SignInRefused, TooMany)) as caught:
                sign_in(database, attempt("wrong", email=email, origin=f"of {email}"), now=now)
            answers.append((type(caught.value), str(caught.value), caught.value.params))
    assert told[ANA] == told["nobody@example.org"]


def test_one_address_can_not_try_many_logins(database: Database, now: datetime) -> None:
    for n in range(30):
        with pytest.raises(SignInRefused):
            sign_in(database, attempt("wrong", email=f"user{n}@example.org"), now=now)
    with pytest.raises(TooMany):
        sign_in(database, attempt("wrong", email="user30@example.org"), now=now)
    with pytest.raises(SignInRefused):
        sign_in(database, attempt("wrong", email="user30@example.org", origin="10.0.0.2"), now=now)


def test_a_refusal_leaves_a_line_that_holds_nothing_of_what_was_typed(database: Database, now: datetime) -> None:
    with pytest.raises(SignInRefused):
        sign_in(database, attempt("wrong", email="my password, typed too early"), now=now)
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.object_ref, entry.detail) == ("sign_in.refused", "unknown", {})


def test_disabling_a_user_ends_all_his_sessions_at_once(database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    secrets = [sign_in(database, attempt(), now=now).secret for _ in range(2)]
    with database.unit_of_work() as session:
        users.disable_user(session, user_id, who=system("test"), now=now)
    with database.reading() as session:
        assert [sessions.find_signed_in(session, secret, now) for secret in secrets] == [None, None]


def test_changed_rights_count_in_sessions_that_are_open(database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    secret = sign_in(database, attempt(), now=now).secret
    with database.unit_of_work() as session:
        users.set_grants(session, user_id, (GrantWish("director"),), who=system("test"), now=now)
    with database.reading() as session:
        signed_in = sessions.find_signed_in(session, secret, now)
    assert signed_in is not None
    assert not signed_in.principal.may("tickets.work")


def test_a_session_ends_after_half_a_day_without_use_and_after_a_week(database: Database, now: datetime) -> None:
    add_ana(database, now)
    secret = sign_in(database, attempt(), now=now).secret

    def is_live(at: datetime) -> bool:
        with database.reading() as session:
            return sessions.find_signed_in(session, secret, at) is not None

    assert is_live(now + timedelta(hours=11, minutes=59))
    assert not is_live(now + timedelta(hours=12))
    at = now
    while at < now + timedelta(days=6, hours=23):
        at += timedelta(hours=1)
        with database.unit_of_work() as session:
            sessions.note_seen(session, kept(session, secret), now=at)
    assert is_live(now + timedelta(days=6, hours=23, minutes=59))
    assert not is_live(now + timedelta(days=7))


def test_a_weak_hash_is_replaced_at_the_next_sign_in(database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.unit_of_work() as session:
        session.get_one(User, user_id).password_hash = weak
    sign_in(database, attempt(), now=now)
    with database.reading() as session:
        stored = session.get_one(User, user_id).password_hash
    assert stored is not None
    assert not hashing.needs_rehash(stored)
    sign_in(database, attempt(), now=now)


def test_many_guesses_at_once_do_not_slip_past_the_count(database: Database, now: datetime) -> None:
    add_ana(database, now)

    def guess(_number: int) -> type[Exception]:
        with pytest.raises((SignInRefused, TooMany, TryAgain)) as caught:
            sign_in(database, attempt("wrong"), now=now)
        return caught.type

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert answers.count(SignInRefused) <= 5
