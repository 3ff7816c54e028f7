"""What axe finds of WCAG 2.2 A and AA on a page as it stands."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def faults(page: Page) -> list[str]:
    """Of each rule that is broken the first three places."""
    return _found(page, {"runOnly": _LEVELS})


def faults_of(page: Page, rule: str) -> list[str]:
    """The same of one rule alone."""
    return _found(page, {"runOnly": {"type": "rule", "values": [rule]}})


def _found(page: Page, options: dict[str, Any]) -> list[str]:
    # Half a megabyte, so a page takes it once however often it is asked.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_AXE)
    options = {**options, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"][:3]]
