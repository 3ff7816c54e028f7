"""Every route for every role, against expectations that were written by hand (`tests/permissions.csv`).

`yes` may, `no` may not (403), `own` may for an object of the own scope and finds no other (404), `mine` may for what he
added himself, not for what somebody else did (403), and finds none outside his scope (404). The file is the
expectation: a new route gets its row there by hand, from the table of roles and rights that the centre confirmed.
"""

import csv
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from ops.access.guard import SESSION_COOKIE
from ops.access.rights import ROLES
from ops.app import create_app
from ops.config import Settings
from ops.db import Database
from ops.seeding import seed_demo
from tests.support.objects import SCOPES, Body, File, World, body_of, build_world, file_of, fresh_own
from tests.support.routes import declared_routes
from tests.support.world import NOW, add_user, grant, open_session

TABLE = Path(__file__).parents[1] / "permissions.csv"
ROWS = list(csv.DictReader(TABLE.read_text().splitlines()))
#: A body of nothing shows who may; what is missing in it is said only to those.
ALLOWED = {200, 201, 202, 204, 303, 304, 400, 404, 409, 410, 412, 415, 422, 428, 429, 503}


#: Everybody may try to sign in; without a password the try itself is refused, and soon slowed down.
OPEN = {"/sign-in": "sign_in_page"}


@dataclass(frozen=True)
class House:
    app: FastAPI
    world: World
    database: Database
    users: dict[str, int]

    def fresh(self, path: str, role: str) -> str:
        with self.database.unit_of_work() as session:
            return fresh_own(session, path, role)

    def ask(self, method: str, path: str, role: str, body: Body = None, files: Mapping[str, File] | None = None) -> int:
        """Asks in a session of its own: some routes end the one they are called in."""
        client = TestClient(
            self.app, follow_redirects=False, headers={"Origin": "http://testserver"}, raise_server_exceptions=False
        )
        if role in self.users:
            with self.database.unit_of_work() as session:
                client.cookies.set(SESSION_COOKIE, open_session(session, self.users[role], NOW))
        if path.startswith("/api/") and files is None:
            answer = client.request(method, path, json=body)
        else:
            answer = client.request(method, path, data=body, files=files)
        stranger = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?")
        return 401 if stranger else answer.status_code


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("permissions")
    shutil.copy(sqlite_template, folder / "regie.sqlite3")
    settings = Settings(_env_file=None, data_dir=folder, secret_key=SecretStr("k" * 40), base_url="http://testserver")
    database = Database(settings.sqlalchemy_url).under(settings.hash_key)
    seed_demo(database, settings, now=NOW, scale=0.02)
    with database.unit_of_work() as session:
        users = {role: add_user(session, [grant(role, SCOPES.get(role, "all"))], "en", NOW) for role in ROLES}
        world = build_world(session, users)
    yield House(create_app(settings, database, clock=lambda: NOW), world, database, users)
    database.dispose()


def test_the_table_holds_every_route_and_no_other(house: House) -> None:
    declared = {(route.method, route.path) for route in declared_routes(house.app)}
    assert {(row["method"], row["path"]) for row in ROWS} == declared


def test_the_table_holds_every_role() -> None:
    assert set(ROWS[0]) == {"method", "path", "anonymous", *ROLES}
    assert {row[role] for row in ROWS for role in ROLES} <= {"yes", "no", "own", "mine"}


@pytest.mark.parametrize("role", ["anonymous", *ROLES])
def test_each_route_answers_each_role_as_written(house: House, role: str) -> None:
    wrong = []
    for row in sorted(ROWS, key=_gently):
        for path, expected in _asked(house, row, role):
            status = house.ask(row["method"], path, role, *_sent(row))
            if not _fits(status, expected):
                wrong.append((row["method"], path, expected, status))
    assert wrong == [], "\n".join(map(str, wrong))


def _takes_away(row: dict[str, str]) -> bool:
    """Afterwards the job is no longer that of the team, so such a step gets a job of its own."""
    return row["path"].endswith(("/cancel", "/refuse", "/resolve"))


def _gently(row: dict[str, str]) -> tuple[bool, bool]:
    """Reads first, and last what takes an order away from its team."""
    return row["method"] != "GET", _takes_away(row)


def _sent(row: dict[str, str]) -> tuple[Body, Mapping[str, File] | None]:
    return body_of(row["path"]), file_of(row["path"]) if row["method"] == "POST" else None


def _asked(house: House, row: dict[str, str], role: str) -> Iterator[tuple[str, str]]:
    """The addresses to try, each with what it should answer: allowed, open, refused, hidden or sign_in."""
    path, cell, world = row["path"], row[role], house.world
    if cell == "no":
        yield world.any_of(path), "sign_in" if role == "anonymous" else "refused"
    elif cell == "yes" or "{" not in path:
        yield world.own_of(path, role) or world.any_of(path), "allowed" if world.knows(path) else OPEN.get(path, "open")
    elif cell == "mine":
        yield from _by_maker(world, path, role)
    else:
        if (own := world.own_of(path, role)) is not None:
            yield (house.fresh(path, role) if _takes_away(row) else own), "allowed"
        yield world.foreign_of(path, role), "hidden"


def _by_maker(world: World, path: str, role: str) -> Iterator[tuple[str, str]]:
    """What he added himself, what another added within his reach, and what is out of it where anything is."""
    yield world.own_of(path, role) or "", "allowed"
    yield world.others_of(path, role), "refused"
    if world.is_narrow(path, role):
        yield world.foreign_of(path, role), "hidden"


def _fits(status: int, expected: str) -> bool:
    """`open` routes are about no object that we made: what is missing or wrong in the request shows that one may."""
    match expected:
        case "allowed":
            return status in ALLOWED - {404}
        case "open":
            return status in ALLOWED
        case "sign_in_page":
            return status in {200, 303, 401, 429}
        case "refused":
            return status == 403
        case "hidden":
            return status == 404
        case _:
            return status == 401


def test_nobody_opens_a_ticket_outside_his_own_scope(house: House) -> None:
    body = {"title": "Lek", "location": house.world.elsewhere}
    for role in ("concierge", "home_manager", "home_staff", "building_user"):
        assert house.ask("POST", "/api/v1/tickets", role, body) in (403, 404, 422), role
