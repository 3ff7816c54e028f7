"""Figures and names of languages, as the reader writes them."""

import pytest

from ops.kit.locale import format_figure, format_language


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (0.25, "nl", "0,25"), (1440, "nl", "1.440"), (0.1, "fr", "0,1"), (1.5, "en", "1.5"), (20, "fr", "20"),
    ],
    ids=str,
)  # fmt: skip
def test_a_figure_keeps_the_decimals_it_has(value: float, language: str, written: str) -> None:
    assert format_figure(value, language) == written


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [("ar", "nl", "Arabisch"), ("ar", "fr", "arabe"), ("tr", "en", "Turkish"), ("zz", "nl", "zz")],
    ids=str,
)
def test_a_language_has_its_name_in_that_of_the_reader(code: str, language: str, name: str) -> None:
    assert format_language(code, language) == name
