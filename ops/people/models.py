"""Persons from outside: tenants, callers, key holders. The one place where personal data of the public stands."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ops.db import Base, BigKey


class Person(Base):
    """Somebody we serve or call; users of the system stand in `access`."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    given_name: Mapped[str] = mapped_column(String(100))
    family_name: Mapped[str] = mapped_column(String(100), index=True)
    #: Language of our messages to this person: nl, fr or en.
    language: Mapped[str] = mapped_column(String(2), default="nl")
    #: E.164, for example +3225551234.
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    #: ISO 639-1 code of the language to interpret, when the person wishes an interpreter.
    interpreter_language: Mapped[str | None] = mapped_column(String(2))
    #: What somebody should know before a visit; a flag without an end would be a label for life.
    caution_note: Mapped[str | None]
    caution_author: Mapped[str | None] = mapped_column(String(200))
    caution_until: Mapped[date | None]
    created_at: Mapped[datetime]
    #: Names, code and the digits of the phone, folded by `kit.search.fold`.
    search_text: Mapped[str] = mapped_column(String(400), default="")
    version: Mapped[int] = mapped_column(default=1)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def caution_on(self, day: date) -> str | None:
        """The caution note while it counts; an expired one does not show."""
        return self.caution_note if self.caution_until and day < self.caution_until else None
