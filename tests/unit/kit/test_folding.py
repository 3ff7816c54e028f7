import pytest

from ops.kit.folding import fold, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café Élysée", "cafe elysee"),
        ("AYDIN Aydın", "aydin aydin"),
        ("Straße", "strasse"),
        ("Łódź Ørsted", "lodz orsted"),
        ("  Hoogstraat   12 ", "hoogstraat 12"),
        ("’s Hertogenstraat", "’s hertogenstraat"),
    ],
)
def test_text_is_compared_without_case_accents_or_needless_blanks(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_query_has_at_most_eight_words() -> None:
    assert words_of("a b c d e f g h i j") == list("abcdefgh")
