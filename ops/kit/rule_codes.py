"""What a newer release adds to a rule set that a house has published: codes that nobody there could have decided on.

A code is a key of an object, the `code` of an entry of a list, or a word of a list that is declared a catalogue. It is
named by its path: `hazards/gas_smell`, `targets/P1/respond`. All values and other lists are the choice of the house.
"""

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Codes:
    """Where the codes of a set stand, as patterns of paths.

    `catalogues`: plain lists that hold codes. `choices`: objects whose keys are a choice, such as the roles to be told.
    """

    catalogues: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    def of(self, body: Any, path: str = "") -> Iterator[str]:
        """Every code that a body names, as its path."""
        for code, entry in self._entries(body, path).items():
            here = _below(path, code)
            yield here
            yield from self.of(entry, here)

    def with_added(self, body: Body, shipped: Body, known: Collection[str]) -> tuple[Body, tuple[str, ...]]:
        """A copy with the shipped codes that are neither in it nor known to whoever published it, and their paths."""
        merged = deepcopy(body)
        return merged, tuple(self._add(merged, shipped, "", known))

    def _add(self, mine: Any, theirs: Any, path: str, known: Collection[str]) -> Iterator[str]:
        if type(mine) is not type(theirs):
            return
        own = self._entries(mine, path)
        for code, entry in self._entries(theirs, path).items():
            here = _below(path, code)
            if code in own:
                yield from self._add(own[code], entry, here, known)
            elif here not in known:
                _put(mine, code, deepcopy(entry))
                yield here

    def _entries(self, node: Any, path: str) -> Mapping[str, Any]:
        """What a node holds by code; nothing for a value, and for what is a choice."""
        if isinstance(node, dict):
            return {} if _fits(path, self.choices) else node
        if not isinstance(node, list):
            return {}
        if _fits(path, self.catalogues):
            return {str(word): word for word in node}
        return {str(each["code"]): each for each in node if isinstance(each, dict) and "code" in each}


def _fits(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def _put(container: Any, code: str, entry: Any) -> None:
    if isinstance(container, dict):
        container[code] = entry
    else:
        container.append(entry)


def _below(path: str, code: str) -> str:
    return f"{path}/{code}" if path else code
