"""The main job from end to end: a logger speaks, a leak is found, a team goes, the alert closes, people are told."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.commands import Processes, empty_postgresql
from tests.support.shipped_broker import ShippedBroker, free_port
from tests.support.waiting import until

LEAKING = "ADM-01-W1"
#: What the issue allows from the first answer to the ticket.
TICKET_WITHIN_S = 120
START_WITHIN_S = 240


@dataclass(frozen=True)
class House:
    """A running house: where it answers, and the login of each role."""

    url: str
    logins: dict[str, dict[str, str]]


def _logins(data_dir: Path) -> dict[str, dict[str, str]]:
    return {login["role"]: login for login in json.loads((data_dir / "demo-logins.json").read_text())}


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
def demo_house(tmp_path: Path) -> Iterator[House]:
    """What `make demo` starts: everything in one process on embedded parts."""
    port = free_port()
    processes = Processes(tmp_path, {})
    processes.start("serve", "--demo", "--port", str(port))
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(url), "the house answers", within_s=START_WITHIN_S)
        yield House(url, _logins(tmp_path / "var"))
    finally:
        processes.stop()


@pytest.fixture
def own_database() -> Iterator[str]:
    with empty_postgresql() as url:
        yield url


@pytest.fixture
def split_house(tmp_path: Path, own_database: str) -> Iterator[House]:
    """PostgreSQL and Mosquitto, and each part a process of its own."""
    broker = ShippedBroker(tmp_path / "broker", {"MQTT_PASSWORD": "ingest"})
    broker.root.mkdir()
    broker.prepare()
    broker.start()
    port = free_port()
    environment = {
        "REGIE_DATABASE_URL": own_database, "REGIE_SECRET_KEY": uuid4().hex,
        "REGIE_MQTT_URL": f"mqtt://regie:ingest@127.0.0.1:{broker.port}",
    }  # fmt: skip
    processes = Processes(tmp_path, environment)
    url = f"http://127.0.0.1:{port}"
    try:
        processes.run("migrate")
        processes.run("seed", "demo")
        processes.start("api", "--port", str(port))
        processes.start("ingest")
        processes.start("scheduler")
        processes.start("simulate", "--every", "30")
        until(lambda: _answers(url), "the house answers", within_s=START_WITHIN_S)
        yield House(url, _logins(tmp_path / "var"))
    finally:
        processes.stop()
        broker.stop()


def signed_in(browser: Browser, house: House, role: str, viewport: tuple[int, int] = (1440, 900)) -> Page:
    """A page of somebody who typed his address and password."""
    context = browser.new_context(viewport={"width": viewport[0], "height": viewport[1]}, base_url=house.url)
    page = context.new_page()
    page.goto("/sign-in?lang=en")
    page.get_by_label("E-mail address").fill(house.logins[role]["email"])
    page.get_by_label("Password").fill(house.logins[role]["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("searchbox", name="Search everything")).to_be_visible()
    return page


def find_the_leak(dispatcher: Page) -> str:
    """Waits at the live queue, as a dispatcher does; returns the ticket's reference."""
    dispatcher.goto("/queue")
    row = dispatcher.locator(f"tr[data-row]:has([title*='{LEAKING}'])").first
    row.wait_for(timeout=TICKET_WITHIN_S * 1000)
    reference = row.get_by_role("link", name=re.compile(r"T\d\d-\d{6}")).inner_text()
    expect(row).to_contain_text("P2")
    return reference


def send_him(dispatcher: Page, ticket: str, name: str) -> None:
    """Sends whoever is proposed first, and then gives the job to the one who is at hand."""
    dispatcher.goto(f"/tickets/{ticket}")
    dispatcher.get_by_role("button", name="Send").first.click()
    main = dispatcher.get_by_role("main")
    expect(main).to_contain_text("Dispatched")
    order = main.get_by_role("link", name=re.compile(r"^W\d\d-\d{6}")).first.get_attribute("href")
    dispatcher.goto(f"{order}?do=assign")
    goes = dispatcher.get_by_label("Who goes?")
    if goes.locator("option:checked").inner_text() != name:
        goes.select_option(label=name)
        dispatcher.get_by_role("button", name="Choose who goes").click()
    expect(main).to_contain_text(name)


def do_the_work(technician: Page, ticket: str) -> None:
    """On the tablet: accept, arrive, complete with what was found."""
    technician.goto("/my-work")
    technician.get_by_role("link", name=re.compile(LEAKING)).first.click()
    technician.get_by_role("button", name="Accept").click()
    technician.get_by_role("button", name="I am on site").click()
    technician.get_by_role("link", name="Complete", exact=True).click()
    technician.get_by_role("radio", name="Leak repaired").check()
    technician.get_by_label("What did you do?").fill("Joint of the cistern replaced.")
    technician.get_by_role("button", name="Complete", exact=True).click()
    technician.goto(f"/tickets/{ticket}")
    expect(technician.get_by_role("main")).to_contain_text("Resolved")


def see_the_alert_closed(coordinator: Page, ticket: str) -> None:
    coordinator.goto(f"/tickets/{ticket}")
    coordinator.get_by_role("link", name=re.compile(r"A\d\d-\d{6}")).first.click()
    main = coordinator.get_by_role("main")
    expect(main).to_contain_text("Closed")
    expect(main).to_contain_text("Leak repaired")


def see_who_was_told(lead: Page, ticket: str) -> None:
    """The page of the night went out, or waits visibly where no provider is set."""
    lead.goto(f"/messages?q={ticket}")
    expect(lead.get_by_role("main")).to_contain_text(ticket)


def run_story(browser: Browser, house: House) -> None:
    dispatcher = signed_in(browser, house, "dispatcher")
    ticket = find_the_leak(dispatcher)
    send_him(dispatcher, ticket, house.logins["technician"]["name"])
    do_the_work(signed_in(browser, house, "technician", (1024, 768)), ticket)
    see_the_alert_closed(signed_in(browser, house, "energy_coordinator"), ticket)
    see_who_was_told(signed_in(browser, house, "dispatch_lead"), ticket)
    dispatcher.goto("/queue")
    expect(dispatcher.locator("tr[data-row]", has_text=ticket)).to_have_count(0)


def test_a_leak_becomes_a_ticket_and_closes_with_its_work_in_the_demo(browser: Browser, demo_house: House) -> None:
    run_story(browser, demo_house)


def test_a_leak_becomes_a_ticket_and_closes_with_its_work_on_real_parts(browser: Browser, split_house: House) -> None:
    run_story(browser, split_house)
