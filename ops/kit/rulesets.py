"""Dated rule sets: figures, rights and owners are data with an author, a reason and a first day."""

from collections.abc import Callable, Collection, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from weakref import WeakKeyDictionary

import pydantic
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.errors import N_
from ops.inserts import insert_if_absent
from ops.kit.differences import Change, diff
from ops.kit.faults import Fault, faults_of
from ops.kit.models import Ruleset
from ops.kit.periods import local_date
from ops.kit.rule_codes import Body, Codes
from ops.kit.rule_errors import RulesetInvalid, RulesetRaced, RulesetUnchanged, UnknownRuleset

Validator = Callable[[Body], object]

__all__ = [
    "Body",
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
    """One version as it is read; `body` is the reader's own copy.

    `added` names the codes that a newer release brought: they stand in `body` with their shipped figures until somebody
    publishes the set again, with or without them.
    """

    name: str
    version: int
    valid_from: date
    author: str
    note: str
    confirmed: bool
    recorded_at: datetime | None
    body: Body
    added: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shipped:
    """What a domain declares about a set; `owner` names the right `rules.write.<owner>` that changes it."""

    name: str
    body: Body
    validate: Validator
    owner: str
    title: str
    codes: Codes = field(default_factory=Codes)

    @property
    def known(self) -> list[str]:
        """Every code of the shipped figures."""
        return sorted(self.codes.of(self.body))


_shipped: dict[str, Shipped] = {}


def register_default(
    name: str,
    body: Body,
    validate: Validator,
    *,
    owner: str | None = None,
    title: str | None = None,
    codes: Codes = Codes(),
) -> None:
    """Declares a set with its shipped figures; `validate` raises pydantic.ValidationError or ValueError.

    The first part of the name is the owner, unless said otherwise. `title` is a msgid.
    """
    validate(deepcopy(body))
    _shipped[name] = Shipped(name, body, validate, owner or name.partition(".")[0], title or name, codes)


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
    written = [each.name for each in all_shipped() if _follow_product(session, each, now)]
    session.info[_CACHE] = {}
    return written


def _follow_product(session: Session, each: Shipped, now: datetime) -> bool:
    last = versions(session, each.name)[0]
    if last.recorded_at is None:
        return insert_if_absent(session, _shipped_version(each, 1, now))
    if last.confirmed or (last.body == each.body and not last.added):
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
        known=each.known,
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
    """Newest first, each with what releases after it added."""
    each = shipped(name)
    if not rows:
        return [RulesetVersion(name, 1, SHIPPED_FROM, SHIPPED_AUTHOR, SHIPPED_NOTE, False, None, deepcopy(each.body))]
    named: set[str] = set()
    history: list[RulesetVersion] = []
    for row in reversed(rows):
        # A row of before this was noted knew at least what it and its forerunners name.
        named |= set(each.codes.of(row.body)) if row.known is None else set(row.known)
        history.insert(0, _as_version(row, each, named))
    return history


def _as_version(row: Ruleset, each: Shipped, known: Collection[str]) -> RulesetVersion:
    body, added = each.codes.with_added(row.body, each.body, known)
    return RulesetVersion(
        row.name, row.version, row.valid_from, row.author, row.note, row.confirmed, row.recorded_at, body, added
    )


def version_of(session: Session, name: str, version: int) -> RulesetVersion:
    """Raises UnknownRuleset."""
    found = [each for each in versions(session, name) if each.version == version]
    if not found:
        raise UnknownRuleset(name=name)
    return found[0]


def current(session: Session, name: str, at: datetime) -> RulesetVersion:
    """The version in force on the local day of an instant. Its body is shared by all who ask: nobody changes it."""
    histories = _histories(session)
    if name not in histories:
        histories[name] = versions(session, name)
    return in_force(histories[name], local_date(at, zone_of(session)))


_Histories = dict[str, list[RulesetVersion]]
#: By database, what was read of its rules, and their mark then: rows are only added, so number and last id tell all.
_read: WeakKeyDictionary[object, tuple[tuple[int, int | None], _Histories]] = WeakKeyDictionary()


def _histories(session: Session) -> _Histories:
    """What this session has read, or another before it from the same rows; to look whether they are is one select."""
    held: _Histories | None = session.info.get(_CACHE)
    if held is None:
        number, last_id = session.execute(select(func.count(), func.max(Ruleset.id)).select_from(Ruleset)).one()
        database, mark = session.get_bind(), (number, last_id)
        if database not in _read or _read[database][0] != mark:
            _read[database] = (mark, {})
        held = session.info[_CACHE] = _read[database][1]
    return held


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
    if before.body == body and not before.added and (before.confirmed or not confirmed):
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
        known=shipped(name).known,
    )
    if not insert_if_absent(session, row):
        raise RulesetRaced(version=row.version)
    # What is not committed yet is for this session alone.
    session.info[_CACHE] = {}
    return version_of(session, name, row.version)


def _next_version(session: Session, name: str, now: datetime) -> int:
    """Version 1 is always the shipped one, so that every later one can be compared with it."""
    insert_if_absent(session, _shipped_version(shipped(name), 1, now))
    last = session.scalar(select(func.max(Ruleset.version)).where(Ruleset.name == name))
    return (last or 0) + 1
