"""Who is acting, and how far each of his rights reaches."""

from dataclasses import dataclass
from typing import Literal

from ops.access.rights import PUBLIC, RIGHTS, SELF


@dataclass(frozen=True)
class GrantHeld:
    """A role with the scope in which it counts."""

    role: str
    scope_kind: str = "all"
    scope_code: str = ""


@dataclass(frozen=True)
class Scopes:
    """How far a permission reaches: everywhere, or the places and firms named."""

    everything: bool
    codes: frozenset[tuple[str, str]] = frozenset()

    @property
    def nothing(self) -> bool:
        return not self.everything and not self.codes


@dataclass(frozen=True)
class Principal:
    """A signed-in user, a machine's token, or one of our own processes."""

    kind: Literal["user", "token", "system"]
    id: int | str
    name: str
    language: str
    grants: tuple[GrantHeld, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def user_id(self) -> int | None:
        """None for a machine's token and for our own processes."""
        return self.id if self.kind == "user" and isinstance(self.id, int) else None

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(grant.role for grant in self.grants))

    def may(self, permission: str) -> bool:
        """True when at least one grant gives the permission somewhere."""
        if permission in (PUBLIC, SELF) or self.kind == "system":
            return True
        return not self.scopes(permission).nothing

    def scopes(self, permission: str) -> Scopes:
        """Where the permission counts; an `own` right of a grant over `all` still reads as everything.

        For a domain that knows what own jobs are: it asks `only_own` too. The others ask `places`.
        """
        return self._reach(permission, narrow=False)

    def places(self, permission: str) -> Scopes:
        """Where the permission counts by place alone: an `own` right of a grant over `all` names none."""
        return self._reach(permission, narrow=True)

    def _reach(self, permission: str, *, narrow: bool) -> Scopes:
        if self.kind == "system":
            return Scopes(everything=True)
        codes: set[tuple[str, str]] = set()
        for grant in self.grants:
            reach = RIGHTS.get(grant.role, {}).get(permission)
            if reach is None or (narrow and reach == "own" and grant.scope_kind == "all"):
                continue
            if grant.scope_kind == "all":
                return Scopes(everything=True)
            codes.add((grant.scope_kind, grant.scope_code))
        return Scopes(everything=False, codes=frozenset(codes))

    def only_own(self, permission: str) -> bool:
        """True when every grant that gives the permission gives it for own jobs or own scope only."""
        if self.kind == "system":
            return False
        reaches = [RIGHTS[g.role][permission] for g in self.grants if permission in RIGHTS.get(g.role, {})]
        return bool(reaches) and all(reach == "own" for reach in reaches)


ANONYMOUS = Principal("user", 0, "", "nl")


def system(process: str) -> Principal:
    """The principal of one of our own processes; it stands in timelines and in the audit trail."""
    return Principal("system", process, process, "en")
