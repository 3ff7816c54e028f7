"""Calls are taken without a mouse: in French, in a few seconds of keys, in each of the four ways they may end."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from ops.repairs.models import Ticket
from tests.e2e.conftest import SignIn, Site, Tenant
from tests.support.axe import faults

LEAK = "De l'eau coule du plafond de la salle de bain, c'est près de la lampe. Le bébé dort à côté."


def _settled(page: Page) -> None:
    expect(page.locator(".htmx-request")).to_have_count(0)


def _tickets(site: Site) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Ticket)) or 0


def _begin(page: Page, tenant: Tenant) -> None:
    """From the queue to the words, by the number alone."""
    page.goto("/queue?lang=fr")
    page.keyboard.press("n")
    expect(page.locator("[name=phone]")).to_be_focused()
    page.keyboard.type(tenant.phone)
    expect(page.locator("#caller")).to_contain_text(tenant.name)
    expect(page.locator("#f-description")).to_be_focused()


def test_a_call_is_taken_in_french_with_the_keyboard_alone(
    page_for: SignIn, site: Site, tenant: Tenant, record_property: Callable[[str, object], None]
) -> None:
    page = page_for("dispatcher", language="fr")
    began = time.monotonic()
    _begin(page, tenant)
    page.keyboard.type(LEAK)
    expect(page.locator("#p-priority")).to_contain_text("P1")
    expect(page.locator("#f-spot")).to_have_value("salle de bain")
    expect(page.locator("[name=affected][value=infant]")).to_be_checked()
    expect(page.locator("[data-mirror] mark").first).to_have_text("eau coule du plafond")
    expect(page.locator("#say")).to_contain_text("Ne touchez ni la lampe")
    expect(page.locator("#kept")).to_contain_text("Brouillon gardé")
    page.keyboard.press("Alt+g")
    expect(page.locator("[name=affected][value=pregnancy]")).to_be_checked()
    before = _tickets(site)
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/T*")
    record_property("seconds", round(time.monotonic() - began, 1))
    assert _tickets(site) == before + 1, "a second press makes no second ticket"
    expect(page.locator("main")).to_contain_text(tenant.name)


def test_a_caller_joins_the_incident_and_is_promised_a_call_with_two_keys(page_for: SignIn, tenant: Tenant) -> None:
    page = page_for("dispatcher", language="fr")
    page.goto(f"/tickets/new?location={tenant.lot}&name=Voisine+du+haut")
    page.locator("#f-description").focus()
    page.keyboard.type("L'eau coule du plafond")
    join = page.locator("#known .button-primary")
    expect(join).to_contain_text("Voisine du haut")
    expect(page.locator("#create")).not_to_have_class("button-primary")
    page.keyboard.press("Alt+l")
    _settled(page)
    page.goto(f"/tickets/new?location={tenant.lot}&name=Voisine+du+haut&phone=024250101")
    page.locator("#f-description").focus()
    page.keyboard.type("L'eau coule du plafond")
    expect(join).to_be_visible()
    page.keyboard.press("Alt+r")
    expect(page.locator("[name=call_back_in]:checked")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    _settled(page)
    expect(join).to_be_visible()
    page.keyboard.press("Alt+i")
    page.wait_for_url("**/tickets/T*")
    expect(page.locator("main")).to_contain_text("Voisine du haut")


def test_a_question_is_passed_on_to_its_desk_by_keys(page_for: SignIn, tenant: Tenant) -> None:
    page = page_for("dispatcher", language="fr")
    _begin(page, tenant)
    page.keyboard.type("Pourquoi mes charges ont-elles augmenté")
    page.keyboard.press("Alt+q")
    expect(page.locator("[name=desk]:checked")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator("#pass-on")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/T*")
    expect(page.locator("main")).to_contain_text("Pourquoi mes charges")


def test_escape_puts_a_call_aside_and_the_key_of_calls_brings_it_back(page_for: SignIn, tenant: Tenant) -> None:
    page = page_for("dispatcher", language="fr")
    _begin(page, tenant)
    page.keyboard.type("Il y a une odeur")
    expect(page.locator("#kept")).to_contain_text("Brouillon gardé")
    page.keyboard.press("Escape")
    page.wait_for_url("**/queue")
    page.keyboard.press("n")
    page.wait_for_url("**/tickets/new")
    page.keyboard.press("Alt+v")
    page.wait_for_url("**/tickets/new?draft=*")
    expect(page.locator("#f-description")).to_have_value("Il y a une odeur")
    expect(page.locator("#caller")).to_contain_text(tenant.name)


def test_a_name_offers_persons_and_another_person_gives_the_fields_back(page_for: SignIn, tenant: Tenant) -> None:
    page = page_for("dispatcher", language="fr")
    page.goto("/tickets/new")
    page.keyboard.press("Tab")
    page.keyboard.type(tenant.name)
    choice = page.locator(f"#found [name=chosen_person][value='{tenant.code}']")
    expect(choice).to_be_visible()
    page.keyboard.press(f"Alt+{str(choice.get_attribute('data-key'))[-1]}")
    expect(page.locator("#f-description")).to_be_focused()
    page.keyboard.press("Alt+a")
    expect(page.locator("input[name=name]:not([type=hidden])")).to_be_visible()


def test_a_key_changes_the_urgency_and_asks_why(page_for: SignIn, tenant: Tenant) -> None:
    page = page_for("dispatcher", language="fr")
    _begin(page, tenant)
    page.keyboard.type("Plus de chauffage")
    expect(page.locator("#p-hazard q")).to_be_visible()
    page.keyboard.press("Alt+3")
    expect(page.locator("#f-priority")).to_be_focused()
    page.keyboard.type("P4")
    page.keyboard.press("Tab")
    expect(page.locator("#p-priority .tone-late")).to_be_visible()
    page.keyboard.type("Il fait doux")
    expect(page.locator("#p-priority .tone-late")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [(1440, 900), (1024, 768), (390, 844)])
def test_a_call_has_no_fault_of_access(page_for: SignIn, tenant: Tenant, viewport: tuple[int, int], theme: str) -> None:
    page = page_for("dispatcher", language="fr", viewport=viewport, theme=theme)
    page.goto(f"/tickets/new?phone={tenant.phone.replace(' ', '')}")
    page.locator("#f-description").fill(LEAK)
    expect(page.locator("#p-priority")).to_contain_text("P1")
    _settled(page)
    page.keyboard.press("Alt+1")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
