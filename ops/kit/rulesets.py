"""Dated rule sets: figures, rights and owners are data with an author, a reason and a first day."""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pydantic
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.db import insert_if_absent, zone_of
from ops.errors import N_, Conflict, InvalidInput, NotFound
from ops.kit.differences import Change, diff
from ops.kit.faults import Fault, faults_of
from ops.kit.models import Ruleset
from ops.kit.periods import local_date

Body = dict[str, Any]
Validator = Callable[[Body], object]

__all__ = [
    "Change",
    "Fault",
    "RulesetInvalid",
    "RulesetRaced",
    "RulesetUnchanged",
    "RulesetVersion",
    "Shipped",
    "UnknownRuleset",
    "all_shipped",
    "check",
    "current",
    "diff",
    "ensure_defaults",
    "in_force",
    "publish_version",
    "register_default",
    "shipped",
    "version_of",
    "versions",
    "versions_of_all",
]

#: Shipped figures count from the beginning: a report on last year needs rules too.
SHIPPED_FROM = date(2000, 1, 1)
SHIPPED_AUTHOR = "Regie"
SHIPPED_NOTE = N_("Shipped with the product, to be confirmed.")
_CACHE = "rulesets"


@dataclass(frozen=True)
class RulesetVersion:
    """One version as it is read; `body` is the reader's own copy."""

    name: str
    version: int
    valid_from: date
    author: str
    note: str
    confirmed: bool
    recorded_at: datetime | None
    body: Body


@dataclass(frozen=True)
class Shipped:
    """What a domain declares about a set; `owner` names the right `rules.write.<owner>` that changes it."""

    name: str
    body: Body
    validate: Validator
    owner: str
    title: str


class UnknownRuleset(NotFound):
    code = "unknown_ruleset"
    text = N_("There is no rule set with this name.")


class RulesetInvalid(InvalidInput):
    """Carries every fault, so that a form shows each one beside its field."""

    code = "ruleset_invalid"
    text = N_("These rules can't be used yet: %(count)s places need a change, the first is %(path)s.")

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(field="body", count=len(self.faults), path=self.faults[0].path or "/")


class RulesetUnchanged(InvalidInput):
    code = "ruleset_unchanged"
    text = N_("Nothing was changed: these rules are the same as the version in force.")


class RulesetRaced(Conflict):
    code = "ruleset_raced"
    text = N_("Somebody saved version %(version)s a moment ago. Look at it before you save yours.")


_shipped: dict[str, Shipped] = {}


def register_default(
    name: str, body: Body, validate: Validator, *, owner: str | None = None, title: str | None = None
) -> None:
    """Declares a set with its shipped figures; `validate` raises pydantic.ValidationError or ValueError.

    The first part of the name is the owner, unless said otherwise. `title` is a msgid.
    """
    validate(deepcopy(body))
    _shipped[name] = Shipped(name, body, validate, owner or name.partition(".")[0], title or name)


def shipped(name: str) -> Shipped:
    """Raises UnknownRuleset."""
    if name not in _shipped:
        raise UnknownRuleset(name=name)
    return _shipped[name]


def all_shipped() -> list[Shipped]:
    return sorted(_shipped.values(), key=lambda each: each.name)


def ensure_defaults(session: Session, now: datetime) -> list[str]:
    """Writes the shipped figures of each set where they are missing; returns their names. Part of `regie migrate`.

    Figures that nobody has confirmed yet follow the product: a newer release writes its own as the next version. What
    the centre has confirmed is left alone.
    """
    return [each.name for each in all_shipped() if _follow_product(session, each, now)]


def _follow_product(session: Session, each: Shipped, now: datetime) -> bool:
    last = versions(session, each.name)[0]
    if last.recorded_at is None:
        return insert_if_absent(session, _shipped_version(each, 1, now))
    if last.confirmed or last.body == each.body:
        return False
    return insert_if_absent(session, _shipped_version(each, last.version + 1, now))


def _shipped_version(each: Shipped, version: int, now: datetime) -> Ruleset:
    return Ruleset(
        name=each.name,
        version=version,
        valid_from=SHIPPED_FROM,
        author=SHIPPED_AUTHOR,
        note=SHIPPED_NOTE,
        confirmed=False,
        recorded_at=now,
        body=each.body,
    )


