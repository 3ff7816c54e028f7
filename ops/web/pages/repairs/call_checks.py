"""From the form of a call to what the services take, and everything that is wrong with it at once."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from ops.errors import N_, InvalidInput, RegieError
from ops.kit.phones import normal_phone
from ops.repairs.errors import CallerMissing, ReasonNeeded, TitleMissing
from ops.repairs.errors.desk import NoSuchPlace, PlaceNotChosen, QuestionMissing
from ops.repairs.rules.triage import PRIORITIES
from ops.repairs.service import Call, NewCaller
from ops.repairs.service.call_back import check_call_back
from ops.web.forms import UnreadableMoment, moment
from ops.web.pages.repairs.call_scene import Scene
from ops.web.reader import Reader

_MOST_MINUTES = 60 * 24
_RELATIVE: Final = "relative"
#: As many letters as the field holds.
_SPOT_LENGTH = 120
_NUMBER = re.compile(r"(?:tel:|sips?:)?\s*([+\d][\d\s./()-]*)")


class RelativeMissing(InvalidInput):
    code = "relative_missing"
    text = N_("Give the name and the number of the relative.")


def dialled(text: str) -> str:
    """The number that a telephone system hands over: "+32…", "0032…", "tel:+32…", "sip:+32…@exchange".

    A plus sign in an address is a blank once it was read.
    """
    found = _NUMBER.match(f"+{text[1:]}" if text.startswith(" ") else text)
    return re.sub(r"^00", "+", found[1].strip()) if found else text.strip()[:30]


def for_noting(scene: Scene) -> list[RegieError]:
    """Nobody is sent back twice."""
    return _errors(_phone, _place, _words, _reason, _moment, _told, _call_back, scene=scene)


def for_joining(scene: Scene) -> list[RegieError]:
    return _errors(_caller, _phone, _moment, _told, _call_back, scene=scene)


def for_asking(scene: Scene) -> list[RegieError]:
    return _errors(_caller, _phone, _question, _moment, scene=scene)


def _errors(*checks: Callable[[Scene], object], scene: Scene) -> list[RegieError]:
    return [error for check in checks if (error := _error_of(check, scene))]


def _error_of(check: Callable[[Scene], object], scene: Scene) -> RegieError | None:
    try:
        check(scene)
    except RegieError as error:
        return error
    return None


def _phone(scene: Scene) -> None:
    normal_phone(scene.form.phone)


def _caller(scene: Scene) -> None:
    if not (scene.name or scene.form.phone.strip()):
        raise CallerMissing(field="name")


def _place(scene: Scene) -> None:
    if scene.place is None:
        if scene.candidates or not scene.form.place.strip():
            raise PlaceNotChosen(field="location" if scene.candidates else "place")
        raise NoSuchPlace(field="place")


def _words(scene: Scene) -> None:
    if not scene.form.headline:
        raise TitleMissing(field="description")


def _question(scene: Scene) -> None:
    if not scene.form.headline:
        raise QuestionMissing(field="description")


def _reason(scene: Scene) -> None:
    if scene.needs_reason:
        raise ReasonNeeded(field="priority_reason")


def _moment(scene: Scene) -> None:
    """A call from a sheet of paper says when it came."""
    typed = moment(scene.form.aware_at, scene.reader.zone, "aware_at")
    if typed is None and scene.form.paper:
        raise UnreadableMoment(field="aware_at")


def _told(scene: Scene) -> None:
    form = scene.form
    if form.tell_by == _RELATIVE:
        if not (form.relative_name.strip() and form.relative_phone.strip()):
            raise RelativeMissing(field="relative_name")
        normal_phone(form.relative_phone)


def _call_back(scene: Scene) -> None:
    by = call_back_of(scene)
    if by is not None:
        check_call_back(by, scene.reader.now)


def call_back_of(scene: Scene) -> datetime | None:
    """The instant that was promised: so many minutes from now, else a moment."""
    return promised_moment(scene.form.call_back_in, scene.form.call_back_at, scene.reader)


def promised_moment(within: str, at: str, reader: Reader) -> datetime | None:
    if within.isascii() and within.isdigit():
        return reader.now + timedelta(minutes=min(int(within), _MOST_MINUTES))
    return moment(at, reader.zone, "call_back_at")


def caller_named(scene: Scene) -> NewCaller:
    """Who must be told; a relative who is told instead stands for the one who called."""
    form = scene.form
    person = scene.person.code if scene.person else None
    if form.tell_by == _RELATIVE:
        return NewCaller(
            name=form.relative_name.strip(),
            phone=form.relative_phone,
            language=scene.language,
            person=person,
            relation=_RELATIVE,
            on_behalf_of=scene.name,
        )
    return NewCaller(
        name=scene.name,
        phone=form.phone or None,
        language=form.language or None,
        person=person,
        relation=form.relation,
        on_behalf_of=form.on_behalf_of.strip(),
        tell_by=form.tell_by,
    )


def joining_caller(scene: Scene) -> NewCaller:
    """What he says and whom it hits may make the ticket more urgent."""
    return replace(caller_named(scene), said=scene.form.words, affected=scene.affected)


def call_of(scene: Scene) -> Call:
    form, place = scene.form, scene.place
    return Call(
        title=form.headline,
        location=place.code if place else "",
        description=form.description,
        installation=form.installation or None,
        hazard=scene.hazard or None,
        trade=scene.trade,
        priority=form.priority if form.priority in PRIORITIES else None,
        priority_reason=form.priority_reason.strip(),
        affected=scene.affected,
        spot=form.spot.strip() or scene.suggested.spot[:_SPOT_LENGTH],
        access_note=form.access_note.strip(),
        aware_at=scene.aware_at,
        caller=caller_named(scene) if scene.name or form.phone.strip() else None,
    )
