"""Persons as JSON: personal data, for those who need it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from ops.people.models import Person
from ops.people.service import PersonDetails

_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^\x00-\x1f]*$")]
_Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00]*$")]


class CautionOut(BaseModel):
    note: str
    author: str
    until: date


class PersonOut(BaseModel):
    id: str
    given_name: str
    family_name: str
    language: str
    phone: str | None
    email: str | None
    interpreter_language: str | None
    caution: CautionOut | None


class PersonList(BaseModel):
    items: Sequence[PersonOut]
    next: str | None


class LivesAt(BaseModel):
    location: str
    address: str
    address_fr: str
    from_on: date
    to_on: date


class PersonFile(PersonOut):
    tenancies: Sequence[LivesAt]


class CautionIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    note: _Note
    until: date


class PersonIn(BaseModel):
    """What is left out stays as it is; `caution` null takes the note away."""

    model_config = ConfigDict(extra="forbid")

    given_name: _Text | None = None
    family_name: _Text | None = None
    language: Literal["nl", "fr", "en"] | None = None
    phone: _Text | None = None
    email: _Text | None = None
    interpreter_language: _Text | None = None
    caution: CautionIn | None = None

    def details(self, person: Person) -> PersonDetails:
        """The person as it will be."""
        sent = self.model_fields_set

        def pick(name: str) -> str:
            return (getattr(self, name) if name in sent else getattr(person, name)) or ""

        return PersonDetails(
            pick("given_name"), pick("family_name"), pick("language"), pick("phone"), pick("email"),
            pick("interpreter_language"),
        )  # fmt: skip


def person_out(person: Person, today: date) -> PersonOut:
    return PersonOut(**_facts(person, today))


def person_file(person: Person, tenancies: Sequence[LivesAt], today: date) -> PersonFile:
    return PersonFile(**_facts(person, today), tenancies=tenancies)


def _facts(person: Person, today: date) -> dict[str, Any]:
    """The caution only while it counts."""
    caution = person.caution_on(today) and CautionOut(
        note=person.caution_note or "", author=person.caution_author or "", until=person.caution_until or today
    )
    return {
        "id": person.code, "given_name": person.given_name, "family_name": person.family_name,
        "language": person.language, "phone": person.phone, "email": person.email,
        "interpreter_language": person.interpreter_language, "caution": caution or None,
    }  # fmt: skip