def versions(session: Session, name: str) -> list[RulesetVersion]:
    """Newest first; a set that was declared but not yet written counts with its shipped figures."""
    rows = session.scalars(select(Ruleset).where(Ruleset.name == name).order_by(Ruleset.version.desc())).all()
    return _history(name, rows)


def versions_of_all(session: Session) -> dict[str, list[RulesetVersion]]:
    """The history of every declared set, read at once."""
    rows: dict[str, list[Ruleset]] = {each.name: [] for each in all_shipped()}
    for row in session.scalars(select(Ruleset).where(Ruleset.name.in_(rows)).order_by(Ruleset.version.desc())):
        rows[row.name].append(row)
    return {name: _history(name, found) for name, found in rows.items()}


def _history(name: str, rows: Sequence[Ruleset]) -> list[RulesetVersion]:
    if rows:
        return [_as_version(row) for row in rows]
    each = shipped(name)
    return [RulesetVersion(name, 1, SHIPPED_FROM, SHIPPED_AUTHOR, SHIPPED_NOTE, False, None, deepcopy(each.body))]


def _as_version(row: Ruleset) -> RulesetVersion:
    return RulesetVersion(
        row.name,
        row.version,
        row.valid_from,
        row.author,
        row.note,
        row.confirmed,
        row.recorded_at,
        deepcopy(row.body),
    )


def version_of(session: Session, name: str, version: int) -> RulesetVersion:
    """Raises UnknownRuleset."""
    found = [each for each in versions(session, name) if each.version == version]
    if not found:
        raise UnknownRuleset(name=name)
    return found[0]


def current(session: Session, name: str, at: datetime) -> RulesetVersion:
    """The version in force on the local day of an instant; read once a session."""
    cache: dict[str, list[RulesetVersion]] = session.info.setdefault(_CACHE, {})
    if name not in cache:
        cache[name] = versions(session, name)
    return in_force(cache[name], local_date(at, zone_of(session)))


def in_force(history: Iterable[RulesetVersion], on: date) -> RulesetVersion:
    """The latest beginning wins; of two that begin on one day, the later written. Before the first one: the first."""
    ordered = sorted(history, key=lambda each: (each.valid_from, each.version))
    begun = [each for each in ordered if each.valid_from <= on]
    return begun[-1] if begun else ordered[0]


def check(name: str, body: Body) -> None:
    """Raises RulesetInvalid with every fault."""
    try:
        shipped(name).validate(deepcopy(body))
    except pydantic.ValidationError as error:
        raise RulesetInvalid(faults_of(error)) from error
    except ValueError as error:
        raise RulesetInvalid([Fault("", str(error))]) from error


def publish_version(
    session: Session,
    name: str,
    body: Body,
    *,
    valid_from: date,
    author: str,
    note: str,
    now: datetime,
    confirmed: bool = True,
    based_on: int | None = None,
) -> RulesetVersion:
    """Writes the next version; the day may lie in the past (a correction) or in the future.

    Raises RulesetInvalid, RulesetUnchanged, or RulesetRaced when `based_on` is no longer the last version.
    """
    check(name, body)
    history = versions(session, name)
    if based_on is not None and based_on != history[0].version:
        raise RulesetRaced(version=history[0].version)
    before = in_force(history, valid_from)
    if before.body == body and (before.confirmed or not confirmed):
        raise RulesetUnchanged(field="body")
    row = Ruleset(
        name=name,
        version=_next_version(session, name, now),
        valid_from=valid_from,
        author=author,
        note=note,
        confirmed=confirmed,
        recorded_at=now,
        body=body,
    )
    if not insert_if_absent(session, row):
        raise RulesetRaced(version=row.version)
    session.info.pop(_CACHE, None)
    return version_of(session, name, row.version)


def _next_version(session: Session, name: str, now: datetime) -> int:
    """Version 1 is always the shipped one, so that every later one can be compared with it."""
    insert_if_absent(session, _shipped_version(shipped(name), 1, now))
    last = session.scalar(select(func.max(Ruleset.version)).where(Ruleset.name == name))
    return (last or 0) + 1
