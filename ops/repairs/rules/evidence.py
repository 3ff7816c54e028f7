"""What the words of a caller mean: the words of a text that are evidence, and for what.

A phrase is words in their order, with a few other words between. `chauff*` is any word that begins so, `<12` a number
under twelve. A long word may be mistyped. Things (heating, lift) and what befalls them (missing, failing, blocked) are
listed apart and found together. What is denied ("pas de fuite") is no evidence. The longest match wins, marks never
overlap, and offsets are those of the text as it was typed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from ops.kit.folding import fold
from ops.repairs.rules.spelling import Vocabulary

#: A letter with its loose accents belongs together, however the text was composed.
_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")
_SENTENCE_END, _CLAUSE_END = frozenset(".!?;\n"), frozenset(",:()")
#: The trouble that stands before its thing: "geen verwarming".
MISSING = "missing"

Phrase = tuple[int, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Mark:
    """Words of the text that are evidence; kind = hazard | trade | spot | affected | service."""

    start: int
    end: int
    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What some words stand for."""

    kind: str
    code: str
    trade: str | None = None
    #: The service that stands still when this is so.
    service: str | None = None
    #: Counts only beside one of these hazards: a lamp is no danger until water drips on it.
    only_with: frozenset[str] = frozenset()
    #: Nobody said so in so many words: at another place it may be a lesser hazard.
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """What may be in trouble: the trade that its name alone tells, and the hazard that each trouble makes of it."""

    entry: Entry
    troubles: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many other words may stand within a phrase, between a thing and its trouble, and beside a denial."""

    within_phrase: int
    between: int
    denial: int


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    word: str
    sentence: int
    clause: int


@dataclass
class Index(Generic[T]):
    """Phrases by their first word, each with what it stands for."""

    by_first: dict[int, list[tuple[Phrase, T]]] = field(default_factory=dict)

    def add(self, phrase: Phrase, meaning: T) -> None:
        self.by_first.setdefault(phrase[0], []).append((phrase, meaning))


@dataclass(frozen=True)
class Lexicon:
    """Phrases as numbers of words in the vocabulary, ready to be looked for; troubles by their code."""

    vocabulary: Vocabulary
    phrases: Index[Entry]
    things: Index[Thing]
    troubles: Index[str]
    #: True for those that follow what they deny.
    denials: Index[bool]
    limits: Limits


@dataclass(frozen=True)
class Match:
    """An entry with the places of its own words and the runs of words that show it; `gap` parts thing and trouble."""

    entry: Entry
    own: frozenset[int]
    runs: tuple[tuple[int, int], ...]
    gap: int = 0

    @cached_property
    def covered(self) -> frozenset[int]:
        return frozenset(i for first, last in self.runs for i in range(first, last + 1))

    @property
    def order(self) -> tuple[int, int, int, int, str, str]:
        """The longest first, then the closest, then as they stand."""
        return -len(self.own), self.gap, len(self.covered), min(self.own), self.entry.kind, self.entry.code


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for one entry: the caller's own words, and how many of them."""

    entry: Entry
    words: tuple[str, ...]
    weight: int
    start: int


@dataclass(frozen=True)
class Heard:
    """All evidence of a text, in the order of the text."""

    marks: Sequence[Mark] = ()
    evidence: Sequence[Evidence] = ()

    def of(self, kind: str) -> list[Evidence]:
        return [each for each in self.evidence if each.entry.kind == kind]

    @property
    def services(self) -> frozenset[str]:
        """Services that stand still, in words of their own or by what failed."""
        named = {each.entry.code for each in self.of("service")}
        return frozenset(named | {each.entry.service for each in self.evidence if each.entry.service})


def read(text: str, lexicon: Lexicon) -> Heard:
    """Everything that the words are evidence for."""
    tokens = tokens_of(text)
    chosen = _apart(_with_company(_Reading(tokens, lexicon).matches()))
    return Heard(_marks(chosen, tokens), _gathered(text, chosen, tokens))


def tokens_of(text: str) -> list[Token]:
    """The words of a text; a denial reaches no further than its clause, and nothing beyond its sentence."""
    found: list[Token] = []
    sentence = clause = last = 0
    for match in _WORD.finditer(text):
        between = set(text[last : match.start()])
        sentence += bool(between & _SENTENCE_END)
        clause += bool(between & (_SENTENCE_END | _CLAUSE_END))
        found.append(Token(match.start(), match.end(), fold(match.group()), sentence, clause))
        last = match.end()
    return found


