"""A short title out of what a caller said, in his own words."""

import re

_LONGEST = 80
_SENTENCE = re.compile(r"[.!?;\n]+(?:\s|$)")


def headline(words: str) -> str:
    """The first sentence that says something, cut between two words; empty for words that say nothing."""
    sentences = (part.strip(" ,.;:!?…-") for part in _SENTENCE.split(words.strip()))
    first = " ".join(next((part for part in sentences if part), "").split())
    if len(first) <= _LONGEST:
        return first
    cut = first[: _LONGEST - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"
