"""Every page that a person can reach: accessible in light and dark, and without a text outside the catalogs.

One walk visits the site in a pseudo-locale and looks at each page once; the tests read what it saw.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import pytest
from babel.support import NullTranslations
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.routing import compile_path

from ops.estate.models import Location
from ops.kit.locale import catalogs
from ops.repairs.models import Ticket, WorkOrder
from ops.web import rendering
from ops.web.pages.repairs.job_bar import WITH_FORM
from ops.web.pages.repairs.job_tools import TOOLS
from ops.web.pages.repairs.ticket import ACTS
from tests.e2e.conftest import Site, signed_in
from tests.support.axe import faults, faults_of
from tests.support.routes import declared_routes

STARTS = (
    "/", "/energy", "/queue", "/planning", "/my-work", "/tickets", "/tickets/new", "/alerts", "/meters",
    "/dead-letters", "/locations", "/installations", "/persons", "/search?q=a", "/search?q=zzzz", "/jobs",
    "/jobs/energy_scan", "/messages", "/messages?state=unknown", "/rules", "/rules/energy.silence",
    "/rules/energy.silence/compare?before=1&after=2", "/users", "/users/new", "/tokens", "/audit",
    "/settings/sectors", "/account", "/api/v1/docs", "/tickets?q=zzzz", "/no-such-page", "/my-tickets",
)  # fmt: skip
CONTRAST = "color-contrast"
#: What needs no login; links that were mailed come on top.
WITHOUT_LOGIN = ("/sign-in", "/password-reset", "/invitation/spent", "/password-reset/spent", "/my/spent")
#: Pages that say no, and how.
REFUSED = {
    "/no-such-page": 404,
    "/tokens": 403,
    "/invitation/spent": 404,
    "/password-reset/spent": 404,
    "/my/spent": 404,
}
#: A walk that sees less has lost its way.
AT_LEAST = 100
#: Pages of one route that are visited: enough to meet a full and an empty one. With a question only the first.
EACH_PATTERN = 2
#: What answers with a file, with data or with another page.
_NO_PAGE = re.compile(
    r"^/api/v1/(?!docs)|\.csv$|/download$|/part-expected$|^/my/.*/(photos/|\{act\}$)|^/(healthz|readyz|metrics|me|call|outage-sheet/newest)$"
)
_LEFT_OUT = re.compile(r"\.csv|/static/|export|download|/newest$|[?&]lang=|[?&]fragment=|\.json$")


@dataclass
class Walk:
    """What was seen, by path."""

    visited: Counter[str] = field(default_factory=Counter)
    violations: dict[str, list[str]] = field(default_factory=dict)
    bare: dict[str, list[str]] = field(default_factory=dict)
    #: What was answered with another status than 200.
    refused: dict[str, int] = field(default_factory=dict)

    def visit(self, page: Page, base: str, path: str) -> None:
        answer = page.goto(base + path)
        assert answer is not None
        if answer.status != 200:
            self.refused[path] = answer.status
        self.look_at(page, path)

    def look_at(self, page: Page, path: str) -> None:
        if found := _violations(page):
            self.violations[path] = found
        if left := _bare_texts(page):
            self.bare[path] = left


class Patterns:
    """The route of a path, so that pages of one kind count as one."""

    def __init__(self, site: Site) -> None:
        self.pages = [
            each.path for each in declared_routes(site.app) if each.method == "GET" and not _NO_PAGE.search(each.path)
        ]
        self._compiled = [(compile_path(path)[0], path) for path in sorted(self.pages, key=lambda path: "{" in path)]

    def of(self, target: str) -> str:
        parts = urlsplit(target)
        route = next((path for regex, path in self._compiled if regex.match(parts.path)), "none")
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        if "do" in params:
            return f"{route}?do={params['do']}"
        return route + (f"?{next(iter(params))}" if len(params) == 1 else "?+" if params else "")


def _walk(walk: Walk, page: Page, site: Site, starts: tuple[str, ...], patterns: Patterns) -> None:
    """Follows links from page to page, at most a few of each pattern."""
    waiting, seen = deque(starts), set(starts)
    while waiting:
        path = waiting.popleft()
        pattern = patterns.of(path)
        if path not in starts and walk.visited[pattern] >= (1 if "?" in pattern else EACH_PATTERN):
            continue
        walk.visited[pattern] += 1
        walk.visit(page, site.url, path)
        new = [link for link in _links(page, site.url) if link not in seen and not _LEFT_OUT.search(link)]
        seen.update(new)
        waiting.extend(new)


def _links(page: Page, base: str) -> list[str]:
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(a => a.href.split('#')[0])")
    return [href.removeprefix(base) for href in dict.fromkeys(hrefs) if href.startswith(base + "/")]


def _of_each_state(site: Site) -> tuple[str, ...]:
    """Tickets, work orders and alerts in every state that there is, whatever they wait for; a place of every kind."""
    with site.database.reading() as session:
        tickets = {(row.status, row.waiting_for): f"/tickets/{row.ref}" for row in session.query(Ticket)}
        orders = {row.status: f"/work-orders/{row.ref}" for row in session.query(WorkOrder)}
        places = {row.kind: f"/locations/{row.code}" for row in session.query(Location)}
    alerts = [f"/alerts/{ref}" for ref in site.corners.alerts.values()]
    return (*tickets.values(), *orders.values(), *places.values(), *alerts)


def _preview_rules(walk: Walk, page: Page, site: Site) -> None:
    """The one page that only a filled form leads to; sent empty, it is a form with errors."""
    page.goto(f"{site.url}/rules/access.sign_in/edit")
    for name, note in (("rules/errors", ""), ("rules/preview", "Longer")):
        page.locator("#main form input[inputmode]").first.fill("13")
        page.locator("[name=valid_from]").fill("2030-01-01")
        page.locator("[name=note]").fill(note)
        page.locator("[name=act][value=preview]").click()
        page.wait_for_load_state()
        walk.visited[name] += 1
        walk.look_at(page, name)


def _visit(walk: Walk, page: Page, site: Site, paths: tuple[str, ...]) -> None:
    for path in paths:
        walk.visited[path] += 1
        walk.visit(page, site.url, path)


@pytest.fixture(scope="module")
def walk(pseudo: None, site: Site, browser: Browser) -> Walk:
    walk, patterns = Walk(), Patterns(site)
    context = signed_in(browser, site, (), "en", (1440, 900), "light")
    page = _calm_page(context)
    _walk(walk, page, site, (*STARTS, *_of_each_state(site), site.corners.promised), patterns)
    _preview_rules(walk, page, site)
    context.close()
    context = signed_in(browser, site, ("technician",), "en", (1440, 900), "light")
    page = _calm_page(context)
    _visit(walk, page, site, ("/tokens", "/my-work"))
    context.clear_cookies()
    _visit(
        walk, page, site, (*WITHOUT_LOGIN, site.corners.invitation, site.corners.password_reset, *site.corners.callers)
    )
    context.close()
    return walk


def _calm_page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    return page


def _violations(page: Page) -> list[str]:
    """What axe finds of level A and AA on the page as it stands; only its colours differ in the dark."""
    page.emulate_media(color_scheme="light")
    light = faults(page)
    page.emulate_media(color_scheme="dark")
    return light + [f"dark {each}" for each in faults_of(page, CONTRAST)]


class _Pseudo(NullTranslations):
    """Answers every text between brackets, so that a text that stands bare came from no catalog."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧" if message else ""

    def ngettext(self, msgid1: str, msgid2: str, num: int) -> str:
        return f"⟦{msgid1 if num == 1 else msgid2}⟧"


