"""Persons: found by name or phone, read with a line in the audit trail, changed with their version."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.access.principal import Principal
from ops.estate.queries.persons import person_within, persons_within, tenancies_of_person
from ops.estate.schemas import persons as out
from ops.estate.schemas.persons import LivesAt, PersonFile, PersonIn, PersonList
from ops.estate.wording import address_of
from ops.kit.cursors import encode_cursor, number_in
from ops.kit.http import MAX_LIMIT, DbSession, Now, ReadSession, SettingsDep, check_version, set_etag
from ops.kit.periods import local_date
from ops.people import service
from ops.people.models import Person

router = ApiRouter(tags=["people"])
Word = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]


@router.get("/persons", permission="persons.read")
def list_persons(
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    settings: SettingsDep,
    q: Word = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    cursor: Word = "",
) -> PersonList:
    """By name, code or phone; only those who live or hold keys where the caller's grant reaches."""
    scopes = who.places("persons.read")
    found = persons_within(session, scopes, q, limit=limit + 1, after_id=number_in(cursor))
    today = local_date(now, settings.zone)
    items = [out.person_out(person, today) for person in found[:limit]]
    return PersonList(items=items, next=encode_cursor([found[limit - 1].id]) if len(found) > limit else None)


@router.get("/persons/{code}", permission="persons.read")
def show_person(
    session: DbSession, who: CurrentPrincipal, code: str, now: Now, settings: SettingsDep, response: Response
) -> PersonFile:
    """The file of a person; that it was read stands in the audit trail."""
    person = person_within(session, code, who.places("persons.read"))
    service.note_reading(session, person, who=who, now=now)
    return _file(session, person, response, local_date(now, settings.zone))


@router.patch("/persons/{code}", permission="persons.write")
def change_person(
    session: DbSession,
    who: CurrentPrincipal,
    code: str,
    body: PersonIn,
    now: Now,
    settings: SettingsDep,
    request: Request,
    response: Response,
) -> PersonFile:
    person = person_within(session, code, who.places("persons.write"), for_change=True)
    check_version(request, person.version)
    today = local_date(now, settings.zone)
    if body.model_fields_set - {"caution"}:
        service.change_person(session, person, body.details(person), who=who, now=now)
    if "caution" in body.model_fields_set:
        _change_caution(session, person, body, today, who=who, now=now)
    return _file(session, person, response, today)


def _change_caution(
    session: Session, person: Person, body: PersonIn, today: date, *, who: Principal, now: datetime
) -> None:
    if body.caution is None:
        service.clear_caution(session, person, who=who, now=now)
    else:
        service.set_caution(session, person, body.caution.note, body.caution.until, today=today, who=who, now=now)


def _file(session: Session, person: Person, response: Response, today: date) -> PersonFile:
    set_etag(response, person.version)
    tenancies = [
        LivesAt(
            location=place.code,
            address=address_of(place, "nl"),
            address_fr=address_of(place, "fr"),
            from_on=tenancy.from_on,
            to_on=tenancy.to_on,
        )
        for tenancy, place in tenancies_of_person(session, person.id)
    ]
    return out.person_file(person, tenancies, today)
