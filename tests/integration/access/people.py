"""People of these tests."""

from datetime import datetime

from ops.access.principal import system
from ops.access.service import users
from ops.db import Database

ANA = "ana@example.org"
PASSWORD = "lilac tractor 99"
BASE_URL = "https://regie.example"


def add_ana(database: Database, now: datetime, *, role: str = "technician", scope: str = "zone:centre") -> int:
    """A technician who can sign in; returns her id."""
    with database.unit_of_work() as session:
        return users.add_user(
            session,
            email=ANA,
            name="Ana Peeters",
            role=role,
            scope=scope,
            language="en",
            password=PASSWORD,
            base_url=BASE_URL,
            who=system("test"),
            now=now,
        ).id


def invite_ana(database: Database, now: datetime) -> int:
    with database.unit_of_work() as session:
        return users.add_user(
            session,
            email=ANA,
            name="Ana Peeters",
            role="technician",
            language="en",
            password=None,
            base_url=BASE_URL,
            who=system("test"),
            now=now,
        ).id
