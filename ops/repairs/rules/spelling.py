"""Words as people type them: folded, cut short, with a slip of a finger."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ops.kit.folding import fold


@dataclass
class Vocabulary:
    """The words of all phrases, each with a number; a word of a text may stand for several of them.

    A word from `one_slip_from` letters on may hold one slip, from `two_slips_from` on two: a letter too many, too few,
    wrong, or two swapped. The first letter is always right: that keeps the comparison short and its guesses sober.
    """

    one_slip_from: int
    two_slips_from: int
    #: Numbers in words ("trois"), by their folded word.
    figures: Mapping[str, int] = field(default_factory=dict)
    _exact: dict[str, int] = field(default_factory=dict)
    _prefixes: dict[str, int] = field(default_factory=dict)
    _below: dict[str, int] = field(default_factory=dict)
    _by_letter: dict[str, list[str]] = field(default_factory=dict)
    _size: int = 0

    def phrase(self, words: str) -> tuple[int, ...]:
        """The numbers of a phrase's words, which it learns; apostrophes and hyphens part words as blanks do."""
        plain = fold(words).replace("'", " ").replace("’", " ").replace("-", " ")
        return tuple(self._learn(word) for word in plain.split())

    def _learn(self, word: str) -> int:
        if word.startswith("<"):
            return self._number(self._below, word[1:])
        if word.endswith("*"):
            return self._number(self._prefixes, word[:-1])
        if word not in self._exact:
            self._by_letter.setdefault(word[0], []).append(word)
        return self._number(self._exact, word)

    def _number(self, table: dict[str, int], key: str) -> int:
        if key not in table:
            table[key] = self._size
            self._size += 1
        return table[key]

    def numbers_of(self, word: str) -> frozenset[int]:
        """What a folded word of a text may stand for."""
        figure = int(word) if word.isdecimal() and word.isascii() and len(word) < 9 else self.figures.get(word)
        below = {n for limit, n in self._below.items() if figure is not None and figure < int(limit)}
        return self._known(word) | below

    def _known(self, word: str) -> frozenset[int]:
        found = {self._exact[word]} if word in self._exact else set()
        cuts = (word[:length] for length in range(1, len(word) + 1))
        found |= {self._prefixes[cut] for cut in cuts if cut in self._prefixes}
        return frozenset(found or self._mistyped(word))

    def _mistyped(self, word: str) -> set[int]:
        if not self._slips(word):
            return set()
        whole = {self._exact[w] for w in self._by_letter.get(word[0], ()) if self._is_near(word, w)}
        return whole or {n for prefix, n in self._prefixes.items() if self._begins_near(word, prefix)}

    def _slips(self, word: str) -> int:
        return (len(word) >= self.one_slip_from) + (len(word) >= self.two_slips_from)

    def _is_near(self, word: str, known: str) -> bool:
        allowed = min(self._slips(word), self._slips(known))
        return allowed > 0 and slips_between(word, known, allowed) <= allowed

    def _begins_near(self, word: str, prefix: str) -> bool:
        if self._slips(prefix) == 0 or word[0] != prefix[0]:
            return False
        lengths = (len(prefix), len(prefix) - 1, len(prefix) + 1)
        return any(slips_between(word[:length], prefix, 1) <= 1 for length in lengths)


def slips_between(one: str, other: str, most: int) -> int:
    """Letters added, left out, changed or swapped with their neighbour; more than `most` is not counted on."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, row, above = row, [i], before
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
