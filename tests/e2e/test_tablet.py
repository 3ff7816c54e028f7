"""A job from the desk to the door: sent in French, done on a tablet with a thumb, recorded once whatever is pressed."""

import re
from collections import Counter
from dataclasses import dataclass

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect
from sqlalchemy import select

from ops.kit.models import Attachment
from ops.repairs.models import StockMove, Ticket, TicketEvent, WorkOrder
from tests.e2e.conftest import SignIn, Site, Tenant
from tests.support.axe import faults
from tests.support.uploads import HTML, photo_from_a_phone

TABLET, PHONE = (1024, 768), (390, 844)
_LEAST_PX = 44
#: What a thumb presses and is lower than it may be; a round choice is pressed by its words.
_SMALL = """least => {
  const pressed = ':is(a.button, button, select, summary, input:not([type=hidden], [type=radio], [type=checkbox]))';
  return [...document.querySelectorAll(`#main ${pressed}, .job-bar ${pressed}`)]
    .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < least)
    .map(each => each.outerHTML.slice(0, 90));
}"""


@dataclass(frozen=True)
class Job:
    """A job that was sent a moment ago."""

    ticket: str
    order: str


def _photo(name: str, content: bytes | None = None) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content or photo_from_a_phone()}


def _send(desk: Page, site: Site, place: str) -> Job:
    """A call is taken and whoever is proposed first is sent, as a dispatcher does it."""
    desk.goto(f"/tickets/new?location={place}&name=Voisine&phone=024250101")
    desk.locator("#f-description").fill("Le robinet de la cuisine goutte")
    expect(desk.locator("#p-priority")).to_contain_text(re.compile("P[1-4]"))
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url(re.compile(r"/tickets/T\d\d-\d{6}$"))
    desk.get_by_role("button", name="Envoyer").first.click()
    expect(desk.get_by_role("main")).to_contain_text("Bon envoyé")
    ticket = desk.url.rsplit("/", 1)[-1]
    with site.database.reading() as session:
        wanted = select(WorkOrder.ref).join(Ticket).where(Ticket.ref == ticket).order_by(WorkOrder.id.desc())
        return Job(ticket, session.scalars(wanted.limit(1)).one())


@pytest.fixture
def job(page_for: SignIn, site: Site, tenant: Tenant) -> Job:
    return _send(page_for("dispatcher", language="fr"), site, tenant.lot)


@pytest.fixture
def tablet(page_for: SignIn) -> Page:
    return page_for("technician", language="fr", viewport=TABLET, touch=True)


def _twice(button: Locator) -> None:
    """A thumb with a glove presses more than once."""
    button.dblclick()


def _events(site: Site, job: Job) -> Counter[str]:
    with site.database.reading() as session:
        kinds = select(TicketEvent.kind).join(Ticket).where(Ticket.ref == job.ticket)
        return Counter(session.scalars(kinds))


def _begin(tablet: Page, job: Job) -> None:
    """From the day to the door."""
    tablet.goto("/my-work")
    tablet.locator(f"a[href='/work-orders/{job.order}']").tap()
    _twice(tablet.get_by_role("button", name="Accepter"))
    _twice(tablet.get_by_role("button", name="Je suis sur place"))
    expect(tablet.get_by_role("link", name="Terminer", exact=True)).to_be_visible()


def _tool(tablet: Page, name: str) -> Locator:
    tablet.get_by_role("navigation", name="Sur place").get_by_role("link", name=name).tap()
    tool = tablet.locator("#tool")
    expect(tool).to_be_in_viewport()
    # A finger is slower than the scripts of the page.
    tablet.wait_for_load_state("load")
    return tool


def _add_a_photo(tablet: Page) -> None:
    tool = _tool(tablet, "Photo")
    tool.locator("input[type=file]").set_input_files(_photo("robinet.jpg"))
    expect(tool.locator("[data-sending] li")).to_have_text("robinet.jpg envoyée")


def _take_a_part(tablet: Page) -> None:
    tool = _tool(tablet, "Pièce utilisée")
    tool.get_by_label("Quelle pièce").select_option(index=1)
    _twice(tool.get_by_role("button", name="Utilisée"))
    expect(tablet.locator(".job-parts")).to_contain_text("1 utilis")


