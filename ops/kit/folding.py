"""Text as it is compared: without case and accents, alike on both engines."""

import unicodedata
from collections.abc import Sequence

#: Letters that Unicode does not take apart, as people type them without.
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """Lower case without accents, blanks single: what a `search_text` column holds."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().translate(_PLAIN).split())


def words_of(query: str) -> Sequence[str]:
    """The folded words of a query, at most eight: more can't narrow what a person looks for."""
    return fold(query[:200]).split()[:8]
