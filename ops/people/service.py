"""Changes to persons; each change and each reading of a file leaves a line in the audit trail."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.principal import Principal
from ops.errors import EditedMeanwhile
from ops.kit.phones import normal_phone
from ops.kit.refs import next_ref
from ops.people.errors import CautionNeedsEnd, CautionNeedsNote, NameNeeded, NotAnAddress, UnknownLanguage
from ops.people.models import Person
from ops.people.rules import LANGUAGES, MAX_CAUTION_DAYS, person_search_text

_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_NAME_LENGTH = 100


@dataclass(frozen=True)
class PersonDetails:
    """What may be written about a person; empty text means that nothing is known."""

    given_name: str
    family_name: str
    language: str
    phone: str = ""
    email: str = ""
    interpreter_language: str = ""


def add_person(session: Session, details: PersonDetails, *, who: Principal, now: datetime, code: str = "") -> Person:
    """A new person, with a code of ours when none is given."""
    person = Person(code=code or next_ref(session, "P", now), created_at=now, version=1)
    _take(person, details)
    session.add(person)
    session.flush()
    audit.record(session, who, action="person.change", object_kind="person", object_ref=person.code, now=now)
    return person


def change_person(
    session: Session,
    person: Person,
    details: PersonDetails,
    *,
    who: Principal,
    now: datetime,
    version: int | None = None,
) -> None:
    """Raises EditedMeanwhile when somebody saved the file since `version`."""
    _check_version(person, version)
    _take(person, details)
    _changed(session, person, who, now)


def set_caution(
    session: Session, person: Person, note: str, until: date | None, *, today: date, who: Principal, now: datetime,
    version: int | None = None,
) -> None:  # fmt: skip
    """A note that ends by itself; its author stands beside it. Raises CautionNeedsEnd."""
    _check_version(person, version)
    if not note.strip():
        raise CautionNeedsNote(field="note")
    if until is None or not today < until <= today + timedelta(days=MAX_CAUTION_DAYS):
        raise CautionNeedsEnd(field="until", days=MAX_CAUTION_DAYS)
    person.caution_note, person.caution_until, person.caution_author = note.strip(), until, who.name
    _changed(session, person, who, now)


def clear_caution(
    session: Session, person: Person, *, who: Principal, now: datetime, version: int | None = None
) -> None:
    _check_version(person, version)
    person.caution_note = person.caution_until = person.caution_author = None
    _changed(session, person, who, now)


def note_reading(session: Session, person: Person, *, who: Principal, now: datetime) -> None:
    """Somebody opened the file."""
    audit.record(session, who, action="person.read", object_kind="person", object_ref=person.code, now=now)


def _take(person: Person, details: PersonDetails) -> None:
    person.given_name, person.family_name = _name("given_name", details), _name("family_name", details)
    if details.language not in LANGUAGES:
        raise UnknownLanguage(field="language", value=details.language[:20])
    if details.interpreter_language and not _LANGUAGE.fullmatch(details.interpreter_language):
        raise UnknownLanguage(field="interpreter_language", value=details.interpreter_language[:20])
    if details.email and not _ADDRESS.fullmatch(details.email):
        raise NotAnAddress(field="email", value=details.email[:40])
    person.language = details.language
    person.interpreter_language = details.interpreter_language or None
    person.email = details.email or None
    person.phone = normal_phone(details.phone)
    person.search_text = person_search_text(person.code, person.given_name, person.family_name, person.phone)


def _name(field: str, details: PersonDetails) -> str:
    name: str = getattr(details, field).strip()
    if not 0 < len(name) <= _NAME_LENGTH:
        raise NameNeeded(field=field, limit=_NAME_LENGTH)
    return name


def _check_version(person: Person, version: int | None) -> None:
    if version is not None and version != person.version:
        raise EditedMeanwhile()


def _changed(session: Session, person: Person, who: Principal, now: datetime) -> None:
    person.version += 1
    session.flush()
    audit.record(session, who, action="person.change", object_kind="person", object_ref=person.code, now=now)
