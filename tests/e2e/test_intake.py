"""A call is taken without a mouse: the caller by name, the words, the hazard, and Ctrl + Enter."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from ops.estate.models import Tenancy
from ops.kit.periods import OPEN_END
from ops.people.models import Person
from tests.e2e.conftest import SignIn, Site


@pytest.fixture
def tenant(site: Site) -> tuple[str, str]:
    """Name and code of somebody who lives in one of our dwellings now and has a phone."""
    lives = select(Person.given_name, Person.family_name, Person.code).join(Tenancy, Tenancy.person_id == Person.id)
    wanted = lives.where(Tenancy.to_on == OPEN_END, Person.phone.is_not(None)).order_by(Person.id).limit(1)
    with site.database.reading() as session:
        given, family, code = session.execute(wanted).one()
    return f"{given} {family}", code


def _settled(page: Page) -> None:
    expect(page.locator(".htmx-request")).to_have_count(0)


def test_a_call_is_taken_with_the_keyboard_alone(page_for: SignIn, tenant: tuple[str, str]) -> None:
    name, code = tenant
    page = page_for("dispatcher")
    page.goto("/queue")
    page.keyboard.press("n")
    expect(page.locator("[name=phone]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type(name)
    choice = page.locator(f"#persons [name=person][value='{code}']")
    expect(choice).to_be_visible()
    page.keyboard.press(f"Alt+{str(choice.get_attribute('data-key'))[-1]}")
    expect(page.locator("[name=phone]")).not_to_have_value("")
    expect(page.locator("[name=location]").first).to_be_visible()
    if page.locator("[name=location]:checked").count() == 0:
        page.keyboard.press("Space")
    page.keyboard.press("Alt+w")
    page.keyboard.type("Lek onder de gootsteen")
    page.locator("[name=hazard]").select_option("burst_pipe")
    expect(page.locator("#outlook")).to_contain_text("P1")
    _settled(page)
    page.locator("[name=description]").focus()
    page.keyboard.type("Het water loopt")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/T*")
    expect(page.locator("main")).to_contain_text(name)


def test_a_caller_joins_what_is_known_with_one_key(page_for: SignIn) -> None:
    page = page_for("dispatcher")
    page.goto("/tickets/new?location=ADM-01&title=Koud&hazard=no_heating")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/T*")
    page.goto("/tickets/new?location=ADM-01")
    page.locator("[name=name]").fill("Buurvrouw van boven")
    _settled(page)
    page.keyboard.press("Alt+i")
    page.wait_for_url("**/tickets/T*")
    expect(page.locator("main")).to_contain_text("Buurvrouw van boven")
