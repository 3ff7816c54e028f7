"""What REGIE_SECRET_KEY is for: whoever has the database, but not the key, gets in nowhere."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from ops.access.errors import LinkNotUsable
from ops.access.models import User
from ops.access.service import links, sessions, tokens
from ops.access.service.sign_in import SignInAttempt, sign_in
from ops.config import Settings
from ops.db import Database
from ops.errors import MissingSecret
from tests.integration.access.people import ANA, PASSWORD, add_ana
from tests.support.every_get import add_links
from tests.support.world import open_session, token_for


@pytest.fixture
def under_another_key(database: Database) -> Database:
    return database.under("another-key-0123456789abcdef")


def _is_known(session: Session, secret: str, token: str, link: str, now: datetime) -> tuple[bool, bool, bool]:
    """Whether a session, a bearer token and a one-time link let somebody in."""
    try:
        owner: User | None = links.owner_of(session, link, links.PASSWORD_RESET, now)
    except LinkNotUsable:
        owner = None
    is_signed_in = sessions.find_signed_in(session, secret, now) is not None
    return is_signed_in, tokens.find_bearer(session, token, now) is not None, owner is not None


def test_another_key_ends_every_session_token_and_link(
    database: Database, under_another_key: Database, now: datetime
) -> None:
    user_id = add_ana(database, now)
    with database.unit_of_work() as session:
        secret, token = open_session(session, user_id, now), token_for(session, "director")
        (address,) = add_links(session, links.PASSWORD_RESET, [session.get_one(User, user_id)], now)
    link = address.rpartition("/")[2]
    with database.reading() as session:
        assert _is_known(session, secret, token, link, now) == (True, True, True)
    with under_another_key.reading() as session:
        assert _is_known(session, secret, token, link, now) == (False, False, False)


def test_a_row_that_was_written_without_the_key_signs_nobody_in(
    database: Database, under_another_key: Database, now: datetime
) -> None:
    user_id = add_ana(database, now)
    with under_another_key.unit_of_work() as session:
        planted = open_session(session, user_id, now)
    with database.reading() as session:
        assert sessions.find_signed_in(session, planted, now) is None


def test_passwords_stay_as_they_are_under_another_key(
    database: Database, under_another_key: Database, now: datetime
) -> None:
    add_ana(database, now)
    assert sign_in(under_another_key, SignInAttempt(ANA, PASSWORD, "10.0.0.1"), now=now).secret


def test_without_a_key_nobody_is_signed_in_by_mistake(settings: Settings, now: datetime) -> None:
    keyless = Database(settings.sqlalchemy_url)
    add_ana(keyless, now)
    with pytest.raises(MissingSecret):
        sign_in(keyless, SignInAttempt(ANA, PASSWORD, "10.0.0.1"), now=now)
    keyless.dispose()


@pytest.mark.parametrize(
    ("given", "key"),
    [({"secret_key": "own"}, "own"), ({"secret_key": "own", "demo": True}, "own"), ({}, None)],
    ids=["the house's own", "its own in the demo too", "none"],
)
def test_the_key_comes_from_the_environment(given: dict[str, object], key: str | None) -> None:
    assert Settings.model_validate(given).hash_key == key


def test_a_demo_without_a_key_has_the_public_one() -> None:
    assert (Settings.model_validate({"demo": True}).hash_key or "").startswith("demo-only")