@pytest.fixture(scope="module")
def pseudo() -> Iterator[None]:
    """The site speaks a language that can't be confused with one that was typed into a template."""
    real = catalogs.catalog.__wrapped__
    fake = lambda language: _Pseudo() if language == "en" else real(language)  # noqa: E731
    with pytest.MonkeyPatch.context() as patch:
        for module in ("ops.kit.locale", "ops.kit.locale.texts", "ops.kit.locale.formats"):
            patch.setattr(f"{module}.catalog", fake)
        rendering.environment.cache_clear()
        yield
    rendering.environment.cache_clear()


#: A worded part may hold elements: brackets are counted over the whole page, and what stands in none is bare.
_BARE_TEXTS = """() => {
  const found = new Set();
  const isData = node => node.closest('[translate=no], script, style, svg title');
  let depth = 0;
  const outside = text => [...text].filter(c => {
    if (c === '⟦') depth += 1;
    else if (c === '⟧') depth -= 1;
    else return depth === 0;
  }).join('').trim();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    if (node.parentElement.closest('script, style')) continue;
    const text = outside(node.data);
    if (/\\p{L}{2,}/u.test(text) && !isData(node.parentElement)) found.add(text);
  }
  if (depth) found.add(`${depth} brackets stay open`);
  for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      depth = 0;
      const text = outside(element.getAttribute(name));
      if (/\\p{L}{2,}/u.test(text) && !isData(element)) found.add(text);
    }
  }
  return [...found];
}"""


def _bare_texts(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_BARE_TEXTS)
    return found


_BAD_PAGE = """<html lang="en"><title>Bad</title><main><button></button>
<p style="color: #bbb; background: #fff">Bare <b>⟦worded <i>name</i> so⟧</b></p></main></html>"""


def test_what_is_wrong_with_a_page_is_seen(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content(_BAD_PAGE)
    rules = {each.split(":")[0] for each in _violations(page)}
    assert {"button-name", CONTRAST, f"dark {CONTRAST}"} <= rules
    assert _bare_texts(page) == ["Bare"]
    context.close()


def test_the_walk_reaches_every_page_and_every_form(
    walk: Walk, site: Site, record_property: Callable[[str, object], None]
) -> None:
    record_property("pages", walk.visited.total())
    routes = {pattern.split("?")[0] for pattern in walk.visited}
    patterns = Patterns(site)
    told = {patterns.of(path) for path in WITHOUT_LOGIN}
    forms = {f"/tickets/{{ref}}?do={act}" for act in ACTS}
    forms |= {f"/work-orders/{{ref}}?do={act}" for act in (*WITH_FORM, *TOOLS)}
    forms |= {f"/alerts/{{ref}}?do={act}" for act in ("acknowledge", "snooze", "merge", "close")}
    assert set(patterns.pages) - routes - told == set()
    assert forms - set(walk.visited) == set()
    assert len(walk.visited) >= AT_LEAST
    assert walk.refused == REFUSED


def test_no_page_breaks_an_accessibility_rule(walk: Walk) -> None:
    assert walk.violations == {}


def test_no_page_shows_a_text_outside_the_catalogs(walk: Walk) -> None:
    assert walk.bare == {}
