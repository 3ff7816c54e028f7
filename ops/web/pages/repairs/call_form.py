"""What the form of a call holds: as an address fills it in, as a browser sends it, as a draft keeps it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, get_args

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ops.repairs.rules.headline import headline
from ops.repairs.rules.triage import AFFECTED
from ops.repairs.service.callers import Relation
from ops.web import rendering

_NO_NUL = r"^[^\x00]*$"
_MOST_CODES = 20


def _one_break(text: Any) -> Any:
    """A browser counts a line break once and sends two characters: none of them may make a text too long."""
    return text.replace("\r\n", "\n") if isinstance(text, str) else text


def _known(codes: tuple[str, ...], fallback: str) -> Callable[[object], object]:
    """What no form of ours sends counts as not chosen."""
    return lambda value: value if value in codes else fallback


#: How the caller learns how it goes on; a relative may be told in his stead.
Told = Literal["", "sms", "call", "relative"]
Line = Annotated[str, Field(max_length=200, pattern=_NO_NUL)]
Note = Annotated[str, BeforeValidator(_one_break), Field(max_length=400, pattern=_NO_NUL)]
Prose = Annotated[str, BeforeValidator(_one_break), Field(max_length=4000, pattern=_NO_NUL)]
Codes = Annotated[list[Annotated[str, Field(max_length=40, pattern=_NO_NUL)]], Field(max_length=_MOST_CODES)]


class CallForm(BaseModel):
    """One call. `chosen_person` and `chosen_place` are picked from what was found; `person` and `location` stand."""

    model_config = ConfigDict(frozen=True)

    #: The key of the draft, and of the form.
    draft: Line = ""
    phone: Line = ""
    #: The number that a file filled in: another choice may replace it.
    filled: Line = ""
    name: Line = ""
    language: Line = ""
    person: Line = ""
    chosen_person: Line = ""
    #: "1": not the person whom the number found, not the place where he lives.
    other: Line = ""
    elsewhere: Line = ""
    relation: Annotated[Relation, BeforeValidator(_known(get_args(Relation), "self"))] = "self"
    on_behalf_of: Line = ""
    place: Line = ""
    location: Line = ""
    chosen_place: Line = ""
    installation: Line = ""
    title: Line = ""
    description: Prose = ""
    spot: Annotated[str, Field(max_length=120, pattern=_NO_NUL)] = ""
    access_note: Note = ""
    affected: Codes = []
    #: Whom the words or the dwelling named, ticked by itself.
    known: Codes = []
    tell_by: Annotated[Told, BeforeValidator(_known(get_args(Told), ""))] = ""
    relative_name: Line = ""
    relative_phone: Line = ""
    hazard: Line = ""
    trade: Line = ""
    priority: Line = ""
    priority_reason: Line = ""
    aware_at: Line = ""
    #: When the page was opened for this call; a call that is taken up again begins anew.
    begun_at: Line = ""
    #: The list of calls noted on paper is being typed in.
    paper: Line = ""
    call_back_in: Line = ""
    call_back_at: Line = ""
    desk: Line = ""
    #: The language of what is said on the phone.
    say: Line = ""
    #: What the page showed of the caller, see `call_scene.Scene.shown`.
    shown: Line = ""
    #: The ticket that the caller joins.
    incident: Line = ""

    @property
    def words(self) -> str:
        """All that was said, for whoever reads it later."""
        return "\n".join(part for part in (self.title.strip(), self.description.strip()) if part)

    @property
    def headline(self) -> str:
        return self.title.strip() or headline(self.description)

    @property
    def ticked(self) -> list[str]:
        """Whom the dispatcher ticked himself."""
        return [code for code in self.affected if code in AFFECTED and code not in self.known]

    @property
    def taken_away(self) -> list[str]:
        return [code for code in self.known if code not in self.affected]

    @property
    def is_empty(self) -> bool:
        said = (self.phone, self.name, self.person, self.place, self.words, self.on_behalf_of, self.access_note)
        return not any(part.strip() for part in said)

    @property
    def caption(self) -> str:
        """What tells one half-typed call from another."""
        return (self.name or self.phone or self.description or self.place)[:40]

    @property
    def body(self) -> dict[str, str | list[str]]:
        """As a draft keeps it."""
        return self.model_dump(exclude_defaults=True, exclude={"draft", "shown", "incident", "begun_at"})


def from_draft(key: str, body: Mapping[str, Any]) -> CallForm:
    return CallForm.model_validate({**body, "draft": key})


def asked(request: Request) -> CallForm:
    """What an address of the page may fill in; more than a field holds is cut."""
    given = {name: request.query_params[name][:200] for name in CallForm.model_fields if name in request.query_params}
    single = {name: text.replace("\x00", "") for name, text in given.items() if name not in ("affected", "known")}
    if "spot" in single:
        single["spot"] = single["spot"][:120]
    return CallForm.model_validate({**single, "draft": rendering.new_key()})
