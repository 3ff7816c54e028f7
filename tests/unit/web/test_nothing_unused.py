"""What nothing uses is taken away: macros, imported names, classes of the sheets, icons of the sprite."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import nodes

from ops.web.rendering import WEB_DIR, environment

ROOT = WEB_DIR / "templates"
NAMES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
SCRIPTS = sorted((WEB_DIR / "static" / "js").glob("*.js"))
SHEETS = sorted((WEB_DIR / "static" / "css").glob("*.css"))
#: Classes that data or another's script put into the page.
FROM_OUTSIDE = {"counted", "running", "icon-20", "u-over"}


def _source(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@cache
def _parsed(name: str) -> nodes.Template:
    return environment("en", "Europe/Brussels").parse(_source(name))


def _imports(tree: nodes.Template) -> Iterator[tuple[str, str]]:
    """(name in its own template, name here)."""
    for statement in tree.find_all(nodes.FromImport):
        for each in statement.names:
            yield (each, each) if isinstance(each, str) else each


def _called(tree: nodes.Template) -> set[str]:
    return {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_uses_what_it_imports(name: str) -> None:
    tree = _parsed(name)
    assert {here for _, here in _imports(tree)} - _called(tree) == set()


def test_every_macro_is_called() -> None:
    trees = [_parsed(name) for name in NAMES]
    defined = {macro.name for tree in trees for macro in tree.find_all(nodes.Macro)}
    called = {name for tree in trees for name in _called(tree)}
    called |= {there for tree in trees for there, here in _imports(tree) if here in called}
    assert defined - called == set()


def _written_classes() -> tuple[set[str], tuple[str, ...]]:
    """Classes that a template or a script names, and the beginnings of those that are put together."""
    attribute = re.compile(r'(?:class|cls)="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"')
    found = [each for name in NAMES for each in attribute.findall(re.sub(r"\{#.*?#\}", "", _source(name), flags=re.S))]
    found += [each for path in SCRIPTS for each in re.findall(r'(?:className = |classList\.\w+\()"(.*?)"', _text(path))]
    whole = {word for each in found for word in re.findall(r"[\w-]+", each)}
    begun = {word for each in found for word in re.findall(r"([\w-]+-)(?:\{\{|' ~)", each)}
    return whole, tuple(begun)


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def test_every_class_of_the_sheets_stands_on_a_page() -> None:
    whole, begun = _written_classes()
    rules = "\n".join(re.sub(r"/\*.*?\*/", "", _text(sheet), flags=re.S) for sheet in SHEETS)
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)(?=[^{};]*\{)", rules))
    assert {each for each in styled - whole - FROM_OUTSIDE if not each.startswith(begun)} == set()


def test_every_icon_of_the_sprite_is_named_somewhere() -> None:
    drawn = set(re.findall(r'symbol id="([\w-]+)"', _text(WEB_DIR / "static" / "icons.svg")))
    code = "\n".join([*map(_source, NAMES), *map(_text, WEB_DIR.rglob("*.py"))])
    assert {each for each in drawn if not re.search(f"[\"']{each}[\"']", code)} == set()
