"""A site with a small reference organisation, and a browser."""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pydantic import SecretStr
from sqlalchemy import delete, func, select

from ops.access.guard import SESSION_COOKIE
from ops.access.models import Grant
from ops.access.rights import ROLES
from ops.app import create_app
from ops.config import Settings
from ops.db import Database
from ops.estate.models import Location, OccupantFlag, ServiceLine, ServiceLinePlace, Tenancy
from ops.kit.clock import utc_now
from ops.kit.periods import OPEN_END
from ops.kit.rulesets import ensure_defaults
from ops.people.models import Person
from ops.people.rules import shown_phone
from ops.repairs.models import CallDraft
from ops.seeding import seed_demo
from tests.support.corners import Corners, add_corners
from tests.support.dead_letters import keep_samples
from tests.support.world import live_user

ROOT = Path(__file__).parents[2]
# How soon a page answers is measured by `make bench`; here a busy machine may take its time.
expect.set_options(timeout=20_000)


@dataclass(frozen=True)
class Site:
    """A running site and its database."""

    url: str
    database: Database
    settings: Settings
    app: FastAPI
    corners: Corners


@dataclass(frozen=True)
class Tenant:
    """Somebody who lives in one of our dwellings now, with a phone of his own, and the lot where he lives."""

    name: str
    code: str
    phone: str
    lot: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The web process on a seeded SQLite database, over a real socket."""
    port = free_port()
    settings = Settings(
        _env_file=None, data_dir=tmp_path_factory.mktemp("site"), secret_key=SecretStr("e2e-key-" + "0" * 32),
        base_url=f"http://127.0.0.1:{port}", demo=True,
    )  # fmt: skip
    database = Database(settings.sqlalchemy_url).under(settings.hash_key)
    database.migrate()
    now = utc_now()
    with database.unit_of_work() as session:
        ensure_defaults(session, now=now)
    seed_demo(database, settings, scale=0.05, now=now)
    with database.unit_of_work() as session:
        keep_samples(session, settings, now)
        corners = add_corners(session, settings.base_url, now)
    app = create_app(settings, database)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        threading.Event().wait(0.02)
    yield Site(f"http://127.0.0.1:{port}", database, settings, app, corners)
    server.should_exit = True
    thread.join()
    database.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("REGIE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is needed")
        pytest.skip("Chromium is not there; `make services` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


SignIn = Callable[..., Page]
Theme = Literal["light", "dark"]


def signed_in(
    browser: Browser,
    site: Site,
    roles: Sequence[str],
    language: str,
    viewport: tuple[int, int],
    theme: Theme,
    *,
    touch: bool = False,
) -> BrowserContext:
    with site.database.unit_of_work() as session:
        secret = live_user(session, [Grant(role=role) for role in roles or ROLES], language, utc_now())
    context = browser.new_context(
        viewport={"width": viewport[0], "height": viewport[1]}, color_scheme=theme, base_url=site.url, has_touch=touch
    )
    context.add_cookies([{"name": SESSION_COOKIE, "value": secret, "url": site.url}])
    return context


@pytest.fixture
def page_for(browser: Browser, site: Site) -> Iterator[SignIn]:
    """`page_for("dispatcher", language="fr", viewport=(1024, 768), touch=True)`: a signed-in page."""
    contexts: list[BrowserContext] = []

    def open_page(
        *roles: str,
        language: str = "en",
        viewport: tuple[int, int] = (1440, 900),
        theme: Theme = "light",
        touch: bool = False,
    ) -> Page:
        contexts.append(signed_in(browser, site, roles, language, viewport, theme, touch=touch))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def tenant(site: Site) -> Iterator[Tenant]:
    """He speaks French, has a baby, and lives on a riser with his neighbour."""
    with site.database.unit_of_work() as session:
        numbers = select(Person.phone).group_by(Person.phone).having(func.count() == 1)
        lives = select(Person, Location).join(Tenancy, Tenancy.person_id == Person.id)
        lives = lives.join(Location, Location.id == Tenancy.lot_id).where(Person.phone.in_(numbers))
        person, lot = session.execute(lives.where(Tenancy.to_on == OPEN_END).order_by(Person.id).limit(1)).one()
        person.language = "fr"
        person.interpreter_language = "ar"
        neighbour = select(Location.id).where(Location.parent_id == lot.parent_id, Location.kind == "lot")
        line = ServiceLine(code="E2E-B", kind="riser", name="Kolom E", name_fr="Colonne E", location_id=lot.building_id,
                           valve="Kraan boven", valve_fr="Vanne en haut")  # fmt: skip
        session.add(line)
        session.flush()
        session.add_all(ServiceLinePlace(line_id=line.id, location_id=each) for each in session.scalars(neighbour))
        session.add(
            OccupantFlag(
                location_id=lot.id, flag="infant", from_on=date(2020, 1, 1), to_on=OPEN_END, noted_by="Ann",
                noted_at=utc_now(),
            )
        )  # fmt: skip
        found = Tenant(person.name, person.code, shown_phone(person.phone), lot.code)
    yield found
    with site.database.unit_of_work() as session:
        session.execute(delete(CallDraft))
