"""What is said on the phone now, and which desk answers a question: two rule sets as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ops.kit import rulesets
from ops.kit.locale import Bilingual
from ops.repairs import defaults
from ops.repairs.defaults.phrases import ALWAYS, BREAK, OPENING


@dataclass(frozen=True)
class Spoken:
    """Sentences in one language; `languages` are all in which they are there."""

    language: str
    sentences: Sequence[str]
    languages: Sequence[str]
    #: No speaker of the language has read them yet.
    is_unread: bool
    #: Kind of the action card that belongs to the hazard; empty for none.
    card: str


@dataclass(frozen=True)
class Desk:
    """Who answers what no technician answers."""

    code: str
    name: Bilingual
    email: str
    phone: str


def spoken(session: Session, hazard: str | None, language: str, now: datetime) -> Spoken:
    """For a hazard, else the questions that open a call; in Dutch where the language is not there."""
    body = rulesets.current(session, defaults.PHRASES, now).body
    row: Mapping[str, str] = body["phrases"].get(hazard) or body["phrases"][OPENING]
    languages = [*ALWAYS, *(name for name in row if name not in (*ALWAYS, "card"))]
    chosen = language if language in languages else ALWAYS[0]
    return Spoken(
        language=chosen,
        sentences=[part.strip() for part in row[chosen].split(BREAK) if part.strip()],
        languages=languages,
        is_unread=chosen in body["unread_languages"],
        card=row.get("card", ""),
    )


def desks(session: Session, now: datetime) -> Mapping[str, Desk]:
    """By code, in the order of the rule."""
    return {each["code"]: _desk(each) for each in desk_rules(session, now)["desks"]}


def _desk(row: Mapping[str, str]) -> Desk:
    return Desk(row["code"], Bilingual(row["name"], row["name_fr"]), row["email"], row["phone"])


def desk_rules(session: Session, now: datetime) -> Mapping[str, Any]:
    return rulesets.current(session, defaults.DESKS, now).body
