"""Takes the pictures of docs/screenshots from the running product: always the same night, in the demo's own data."""

import base64
import os
import random
import shutil
import struct
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import numpy as np
import numpy.typing as npt
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connectors.notify.fake import FakeProvider
from iot.profiles import load_registers
from ops.access.guard import SESSION_COOKIE
from ops.access.models import User
from ops.access.seed import demo_email
from ops.access.service.sessions import begin_session
from ops.app import create_app
from ops.config import DEMO_SECRET, Settings
from ops.db import Database
from ops.energy.models import Alert
from ops.energy.rules.incoming import IncomingReading
from ops.energy.service.ingest import note_status, store_batch
from ops.estate.models import Location, Tenancy
from ops.kit import heartbeats, logs
from ops.kit.files import FileStore
from ops.kit.jobs import JobContext
from ops.kit.periods import OPEN_END
from ops.kit.rulesets import ensure_defaults
from ops.kit.runs import Planned
from ops.kit.units import MICRO
from ops.people.models import Person
from ops.repairs.models import Caller, Ticket, WorkOrder
from ops.repairs.service.links import new_address
from ops.seeding import seed_demo
from scheduler import order, record
from scheduler.board import Board
from scheduler.timetable import TIMETABLE, Row
from scheduler.triggers import Every

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
#: Tuesday 24 November 2026, 03:12 in Brussels: one dispatcher, alone.
NIGHT = datetime(2026, 11, 24, 2, 12, 10, tzinfo=UTC)
LEAKING = "ADM-01-W1"
_SAID = "Er loopt water door het plafond van de badkamer, vlak bij de lamp. De baby slaapt ernaast."
DESK, TABLET, PHONE = (1440, 900), (1024, 768), (390, 844)
#: A page of many large pictures loads slowly, and every clone carries them.
MOST_BYTES = 200_000
_PALETTE = 256
_DAY = timedelta(days=1)
#: Chromium decodes its own picture: the standard library has no reader of PNG.
_DECODE = """async (source) => {
  const image = new Image();
  image.src = `data:image/png;base64,${source}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const bytes = context.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""


@dataclass(frozen=True)
class House:
    """A running site whose clock stands still."""

    url: str
    database: Database
    settings: Settings
    #: References of the leak.
    alert: str
    ticket: str


@contextmanager
def running_house(folder: Path) -> Iterator[House]:
    with FakeProvider() as provider:
        ways = tuple(SecretStr(url) for url in provider.notify_urls)
        settings = Settings(
            _env_file=None, data_dir=folder, secret_key=SecretStr(DEMO_SECRET), demo=True, notify_urls=ways
        )  # fmt: skip
        database = _filled(settings)
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(settings, database, clock=lambda: NIGHT), port=0, log_config=None, date_header=False
            )
        )
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            threading.Event().wait(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield House(f"http://127.0.0.1:{port}", database, settings, *_leak(database))
        finally:
            server.should_exit = True
            thread.join()
            database.dispose()


def _filled(settings: Settings) -> Database:
    """The reference organisation, the hour that completes the leak, and what the scheduler makes of it."""
    database = Database(settings.sqlalchemy_url, settings.zone).under(settings.hash_key)
    database.migrate()
    with database.unit_of_work() as session:
        ensure_defaults(session, now=NIGHT)
    seed_demo(database, settings, now=NIGHT)
    _let_loggers_speak(database, settings)
    board = Board(TIMETABLE)
    for row in TIMETABLE:
        _run(database, settings, row, board)
    # Once more, for what the others had to say.
    _run(database, settings, TIMETABLE[0], board)
    _show_life(database, settings, board)
    return database


def _show_life(database: Database, settings: Settings, board: Board) -> None:
    """What the processes say of themselves every few seconds."""
    jobs = board.as_json(NIGHT, settings.zone, running={}, failing=())
    with database.unit_of_work() as session:
        heartbeats.beat(session, "scheduler", heartbeats.SCHEDULER, now=NIGHT, detail={"jobs": jobs})
        heartbeats.beat(session, "regie-ingest-1", heartbeats.INGEST, now=NIGHT)
        heartbeats.beat(session, "mosquitto", heartbeats.BROKER, now=NIGHT)


def _let_loggers_speak(database: Database, settings: Settings) -> None:
    """What the simulator sends after its start: the full hour, and the moment."""
    chance = random.Random(1)
    with database.reading() as session:
        registers = load_registers(session, NIGHT)
    for at in (NIGHT.replace(minute=0, second=0), NIGHT):
        for register in registers:
            register.advance(int(at.timestamp()), chance)
        readings = [
            IncomingReading(
                each.code, at, each.shown_micro / MICRO, each.unit, "index", each.logger,
                f"regie/v1/{each.logger}/readings", b"{}",
            )
            for each in registers
        ]  # fmt: skip
        with database.unit_of_work() as session:
            store_batch(session, readings, [], files=FileStore(settings.files_dir), now=NIGHT)
    with database.unit_of_work() as session:
        for logger in sorted({each.logger for each in registers}):
            note_status(session, logger, online=True, now=NIGHT)


def _run(database: Database, settings: Settings, row: Row, board: Board) -> None:
    """As the scheduler does: a daily job at its hour, the loops now."""
    at = NIGHT if isinstance(row.trigger, Every) else max(row.trigger.times(NIGHT - _DAY, NIGHT, settings.zone))
    context = JobContext(database, settings, lambda: at)
    began_s = time.monotonic()
    ended = order.run_here(row, context)
    if ended.error:
        raise SystemExit(f"screenshots: {row.name} failed: {ended.error}")
    board.note_start(row.name, at)
    board.note_end(row.name, at)
    board.note_result(row.name, time.monotonic() - began_s, ended)
    record.end_round(context, order.Order(row, Planned(row.name, at.isoformat(), at)), at, ended, "pictures")


def _leak(database: Database) -> tuple[str, str]:
    with database.reading() as session:
        found = session.scalars(select(Alert).order_by(Alert.id.desc())).first()
        if found is None or found.ticket_ref is None:
            raise SystemExit("screenshots: the leak became no ticket")
        return found.ref, found.ticket_ref


@dataclass(frozen=True)
class Camera:
    """Opens pages as people of the demo, and keeps what they see."""

    browser: Browser
    house: House

    def page(self, role: str, size: tuple[int, int] = DESK, *, language: str = "", dark: bool = False) -> Page:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            base_url=self.house.url,
        )
        if role:
            secret = self._sign_in(role, language)
            context.add_cookies([{"name": SESSION_COOKIE, "value": secret, "url": self.house.url}])
        page = context.new_page()
        page.clock.set_fixed_time(NIGHT)
        return page

    def _sign_in(self, role: str, language: str) -> str:
        with self.house.database.unit_of_work() as session:
            user = session.scalars(select(User).where(User.email == demo_email(role))).one()
            user.language = language or user.language
            return begin_session(session, user, user_agent="", now=NIGHT).secret

    def shoot(self, page: Page, name: str, path: str = "") -> None:
        """The visible part of the page, once it has loaded; says how large the picture is."""
        if path:
            page.goto(path)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")
        png = self._with_palette(page.screenshot(animations="disabled", caret="hide"))
        if len(png) > MOST_BYTES:
            raise SystemExit(f"screenshots: {name} has {len(png) / 1000:.0f} kB, {MOST_BYTES / 1000:.0f} are allowed")
        (FOLDER / f"{name}.png").write_bytes(png)
        sys.stdout.write(f"{name}.png: {len(png) / 1000:.0f} kB\n")

    def _with_palette(self, png: bytes) -> bytes:
        """The same picture in 256 colours, a third as large."""
        page = self.browser.new_page()
        width, height, pixels = page.evaluate(_DECODE, base64.b64encode(png).decode())
        page.close()
        rgba = np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(height, width, 4)
        return _indexed_png(rgba[:, :, :3].astype(np.int64))


def _indexed_png(rgb: npt.NDArray[np.int64]) -> bytes:
    """Keeps the commonest colour of each hue, then the commonest of all; each other pixel takes the nearest of them."""
    height, width, _ = rgb.shape
    codes, inverse, counts = np.unique(rgb @ np.array([65536, 256, 1]), return_inverse=True, return_counts=True)
    colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
    order = np.argsort(-counts)
    hues = (colours[order] >> 5) @ np.array([64, 8, 1])
    leads = np.zeros(len(order), bool)
    leads[np.unique(hues, return_index=True)[1]] = True
    palette = colours[np.concatenate([order[leads], order[~leads]])[:_PALETTE]]
    nearest = np.array([((palette - colour) ** 2).sum(axis=1).argmin() for colour in colours], np.uint8)
    rows = nearest[inverse].reshape(height, width)
    lines = np.hstack([np.zeros((height, 1), np.uint8), rows])
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", head), (b"PLTE", palette.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b""),
    )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def take_all(camera: Camera) -> None:
    take_energy(camera)
    take_repairs(camera)
    take_job(camera)


def take_energy(camera: Camera) -> None:
    coordinator = camera.page("energy_coordinator")
    camera.shoot(coordinator, "alerts", "/alerts")
    camera.shoot(coordinator, "meter", f"/meters/{LEAKING}")
    camera.shoot(camera.page("energy_coordinator", dark=True), "meter-dark", f"/meters/{LEAKING}")
    camera.shoot(camera.page("energy_coordinator", PHONE), "alert-phone", f"/alerts/{camera.house.alert}")
    camera.shoot(camera.page("admin", language="en"), "jobs", "/jobs")


def take_repairs(camera: Camera) -> None:
    dispatcher, lead = camera.page("dispatcher"), camera.page("dispatch_lead")
    camera.shoot(dispatcher, "queue", "/queue")
    camera.shoot(dispatcher, "ticket", f"/tickets/{camera.house.ticket}")
    camera.shoot(lead, "planning", "/planning?view=day")
    camera.shoot(lead, "rota", "/rota")
    camera.shoot(lead, "reports", "/reports")
    camera.shoot(camera.page("storekeeper"), "stores", "/stores")
    with camera.house.database.unit_of_work() as session:
        phone, mine = _neighbour(session), _page_of_a_caller(session)
    camera.shoot(camera.page("", PHONE), "my-ticket", mine)
    _take_a_call(dispatcher, phone)
    camera.shoot(dispatcher, "intake")


def take_job(camera: Camera) -> None:
    with camera.house.database.reading() as session:
        name = session.scalars(select(User.name).where(User.email == demo_email("technician"))).one()
    _send_the_team(camera.page("dispatcher"), camera.house.ticket, name)
    technician = camera.page("technician", TABLET)
    technician.goto("/my-work")
    technician.get_by_role("link").filter(has_text=LEAKING).first.click()
    camera.shoot(technician, "technician")


def _neighbour(session: Session) -> str:
    """The number of a tenant in the house of the incident with most callers, who did not call yet."""
    incident = select(Caller.ticket_id).group_by(Caller.ticket_id).order_by(func.count().desc()).limit(1)
    place = session.get_one(Location, session.get_one(Ticket, session.scalar(incident)).location_id)
    lives = select(Person.phone).join(Tenancy, Tenancy.person_id == Person.id)
    lives = lives.join(Location, Location.id == Tenancy.lot_id).where(Location.building_id == place.building_id)
    called = select(Caller.phone).where(Caller.phone.is_not(None))
    alone = select(Person.phone).group_by(Person.phone).having(func.count() == 1)
    lives = lives.where(Tenancy.to_on == OPEN_END, Person.phone.not_in(called), Person.phone.in_(alone))
    found = session.scalars(lives.order_by(Person.id)).first()
    if found is None:
        raise SystemExit("screenshots: nobody else lives where the incident is")
    return found


def _page_of_a_caller(session: Session) -> str:
    """The way to the page of a Dutch caller who has an appointment."""
    waits = select(Caller).join(WorkOrder, WorkOrder.ticket_id == Caller.ticket_id).where(
        WorkOrder.slot_from_at > NIGHT, WorkOrder.status.in_(("planned", "dispatched", "accepted")),
        Caller.language == "nl", Caller.person_id.is_not(None),
    )  # fmt: skip
    caller = session.scalars(waits.order_by(WorkOrder.slot_from_at, Caller.id)).first()
    if caller is None:
        raise SystemExit("screenshots: no caller has an appointment")
    return "/my/" + new_address(session, caller, NIGHT).rsplit("/", 1)[1]


def _take_a_call(page: Page, phone: str) -> None:
    """The telephone system opens the page; what the caller says is typed."""
    page.goto(f"/call?from={quote(phone)}")
    page.locator("#f-description").fill("")
    page.locator("#f-description").press_sequentially(_SAID)
    page.locator("#known .button-primary").wait_for()
    page.wait_for_load_state("networkidle")


def _send_the_team(dispatcher: Page, ticket: str, technician: str) -> None:
    """To the person whose tablet is shown, wherever he stands in the proposal."""
    dispatcher.goto(f"/tickets/{ticket}")
    proposed = dispatcher.locator("li").filter(has_text=technician)
    proposed.locator("form[action$='/work-orders'] button").first.click()
    dispatcher.wait_for_load_state("networkidle")


def main() -> None:
    chromium = os.environ.get("REGIE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        raise SystemExit("screenshots: Chromium is needed; `make services` installs it")
    logs.configure("WARNING")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_house(Path(folder)) as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-lcd-text"])
        take_all(Camera(browser, house))
        browser.close()


if __name__ == "__main__":
    main()
