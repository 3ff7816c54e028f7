"""Every page that a person can reach: accessible in light and dark, and without a text outside the catalogs."""

import re
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from babel.support import NullTranslations
from playwright.sync_api import Page

from ops.kit.locale import catalogs
from ops.web import rendering
from tests.e2e.conftest import ROOT, SignIn, Site

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text
STARTS = (
    "/", "/queue", "/my-work", "/tickets", "/tickets/new", "/alerts", "/meters", "/dead-letters", "/locations",
    "/installations", "/persons", "/search?q=a", "/jobs", "/messages", "/rules", "/users", "/tokens", "/audit",
    "/settings/sectors", "/account", "/api/v1/docs", "/no-such-page",
)  # fmt: skip
WITHOUT_LOGIN = ("/sign-in", "/password-reset", "/invitation/not-a-link")
#: Pages of one pattern that are visited: enough to meet a full and an empty one.
EACH_PATTERN = 2
_VARIABLE = re.compile(r"(?<=/)([A-Z0-9][\w.-]*\d[\w.-]*|[\d]+|[a-z-]+\.[a-z_]+)(?=/|$)")


def _pattern(path: str) -> str:
    return _VARIABLE.sub("*", path)


def reachable(page: Page, base: str) -> Iterator[str]:
    """Paths by following links, at most a few of each pattern."""
    waiting, seen, visited = deque(STARTS), set(STARTS), dict[str, int]()
    while waiting:
        path = waiting.popleft()
        pattern = _pattern(urlsplit(path).path)
        if visited.get(pattern, 0) >= EACH_PATTERN:
            continue
        visited[pattern] = visited.get(pattern, 0) + 1
        page.goto(base + path)
        yield path
        hrefs: list[str] = page.eval_on_selector_all("a[href^='/']", "links => links.map(a => a.getAttribute('href'))")
        for href in hrefs:
            target = href.split("#")[0]
            if (
                target not in seen
                and "lang=" not in target
                and not re.search(r"\.csv|/static/|export|download", target)
            ):
                seen.add(target)
                waiting.append(target)


def violations(page: Page) -> list[str]:
    """What axe finds of level A and AA on the page as it stands."""
    page.evaluate(AXE())
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"][:3]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_breaks_an_accessibility_rule(theme: str, site: Site, page_for: SignIn) -> None:
    page = page_for(theme=theme)
    broken = {path: found for path in reachable(page, site.url) if (found := violations(page))}
    for path in WITHOUT_LOGIN:
        page.context.clear_cookies()
        page.goto(site.url + path)
        if found := violations(page):
            broken[path] = found
    assert broken == {}


class _Pseudo(NullTranslations):
    """Answers every text between brackets, so that a text that stands bare came from no catalog."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧" if message else ""

    def ngettext(self, msgid1: str, msgid2: str, num: int) -> str:
        return f"⟦{msgid1 if num == 1 else msgid2}⟧"


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The site speaks a language that can't be confused with one that was typed into a template."""
    real = catalogs.catalog.__wrapped__
    fake = lambda language: _Pseudo() if language == "en" else real(language)  # noqa: E731
    for module in ("ops.kit.locale", "ops.kit.locale.texts", "ops.kit.locale.formats"):
        monkeypatch.setattr(f"{module}.catalog", fake)
    rendering.environment.cache_clear()
    yield
    rendering.environment.cache_clear()


_BARE_TEXTS = """() => {
  const found = new Set();
  const isData = node => node.closest('[translate=no], script, style, svg title, option[translate=no]');
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const text = node.data.trim();
    if (/\\p{L}{2,}/u.test(text) && !isData(node.parentElement)) found.add(text);
  }
  for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const text = element.getAttribute(name);
      if (/\\p{L}{2,}/u.test(text) && !isData(element)) found.add(text);
    }
  }
  return [...found];
}"""


def _outside_brackets(text: str) -> str:
    """What is left when every worded part, however nested, is taken away."""
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    return text


def test_no_page_shows_a_text_outside_the_catalogs(pseudo: None, site: Site, page_for: SignIn) -> None:
    page = page_for(language="en")
    bare: dict[str, list[str]] = {}
    for path in reachable(page, site.url):
        texts: list[str] = page.evaluate(_BARE_TEXTS)
        left = [text for text in texts if re.search(r"[^\W\d_]{2,}", _outside_brackets(text))]
        if left:
            bare[path] = left
    assert bare == {}