def _note_a_remark(tablet: Page) -> None:
    tool = _tool(tablet, "Remarque")
    tool.get_by_label("Remarque").fill("Le robinet d'arrêt est sous l'évier.")
    _twice(tool.get_by_role("button", name="Noter"))
    expect(tablet.locator("#tool")).to_have_count(0)


def _sign(tablet: Page) -> None:
    """The name, and a line across the field."""
    tool = _tool(tablet, "Signature")
    tool.get_by_label("Nom de la personne qui signe").fill("M. Janssens")
    canvas = tool.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    tablet.mouse.move(box["x"] + 20, box["y"] + 40)
    tablet.mouse.down()
    tablet.mouse.move(box["x"] + 200, box["y"] + 120, steps=8)
    tablet.mouse.up()
    _twice(tool.get_by_role("button", name="Signer"))
    expect(tablet.locator("#photos")).to_contain_text("M. Janssens")


def _complete(tablet: Page) -> None:
    tablet.get_by_role("link", name="Terminer", exact=True).tap()
    form = tablet.locator("#do")
    form.get_by_role("radio").first.check()
    form.get_by_label("Qu’avez-vous fait ?").fill("Joint remplacé.")
    _twice(form.get_by_role("button", name="Terminer"))
    expect(tablet.locator("#do")).to_have_count(0)


def test_a_job_is_done_on_a_tablet_in_french_and_each_press_counts_once(tablet: Page, site: Site, job: Job) -> None:
    _begin(tablet, job)
    for step in (_add_a_photo, _take_a_part, _note_a_remark, _sign, _complete):
        step(tablet)
        assert faults(tablet) == [], step.__name__
    once = ("work_accepted", "work_started", "photo_added", "note", "signed", "work_completed", "resolved")
    assert {kind: _events(site, job)[kind] for kind in once} == dict.fromkeys(once, 1)
    with site.database.reading() as session:
        order = session.scalars(select(WorkOrder).where(WorkOrder.ref == job.order)).one()
        taken = select(StockMove.on_hand_change).where(StockMove.work_order_id == order.id, StockMove.kind == "take")
        labels = set(session.scalars(select(Attachment.label).where(Attachment.about_ref == job.order)))
        assert (order.status, order.signed_by, list(session.scalars(taken))) == ("completed", "M. Janssens", [-1])
    assert labels == {"photo", "signature"}


def test_a_refused_photo_says_why_and_holds_nothing_up(tablet: Page, site: Site, job: Job) -> None:
    _begin(tablet, job)
    tool = _tool(tablet, "Photo")
    tool.locator("input[type=file]").set_input_files(_photo("page.jpg", HTML))
    expect(tool.locator("[data-sending] li")).to_contain_text(re.compile(r"page\.jpg \S.{10,}"))
    assert faults(tablet) == []
    _complete(tablet)
    assert _events(site, job)["work_completed"] == 1
    assert _events(site, job)["photo_added"] == 0


def test_a_photo_without_network_goes_later_from_whatever_page_of_a_job_is_open(
    tablet: Page, site: Site, job: Job
) -> None:
    """The technician takes it, goes on and completes; it goes once the network is there, and only once."""
    _begin(tablet, job)
    tablet.route("**/attachments", lambda route: route.abort(), times=1)
    tool = _tool(tablet, "Photo")
    tool.locator("input[type=file]").set_input_files(_photo("sans-reseau.jpg"))
    expect(tool.locator("[data-sending] li")).to_contain_text("attend le réseau")
    with tablet.expect_response("**/attachments") as later:
        _complete(tablet)
    assert later.value.ok
    assert _events(site, job)["photo_added"] == 1


@pytest.mark.parametrize("viewport", [TABLET, PHONE])
@pytest.mark.parametrize("do", ["", "photo", "part", "remark", "signature", "complete", "no-access", "need-part"])
def test_each_form_of_a_job_is_for_a_thumb(
    page_for: SignIn, job: Job, site: Site, viewport: tuple[int, int], do: str
) -> None:
    page = page_for("technician", language="fr", viewport=viewport, touch=True)
    page.goto(f"/work-orders/{job.order}?do={do}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(_SMALL, _LEAST_PX)
    assert small == []
