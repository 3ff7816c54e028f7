"""Invitations and resets: one use, an end, one answer for all; a changed password ends the other sessions."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from ops.access.errors import LinkNotUsable, NotInvited, PasswordTooShort, PasswordWrong, SignInRefused
from ops.access.models import SecretLink, User
from ops.access.principal import system
from ops.access.service import passwords, sessions, users
from ops.access.service.secrets import kept
from ops.access.service.sign_in import SignInAttempt, sign_in
from ops.db import Database
from ops.errors import TooMany
from ops.kit.models import OutboxMessage
from tests.integration.access.people import ANA, BASE_URL, PASSWORD, add_ana, invite_ana

CHOSEN = "copper lantern 41"


def sent(database: Database) -> list[OutboxMessage]:
    with database.reading() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at)))


def last_token(database: Database, kind: str) -> str:
    found = re.search(rf"{BASE_URL}/{kind}/(\S+)", sent(database)[-1].body)
    assert found
    return found[1]


def ask(database: Database, email: str, now: datetime, origin: str = "10.0.0.1") -> None:
    passwords.request_password_reset(database, email, origin=origin, base_url=BASE_URL, now=now)


def can_sign_in(database: Database, password: str, now: datetime) -> bool:
    try:
        sign_in(database, SignInAttempt(ANA, password, "10.0.0.9"), now=now)
    except SignInRefused:
        return False
    return True


def test_an_invited_user_chooses_a_password_and_signs_in(database: Database, now: datetime) -> None:
    invite_ana(database, now)
    assert not can_sign_in(database, "", now)
    passwords.accept_invitation(database, last_token(database, "invitation"), CHOSEN, now=now)
    assert can_sign_in(database, CHOSEN, now)


def test_the_invitation_is_a_message_with_a_secret_to_the_one_invited(database: Database, now: datetime) -> None:
    invite_ana(database, now)
    (message,) = sent(database)
    assert (message.event, message.targets, message.holds_secret) == (
        "user_invited", [{"channel": "mail", "to": ANA}], True,
    )  # fmt: skip
    token = last_token(database, "invitation")
    with database.reading() as session:
        assert session.scalars(select(SecretLink.token_sha256)).all() == [kept(session, token)]


def test_a_link_works_once(database: Database, now: datetime) -> None:
    invite_ana(database, now)
    token = last_token(database, "invitation")
    passwords.accept_invitation(database, token, CHOSEN, now=now)
    with pytest.raises(LinkNotUsable):
        passwords.accept_invitation(database, token, "another one 1234", now=now)


def test_a_refused_password_does_not_spend_the_link(database: Database, now: datetime) -> None:
    invite_ana(database, now)
    token = last_token(database, "invitation")
    with pytest.raises(PasswordTooShort):
        passwords.accept_invitation(database, token, "short", now=now)
    passwords.accept_invitation(database, token, CHOSEN, now=now)


def test_an_invitation_ends_after_a_week(database: Database, now: datetime) -> None:
    invite_ana(database, now)
    token = last_token(database, "invitation")
    with pytest.raises(LinkNotUsable):
        passwords.accept_invitation(database, token, CHOSEN, now=now + timedelta(days=7))


def test_a_new_invitation_voids_the_former_one(database: Database, now: datetime) -> None:
    user_id = invite_ana(database, now)
    former = last_token(database, "invitation")
    with database.unit_of_work() as session:
        later = now + timedelta(minutes=1)
        users.resend_invitation(session, user_id, base_url=BASE_URL, who=system("test"), now=later)
    with pytest.raises(LinkNotUsable):
        passwords.accept_invitation(database, former, CHOSEN, now=now)
    passwords.accept_invitation(database, last_token(database, "invitation"), CHOSEN, now=now)
    with database.unit_of_work() as session, pytest.raises(NotInvited):
        users.resend_invitation(session, user_id, base_url=BASE_URL, who=system("test"), now=now)


def test_a_reset_link_works_once_within_the_hour_and_ends_every_session(database: Database, now: datetime) -> None:
    add_ana(database, now)
    held = sign_in(database, SignInAttempt(ANA, PASSWORD, "10.0.0.9"), now=now)
    ask(database, ANA, now)
    token = last_token(database, "password-reset")
    with pytest.raises(LinkNotUsable):
        passwords.reset_password(database, token, CHOSEN, now=now + timedelta(minutes=60))
    passwords.reset_password(database, token, CHOSEN, now=now + timedelta(minutes=59))
    with pytest.raises(LinkNotUsable):
        passwords.reset_password(database, token, CHOSEN, now=now + timedelta(minutes=59))
    assert (can_sign_in(database, PASSWORD, now), can_sign_in(database, CHOSEN, now)) == (False, True)
    with database.reading() as session:
        assert sessions.find_signed_in(session, held.secret, now) is None


def test_an_invitation_can_not_be_used_as_a_reset(database: Database, now: datetime) -> None:
    invite_ana(database, now)
    with pytest.raises(LinkNotUsable):
        passwords.reset_password(database, last_token(database, "invitation"), CHOSEN, now=now)


def test_a_reset_for_an_unknown_address_sends_nothing_and_says_nothing(database: Database, now: datetime) -> None:
    ask(database, "nobody@example.org", now)
    ask(database, "not even an address", now)
    assert sent(database) == []


def test_whoever_never_chose_a_password_gets_his_invitation_again(database: Database, now: datetime) -> None:
    invite_ana(database, now)
    ask(database, ANA, now + timedelta(minutes=1))
    assert [message.event for message in sent(database)] == ["user_invited", "user_invited"]


def test_a_disabled_user_gets_no_link_and_can_use_none(database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    ask(database, ANA, now)
    token = last_token(database, "password-reset")
    with database.unit_of_work() as session:
        users.disable_user(session, user_id, who=system("test"), now=now)
    with pytest.raises(LinkNotUsable):
        passwords.reset_password(database, token, CHOSEN, now=now)
    ask(database, ANA, now)
    assert len(sent(database)) == 1


def test_asking_again_and_again_is_slowed_down_for_known_and_unknown_alike(database: Database, now: datetime) -> None:
    add_ana(database, now)
    for email in (ANA, "nobody@example.org"):
        for _ in range(5):
            ask(database, email, now, origin=email)
        with pytest.raises(TooMany):
            ask(database, email, now, origin=email)
    assert len(sent(database)) == 5


def test_changing_the_password_ends_the_other_sessions(database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    here, elsewhere = (sign_in(database, SignInAttempt(ANA, PASSWORD, "10.0.0.9"), now=now) for _ in range(2))
    with database.reading() as session:
        keep = kept(session, here.secret)
    passwords.change_password(database, user_id, present=PASSWORD, chosen=CHOSEN, keep_session=keep, now=now)
    with database.reading() as session:
        assert sessions.find_signed_in(session, here.secret, now) is not None
        assert sessions.find_signed_in(session, elsewhere.secret, now) is None
    assert (can_sign_in(database, PASSWORD, now), can_sign_in(database, CHOSEN, now)) == (False, True)


def test_the_present_password_can_not_be_guessed_in_a_borrowed_browser(database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    for _ in range(5):
        with pytest.raises(PasswordWrong):
            passwords.change_password(database, user_id, present="guess", chosen=CHOSEN, keep_session=None, now=now)
    with pytest.raises(TooMany):
        passwords.change_password(database, user_id, present=PASSWORD, chosen=CHOSEN, keep_session=None, now=now)


def test_no_password_stands_readable_in_the_database(database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    with database.reading() as session:
        stored = session.get_one(User, user_id).password_hash
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
