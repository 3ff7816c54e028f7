"""The action cards of a building: one sheet of paper that says what is done first, and the form that changes it."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Annotated, Any

from fastapi import Form, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, NotFound, RegieError
from ops.estate.models import ActionCard, Location
from ops.estate.queries import location_by_code, location_by_id
from ops.estate.queries.action_cards import CARD_KINDS, cards_at, valves_in
from ops.estate.service.action_cards import CardWords, save_card
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Bilingual, Text
from ops.web.forms import Version, faults
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_PAGE = "estate/action_cards.html"
_CALLS = 4
Words = Annotated[str, Form(max_length=400, pattern=r"^[^\x00]*$")]
Lines = Annotated[list[Annotated[str, Form(max_length=80, pattern=r"^[^\x00]*$")]], Form()]
ICONS: Mapping[str, str] = {"gas": "flame", "fire": "fire", "power": "bolt", "flood": "drop", "lift": "lift"}
#: The same in every building: it is said before anybody looks for a valve.
FIRST: Mapping[str, str] = {
    "gas": N_("No flame, no switch, no bell. Open windows on your way, everybody out, then 112 from outside."),
    "fire": N_("Call 112. Close doors, warn everybody, take the stairs. Nobody goes back in."),
    "power": N_("Touch nothing that is wet or bare. Switch off the main switch with dry hands only."),
    "flood": N_("Close the main valve. Switch off the power where water reaches lamps or sockets."),
    "lift": N_("Speak to the person in the lift and stay there. Nobody climbs out alone."),
}


@router.get("/locations/{code}/action-cards", permission="estate.read")
def show_action_cards(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    code: str,
    edit: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    house = _house(session, code, who, "estate.read")
    editing = edit if edit in CARD_KINDS and who.may("estate.write") else ""
    return render(request, _PAGE, **faults(request), **_context(request, session, house, editing))


@router.post("/locations/{code}/action-cards/{kind}", permission="estate.write")
def submit_action_card(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    code: str,
    kind: str,
    spot: Words = "",
    spot_fr: Words = "",
    keys: Words = "",
    keys_fr: Words = "",
    call_name: Lines = [],  # noqa: B006 - FastAPI copies it.
    call_phone: Lines = [],  # noqa: B006
    version: Version = 0,
) -> Response:
    house = _house(session, code, who, "estate.write")
    called = list(zip_longest(call_name[:_CALLS], call_phone[:_CALLS], fillvalue=""))
    words = CardWords(spot, spot_fr, keys, keys_fr, called)
    if kind not in CARD_KINDS:
        raise NotFound()
    try:
        save_card(session, house, kind, words, version=version, who=who, now=now)
    except RegieError as error:
        return _again(request, who, code, kind, words, error)
    onward = f"/locations/{house.code}/action-cards"
    return redirect(request, f"{onward}#{kind}", toast=Text(N_("The action card is saved.")))


def _again(request: Request, who: Principal, code: str, kind: str, words: CardWords, error: RegieError) -> Response:
    with reading_anew(request) as session:
        house = _house(session, code, who, "estate.write")
        context = {**_context(request, session, house, kind), "form": _form(words)}
    return render(request, _PAGE, status=error.status, **faults(request, error), **context)


def _house(session: Session, code: str, who: Principal, permission: str) -> Location:
    """The building itself, or the one that holds the place. Raises NotFound, also for what stands in no building."""
    place = location_by_code(session, code, who.scopes(permission))
    if place.building_id is None and place.kind != "building":
        raise NotFound()
    return location_by_id(session, place.building_id or place.id)


def _context(request: Request, session: Session, house: Location, editing: str) -> dict[str, Any]:
    reader = reader_of(request)
    cards = cards_at(session, house)
    return {
        "house": house,
        "cards": [_shown(kind, cards[kind], reader) for kind in CARD_KINDS if kind in cards],
        "missing": [kind for kind in CARD_KINDS if kind not in cards],
        "lines": _valves(session, house, reader),
        "editing": editing,
        "version": cards[editing].version if editing in cards else 0,
        "form": _form_of(cards.get(editing)),
        "icons": ICONS,
    }


def _shown(kind: str, card: ActionCard, reader: Reader) -> dict[str, Any]:
    return {
        "kind": kind,
        "first": reader.say(FIRST[kind]),
        "spot": Bilingual(card.spot, card.spot_fr).render(reader.language),
        "keys": Bilingual(card.keys, card.keys_fr).render(reader.language),
        "call": card.call,
    }


def _valves(session: Session, house: Location, reader: Reader) -> Sequence[tuple[str, str]]:
    """Each riser and stack of the house with the place where it is closed."""
    lines = valves_in(session, house)
    named = ((Bilingual(line.name, line.name_fr), Bilingual(line.valve, line.valve_fr)) for line in lines)
    return [(name.render(reader.language), valve.render(reader.language)) for name, valve in named]


def _form(words: CardWords) -> dict[str, Any]:
    call = [*words.call, *[("", "")] * _CALLS][:_CALLS]
    return {
        "spot": words.spot, "spot_fr": words.spot_fr, "keys": words.keys, "keys_fr": words.keys_fr, "call": call,
    }  # fmt: skip


def _form_of(card: ActionCard | None) -> dict[str, Any]:
    if card is None:
        return _form(CardWords())
    called = [(each["name"], each["phone"]) for each in card.call]
    return _form(CardWords(card.spot, card.spot_fr, card.keys, card.keys_fr, called))
