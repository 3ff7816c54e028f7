"""The design system: contrast of its colours, known icons and tokens, nothing that the content policy forbids."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[3] / "ops" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SHEETS = sorted((WEB / "static" / "css").glob("*.css"))
TOKENS = dict(
    re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\)", (WEB / "static/css/tokens.css").read_text("utf-8")
    )
)
GROUNDS = ("bg", "surface", "sunken", "hover", "selected")
TEXT_PAIRS = [
    *((text, ground) for text in ("text", "text-2", "text-3", "accent") for ground in GROUNDS),
    *((tone, f"{tone}-tint") for tone in ("ok", "watch", "late", "danger", "neutral", "accent")),
    *((tone, ground) for tone in ("late", "danger") for ground in ("bg", "surface", "selected")),
    ("on-accent", "accent"), ("on-accent", "accent-hover"), ("on-late", "late"), ("on-accent", "chart-actual"),
    ("text", "selection"), ("text-2", "neutral-tint"),
]  # fmt: skip


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str, theme: int) -> float:
    bright, dark = sorted(
        (_luminance(TOKENS[name].split(", ")[theme]) for name in (one, other)),
        reverse=True,
    )
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS, ids=lambda name: name)
def test_text_can_be_read_on_its_ground(text: str, ground: str, theme: int) -> None:
    assert _contrast(text, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["bg", "surface", "sunken", "accent-tint"])
def test_the_border_of_a_control_can_be_seen(ground: str, theme: int) -> None:
    assert _contrast("control", ground, theme) >= 3.0


def test_every_token_that_a_sheet_uses_is_defined() -> None:
    defined = set(re.findall(r"--([\w-]+):", (WEB / "static/css/tokens.css").read_text("utf-8")))
    used = {name for sheet in SHEETS for name in re.findall(r"var\(--([\w-]+)", sheet.read_text("utf-8"))}
    assert used <= defined


def test_only_the_tokens_hold_colours() -> None:
    allowed = {"tokens.css", "print.css"}
    loose = {
        sheet.name: found
        for sheet in SHEETS
        if sheet.name not in allowed and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text("utf-8")))
    }
    assert loose == {}


def test_every_icon_named_in_a_template_stands_in_the_sprite() -> None:
    drawn = set(re.findall(r'symbol id="([\w-]+)"', (WEB / "static/icons.svg").read_text("utf-8")))
    named = {
        name
        for template in TEMPLATES
        for pattern in (r'\b_?icon\("([\w-]+)"', r'\bicon="([\w-]+)"', r'"icon": "([\w-]+)"')
        for name in re.findall(pattern, template.read_text("utf-8"))
    }
    assert named <= drawn


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_a_template_holds_nothing_that_the_content_policy_forbids(template: Path) -> None:
    markup = re.sub(r"\{#.*?#\}", "", template.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r'\sstyle="|\son[a-z]+="|javascript:', markup)
    scripts = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", markup)
    assert scripts == []
