"""A small estate with people on call around the clock, for tests of rota and paging."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from ops.access.models import User
from ops.access.principal import GrantHeld, Principal
from ops.kit.periods import OPEN_END
from ops.repairs.models import Rota, RotaMember
from tests.support.repairs_world import World, build_world
from tests.support.world import add_user, grant

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
#: Key in `people` -> role, scope, phone. Two leads, of whom one is on duty.
_PEOPLE = {
    "tech": ("technician", "zone:centre", "+32400000001"),
    "tech_north": ("technician", "zone:north", "+32400000002"),
    "second": ("technician", "zone:north", "+32400000003"),
    "lead": ("dispatch_lead", "all", "+32400000004"),
    "other_lead": ("dispatch_lead", "all", "+32400000005"),
    "desk": ("dispatcher", "all", "+32400000006"),
}


@dataclass(frozen=True)
class Duties:
    """Ids of people by the key above, of rotas by their code."""

    world: World
    people: dict[str, int]
    rotas: dict[str, int]


def principal(people: dict[str, int], key: str) -> Principal:
    role, scope, _ = _PEOPLE[key]
    kind, _, code = scope.partition(":")
    return Principal("user", people[key], f"Test {key}", "en", (GrantHeld(role, kind, code),))


def add_rota(session: Session, code: str, duty: str, zone: str | None, members: list[int], **changes: object) -> Rota:
    """Around the clock from 08:00 to 08:00, a week each, unless the changes say otherwise."""
    values: dict[str, object] = {
        "code": code, "name": code, "duty": duty, "zone": zone, "weekdays": WEEK, "starts": time(8), "ends": time(8),
        "turn_days": 7, "first_turn_on": date(2026, 1, 5), "from_on": date(2026, 1, 1), "to_on": OPEN_END, "version": 1,
    }  # fmt: skip
    row = Rota(**{**values, **changes})
    session.add(row)
    session.flush()
    session.add_all(RotaMember(rota_id=row.id, position=n, user_id=user) for n, user in enumerate(members, start=1))
    session.flush()
    return row


def build_duties(session: Session, now: datetime) -> Duties:
    world = build_world(session, now)
    people = {}
    for key, (role, scope, phone) in _PEOPLE.items():
        people[key] = add_user(session, [grant(role, scope)], "en", now - timedelta(days=1))
        user = session.get_one(User, people[key])
        user.name, user.phone = f"Test {key}", phone
    rotas = {
        "centre": add_rota(session, "centre", "technician", "centre", [people["tech"]]).id,
        "north": add_rota(session, "north", "technician", "north", [people["tech_north"]]).id,
        "second": add_rota(session, "second", "second", None, [people["second"]]).id,
        "lead": add_rota(session, "lead", "lead", None, [people["lead"]]).id,
    }
    return Duties(world, people, rotas)