class _Reading:
    """One text against one lexicon."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self._means = [lexicon.vocabulary.numbers_of(token.word) for token in tokens]

    def matches(self) -> list[Match]:
        """All that are not denied; a word that says what is wrong ("marche pas") denies nothing else."""
        found = [*self._plain(), *self._troubled()]
        spent = frozenset(i for match in found for i in match.own)
        denials = [each for each in self._found(self.lexicon.denials, gap=0) if not spent & set(each[0])]
        return [m for m in found if not any(self._denies(places, behind, m) for places, behind in denials)]

    def _plain(self) -> Iterator[Match]:
        for places, entry in self._found(self.lexicon.phrases, self.lexicon.limits.within_phrase):
            yield Match(entry, frozenset(places), ((places[0], places[-1]),))

    def _troubled(self) -> Iterator[Match]:
        """Things with what befalls them; a thing alone still tells the trade."""
        within = self.lexicon.limits.within_phrase
        troubles = list(self._found(self.lexicon.troubles, within))
        for places, thing in self._found(self.lexicon.things, within):
            yield Match(thing.entry, frozenset(places), ((places[0], places[-1]),))
            for trouble, code in troubles:
                if code in thing.troubles and (gap := self._gap(places, trouble, code)) is not None:
                    runs = _runs(min(places, trouble), max(places, trouble), gap)
                    yield Match(thing.troubles[code], frozenset({*places, *trouble}), runs, gap)

    def _gap(self, thing: Phrase, trouble: Phrase, code: str) -> int | None:
        """How many words part them; None when they have nothing to do with each other."""
        first, second = sorted((thing, trouble))
        gap = second[0] - first[-1] - 1
        ahead = code == MISSING
        most = self.lexicon.limits.denial if ahead else self.lexicon.limits.between
        apart = self.tokens[first[0]].sentence != self.tokens[second[-1]].sentence
        return None if apart or not 0 <= gap <= most or (ahead and first is not trouble) else gap

    def _found(self, index: Index[T], gap: int) -> Iterator[tuple[Phrase, T]]:
        """The places of the words of each phrase; the nearest next word counts."""
        for first, numbers in enumerate(self._means):
            for number in sorted(numbers):
                for phrase, meaning in index.by_first.get(number, ()):
                    if places := self._places(phrase, first, gap):
                        yield places, meaning

    def _places(self, phrase: Phrase, first: int, gap: int) -> Phrase | None:
        places = [first]
        for number in phrase[1:]:
            reach = range(places[-1] + 1, min(places[-1] + gap + 2, len(self.tokens)))
            following = next((i for i in reach if number in self._means[i]), None)
            if following is None or self.tokens[following].sentence != self.tokens[first].sentence:
                return None
            places.append(following)
        return tuple(places)

    def _denies(self, denial: Phrase, is_behind: bool, match: Match) -> bool:
        """Just before it ("geen lek"), between its words ("ruik geen gas") or right behind it ("lekt niet").

        Where somebody is, and whom it hits, is not denied: "niet in de keuken" still says where to look.
        """
        if match.entry.kind in ("spot", "trade"):
            return False
        reach = self.lexicon.limits.denial + 1
        if is_behind:
            near = denial[0] - max(match.own) == 1
        else:
            near = any(first - reach <= denial[-1] <= last for first, last in match.runs)
        return near and self.tokens[denial[0]].clause in {self.tokens[i].clause for i in match.own}


def _runs(first: Phrase, second: Phrase, gap: int) -> tuple[tuple[int, int], ...]:
    """One run when they stand close, else two, so that what lies between stays free for other evidence."""
    if gap <= 1:
        return ((first[0], second[-1]),)
    return ((first[0], first[-1]), (second[0], second[-1]))


def _with_company(matches: Sequence[Match]) -> list[Match]:
    alone = {m.entry.code for m in matches if m.entry.kind == "hazard" and not m.entry.only_with}
    return [m for m in matches if not m.entry.only_with or m.entry.only_with & alone]


def _apart(matches: Iterable[Match]) -> list[Match]:
    """What overlaps a longer one is dropped."""
    taken: set[int] = set()
    chosen: list[Match] = []
    for match in sorted(matches, key=lambda each: each.order):
        if not taken & match.covered:
            taken |= match.covered
            chosen.append(match)
    return sorted(chosen, key=lambda match: min(match.covered))


def _marks(matches: Iterable[Match], tokens: Sequence[Token]) -> list[Mark]:
    marks = [
        Mark(tokens[first].start, tokens[last].end, match.entry.kind, match.entry.code)
        for match in matches
        for first, last in match.runs
    ]
    return sorted(marks, key=lambda mark: mark.start)


def _gathered(text: str, matches: Iterable[Match], tokens: Sequence[Token]) -> list[Evidence]:
    """The matches of one entry together."""
    by_entry: dict[Entry, list[Match]] = {}
    for match in matches:
        by_entry.setdefault(match.entry, []).append(match)
    return [
        Evidence(
            entry,
            tuple(text[tokens[a].start : tokens[b].end] for match in found for a, b in match.runs),
            sum(len(match.own) for match in found),
            tokens[min(found[0].covered)].start,
        )
        for entry, found in by_entry.items()
    ]
