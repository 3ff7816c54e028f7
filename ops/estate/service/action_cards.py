"""Writing the action card of a building."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.principal import Principal
from ops.errors import EditedMeanwhile
from ops.estate.errors import CallWithoutNumber, UnknownCard
from ops.estate.models import ActionCard, Location
from ops.estate.queries.action_cards import CARD_KINDS, card_for_change
from ops.kit.phones import normal_phone

#: Emergency services and short numbers have no country code.
_SHORT = re.compile(r"\d{3,6}")


@dataclass(frozen=True)
class CardWords:
    """A card as it was typed; `call` holds names with their numbers, in the order in which they are called."""

    spot: str = ""
    spot_fr: str = ""
    keys: str = ""
    keys_fr: str = ""
    call: Sequence[tuple[str, str]] = ()


def save_card(
    session: Session, place: Location, kind: str, words: CardWords, *, version: int, who: Principal, now: datetime
) -> ActionCard:
    """Version 0 stands for a card that is not there yet.

    Raises UnknownCard, CallWithoutNumber, NotAPhoneNumber, and EditedMeanwhile when somebody else saved it before.
    """
    if kind not in CARD_KINDS:
        raise UnknownCard(field="kind")
    call = [_called(name.strip(), phone.strip()) for name, phone in words.call if name.strip() or phone.strip()]
    card = card_for_change(session, place, kind)
    if (card.version if card else 0) != version:
        raise EditedMeanwhile()
    if card is None:
        card = ActionCard(location_id=place.building_id or place.id, kind=kind, version=0)
        session.add(card)
    card.spot, card.spot_fr = words.spot.strip(), words.spot_fr.strip()
    card.keys, card.keys_fr = words.keys.strip(), words.keys_fr.strip()
    card.call, card.version = call, card.version + 1
    audit.record(session, who, action="action_card.change", object_kind="location", object_ref=place.code, now=now)
    session.flush()
    return card


def _called(name: str, phone: str) -> dict[str, str]:
    if not phone:
        raise CallWithoutNumber(field="call", name=name)
    number = phone if _SHORT.fullmatch(phone) else normal_phone(phone) or ""
    return {"name": name or phone, "phone": number}
