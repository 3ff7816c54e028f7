"""Persons: found by name or phone; opening a file leaves a line in the audit trail."""

from datetime import date
from typing import Annotated, Any

from fastapi import Form, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, InvalidInput, RegieError
from ops.estate.queries.persons import homes_of, keys_of_person, person_within, persons_within, tenancies_of_person
from ops.kit.folding import fold
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text, format_language
from ops.kit.periods import OPEN_END
from ops.people import service
from ops.people.models import Person
from ops.people.service import PersonDetails
from ops.repairs.queries.places import tickets_of_person
from ops.web.addresses import href
from ops.web.forms import ShortProse, Version, with_error, without_error
from ops.web.pages.repairs import words
from ops.web.reader import reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_SIZE = 50
_PAGE = "people/person.html"
Word = Annotated[str, Query(max_length=200)]
Typed = Annotated[str, Form(max_length=254)]
#: ISO 639-1 codes of languages often asked for.
INTERPRETERS = ("ar", "tr", "ro", "pl", "bg", "es", "pt", "fa", "ps", "ti", "so", "uk", "ru", "sq", "it", "de")


class NotADay(InvalidInput):
    code = "not_a_day"
    text = N_("Give a day such as 24/11/2026.")


@router.get("/persons", permission="persons.read")
def show_persons(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    q: Word = "",
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Response:
    """Nobody is listed before somebody is looked for: a list of all tenants is nobody's work."""
    scopes, today = who.places("persons.read"), reader_of(request).today
    found = persons_within(session, scopes, q, limit=_SIZE + 1, after_id=after) if q.strip() else []
    homes = homes_of(session, [person.id for person in found], scopes, today)
    return render(
        request,
        "people/persons.html",
        q=q,
        rows=[(person, homes.get(person.id), person.caution_on(today)) for person in found[:_SIZE]],
        next_href=href("/persons", q=q, after=found[_SIZE - 1].id) if len(found) > _SIZE else "",
    )


@router.get("/persons/{code}", permission="persons.read")
def show_person(request: Request, session: DbSession, who: CurrentPrincipal, code: str, now: Now) -> Response:
    person = person_within(session, code, who.places("persons.read"))
    service.note_reading(session, person, who=who, now=now)
    return without_error(request, _PAGE, _form(person), **_context(request, session, person, who))


@router.post("/persons/{code}", permission="persons.write")
def submit_person(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    code: str,
    now: Now,
    version: Version = 0,
    given_name: Typed = "",
    family_name: Typed = "",
    language: Typed = "",
    phone: Typed = "",
    email: Typed = "",
    interpreter_language: Typed = "",
) -> Response:
    details = PersonDetails(given_name, family_name, language, phone.strip(), email.strip(), interpreter_language)
    person = person_within(session, code, who.places("persons.write"), for_change=True)
    try:
        service.change_person(session, person, details, who=who, now=now, version=version)
    except RegieError as error:
        return _refused(request, code, who, error, details.__dict__)
    return redirect(request, f"/persons/{code}", toast=Text(N_("Saved.")))


@router.post("/persons/{code}/caution", permission="persons.write")
def submit_caution(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    code: str,
    now: Now,
    version: Version = 0,
    note: ShortProse = "",
    until: Typed = "",
) -> Response:
    person = person_within(session, code, who.places("persons.write"), for_change=True)
    try:
        service.set_caution(
            session, person, note, _day(until), today=reader_of(request).today, who=who, now=now, version=version
        )
    except RegieError as error:
        return _refused(request, code, who, error, {"note": note, "until": until})
    return redirect(request, f"/persons/{code}", toast=Text(N_("The note counts until %(day)s."), {"day": until}))


@router.post("/persons/{code}/caution/clear", permission="persons.write")
def submit_clear_caution(
    request: Request, session: DbSession, who: CurrentPrincipal, code: str, now: Now, version: Version = 0
) -> Response:
    person = person_within(session, code, who.places("persons.write"), for_change=True)
    try:
        service.clear_caution(session, person, who=who, now=now, version=version)
    except RegieError as error:
        return _refused(request, code, who, error, {})
    return redirect(request, f"/persons/{code}", toast=Text(N_("The note was taken away.")))


def _day(text: str) -> date | None:
    """A date field sends 2026-11-24. Raises NotADay."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotADay(field="until") from None


def _refused(request: Request, code: str, who: Principal, error: RegieError, typed: dict[str, str]) -> Response:
    """The file as it is stored, beside what was typed."""
    with reading_anew(request) as session:
        person = person_within(session, code, who.places("persons.write"))
        context = _context(request, session, person, who)
        return with_error(request, _PAGE, error, {**_form(person), **typed}, **context)


def _form(person: Person) -> dict[str, str]:
    return {
        "given_name": person.given_name, "family_name": person.family_name, "language": person.language,
        "phone": person.phone or "", "email": person.email or "",
        "interpreter_language": person.interpreter_language or "", "note": "", "until": "",
    }  # fmt: skip


def _interpreters(language: str) -> list[tuple[str, str]]:
    """By their names in the reader's language, in its alphabet."""
    return sorted(((code, format_language(code, language)) for code in INTERPRETERS), key=lambda each: fold(each[1]))


def _context(request: Request, session: Session, person: Person, who: Principal) -> dict[str, Any]:
    reader = reader_of(request)
    today = reader.today
    tickets = tickets_of_person(session, who, person.id)
    return {
        "person": person,
        "caution": person.caution_on(today),
        "tenancies": tenancies_of_person(session, person.id),
        "keys_held": keys_of_person(session, person.id),
        "tickets": [{"ticket": t, "title": words.title(t, reader), "icon": words.icon_of(t)} for t in tickets],
        "interpreters": _interpreters(reader.language),
        "open_end": OPEN_END,
        "today": today,
    }
