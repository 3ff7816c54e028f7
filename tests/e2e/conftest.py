"""A site with a small reference organisation, and a browser."""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pydantic import SecretStr

from ops.access.guard import SESSION_COOKIE
from ops.access.models import Grant
from ops.access.rights import ROLES
from ops.app import create_app
from ops.config import Settings
from ops.db import Database
from ops.kit.clock import utc_now
from ops.kit.rulesets import ensure_defaults
from ops.seeding import seed_demo
from tests.support.corners import Corners, add_corners
from tests.support.dead_letters import keep_samples
from tests.support.world import live_user

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Site:
    """A running site and its database."""

    url: str
    database: Database
    settings: Settings
    app: FastAPI
    corners: Corners


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
    browser: Browser, site: Site, roles: Sequence[str], language: str, viewport: tuple[int, int], theme: Theme
) -> BrowserContext:
    with site.database.unit_of_work() as session:
        secret = live_user(session, [Grant(role=role) for role in roles or ROLES], language, utc_now())
    context = browser.new_context(
        viewport={"width": viewport[0], "height": viewport[1]}, color_scheme=theme, base_url=site.url
    )
    context.add_cookies([{"name": SESSION_COOKIE, "value": secret, "url": site.url}])
    return context


@pytest.fixture
def page_for(browser: Browser, site: Site) -> Iterator[SignIn]:
    """`page_for("dispatcher", language="fr", viewport=(1024, 768), theme="dark")`: a signed-in page."""
    contexts: list[BrowserContext] = []

    def open_page(
        *roles: str, language: str = "en", viewport: tuple[int, int] = (1440, 900), theme: Theme = "light"
    ) -> Page:
        contexts.append(signed_in(browser, site, roles, language, viewport, theme))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()
