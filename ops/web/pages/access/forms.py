"""What the forms of access offer and send: roles with their places, where to go on to, and from where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import Request

from ops.access.models import Grant
from ops.access.rights import SCOPE_KINDS, USUAL_SCOPES
from ops.errors import N_
from ops.estate.queries.scope_choices import ScopeChoice, ScopeChoices
from ops.estate.wording import name_of
from ops.web.reader import Reader

_EVERYWHERE = ("all",)


@dataclass(frozen=True)
class ScopeGroup:
    """Places of one kind to choose from: (what is sent, its words)."""

    label: str
    options: list[tuple[str, str]]


@dataclass(frozen=True)
class GrantRow:
    """A row of the grants editor."""

    role: str
    scope: str
    groups: list[ScopeGroup]


def origin_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def local_path(wanted: str) -> str:
    """The page to go on to, when it is one of ours: a link from a mail must not lead away after the sign-in."""
    path = wanted.replace("\\", "/")
    is_ours = path.startswith("/") and not path.startswith("//") and path.isprintable()
    return wanted if is_ours else "/"


def pairs(roles: Sequence[str], scopes: Sequence[str]) -> list[tuple[str, str]]:
    """The rows of the grants editor; a row without a role is one that was emptied or never filled."""
    return [(role, scope) for role, scope in zip(roles, scopes, strict=False) if role]


def grant_rows(grants: Iterable[tuple[str, str]], choices: ScopeChoices, reader: Reader) -> list[GrantRow]:
    """What is held or was typed, and one empty row."""
    rows = [*grants, ("", "")]
    return [GrantRow(role, scope, scope_groups(role, choices, reader, chosen=scope)) for role, scope in rows]


def scope_groups(role: str, choices: ScopeChoices, reader: Reader, *, chosen: str = "") -> list[ScopeGroup]:
    """Where the role can count; nothing is chosen for anybody unless there is only one place."""
    if not role:
        return [ScopeGroup("", [("", reader.say(N_("first choose a role")))])]
    kinds = USUAL_SCOPES.get(role, _EVERYWHERE)
    offered = [ScopeGroup(reader.label("scope_kind", kind), _options(kind, choices, reader)) for kind in kinds]
    if chosen and not any(chosen == value for group in offered for value, _ in group.options):
        offered.append(ScopeGroup("", [_chosen(chosen, choices, reader)]))
    if sum(len(group.options) for group in offered) > 1:
        offered.insert(0, ScopeGroup("", [("", reader.say(N_("choose where")))]))
    return offered


def _options(kind: str, choices: ScopeChoices, reader: Reader) -> list[tuple[str, str]]:
    if kind == "all":
        return [("all", reader.label("scope_kind", "all"))]
    if kind == "zone":
        return [(zone, reader.label("zone", zone.partition(":")[2])) for zone in choices.zones]
    named = {"home": choices.homes, "building": choices.buildings, "firm": choices.firms}[kind]
    return [(each.scope, _named(each, reader)) for each in named]


def _named(choice: ScopeChoice, reader: Reader) -> str:
    kind, _, code = choice.scope.partition(":")
    name = name_of(choice, reader.language)
    return f"{code} · {name}" if kind == "building" else name


def _chosen(scope: str, choices: ScopeChoices, reader: Reader) -> tuple[str, str]:
    """What is held although it is not usual for the role."""
    known = (option for kind in SCOPE_KINDS for option in _options(kind, choices, reader))
    return next((option for option in known if option[0] == scope), (scope, scope))


def scopes_of(holders: Iterable[Sequence[Grant]]) -> set[tuple[str, str]]:
    """The places of several holders, to be named at once."""
    return {(grant.scope_kind, grant.scope_code) for grants in holders for grant in grants}
