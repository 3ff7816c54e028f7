"""A ticket that is cancelled as known already: which one goes on, and who of its callers stands there too."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """A caller as far as he can be told from another; `name` is folded."""

    id: int
    name: str
    person: int | None = None
    user: int | None = None
    phone: str | None = None
    email: str | None = None
    #: A relative who is told instead of the person: with a number of his own.
    is_relative: bool = False


def twin_of(one: Party, others: Iterable[Party]) -> int | None:
    """The same caller on the other ticket. Who can't be told apart for sure counts twice: then nobody is forgotten."""
    return next((other.id for other in others if _is_same(one, other)), None)


def _is_same(one: Party, other: Party) -> bool:
    if one.is_relative != other.is_relative:
        return False
    for known, rival in ((one.user, other.user), (one.person, other.person)):
        if known and rival:
            return known == rival
    reached = (one.phone and one.phone == other.phone) or (one.email and one.email == other.email)
    return bool(reached) and one.name == other.name


def going_on(ref: str, goes_on_as: Callable[[str], str | None]) -> str | None:
    """The end of a chain of duplicates; None for a ticket that is none, and where the chain leads back to it."""
    seen, found = {ref}, goes_on_as(ref)
    while found is not None and (further := goes_on_as(found)) is not None:
        seen.add(found)
        if further in seen:
            return None
        found = further
    return found
