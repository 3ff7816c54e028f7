"""Roles with a scope, as people write them: `technician` on `zone:centre`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ops.access.errors import NoGrant, NoScope, ScopeNotUsable, UnknownRole
from ops.access.rights import ROLES, SCOPE_KINDS

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


@dataclass(frozen=True, order=True)
class GrantWish:
    """A checked role and scope; whether the code exists is for the domain that filters by it."""

    role: str
    scope_kind: str = "all"
    scope_code: str = ""

    @property
    def scope(self) -> str:
        return self.scope_kind if self.scope_kind == "all" else f"{self.scope_kind}:{self.scope_code}"

    def __str__(self) -> str:
        return f"{self.role}@{self.scope}"


def parse_scope(text: str) -> tuple[str, str]:
    """Raises NoScope, ScopeNotUsable."""
    if not text.strip():
        raise NoScope(field="scope")
    kind, colon, code = text.strip().partition(":")
    if kind == "all" and not colon:
        return "all", ""
    if kind == "all" or kind not in SCOPE_KINDS or not _CODE.fullmatch(code):
        raise ScopeNotUsable(field="scope", scope=text[:80])
    return kind, code


def parse_role(text: str) -> str:
    """Raises UnknownRole."""
    if text not in ROLES:
        raise UnknownRole(field="role", role=text[:40])
    return text


def parse_grant(role: str, scope: str = "all") -> GrantWish:
    return GrantWish(parse_role(role), *parse_scope(scope))


def parse_grants(pairs: Iterable[tuple[str, str]]) -> tuple[GrantWish, ...]:
    """In the order given, each once. Raises NoGrant for an empty list."""
    wishes = tuple(dict.fromkeys(parse_grant(role, scope) for role, scope in pairs))
    if not wishes:
        raise NoGrant(field="role")
    return wishes
