"""For each role an object of its own scope and one outside it, by the route that shows it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.models import ApiToken, User
from ops.access.principal import Principal, system
from ops.energy.models import Alert, DeadLetter, FieldMapping, Meter, Register
from ops.estate.models import Firm, Installation, KeyHolder, Location
from ops.kit.models import Attachment, OutboxMessage
from ops.people.models import Person
from ops.repairs.models import (
    Handover,
    Page,
    PageStep,
    RotaOverride,
    StaffAbsence,
    StockOrder,
    Store,
    Team,
    Ticket,
    WorkOrder,
)
from ops.repairs.service import tickets, work_orders
from ops.repairs.service.stock_orders import place_order
from tests.support.defects import add_defect
from tests.support.desk import bring_table, note_change_at, note_deputy_of_somebody, note_works_at
from tests.support.uploads import picture
from tests.support.world import NOW, token_for

#: The usual scope of each role; the others work everywhere.
SCOPES: Mapping[str, str] = {
    "technician": "zone:centre", "storekeeper": "zone:centre", "contractor": "firm:liftfirma",
    "concierge": "building:ADM-01", "building_user": "building:ADM-01",
    "home_manager": "home:heizel", "home_staff": "home:heizel",
}  # fmt: skip
_ELSEWHERE = "wilde-rozen"
#: Roles of a zone that keep or use its stores.
_AT_STORES = ("technician", "storekeeper")
#: Roles with a place that may read the files of its persons.
_PERSON_AT = {"technician": "ADM-01", "home_manager": "heizel", "home_staff": "heizel"}
_PARAM = re.compile(r"\{[^}]+\}")
Body = dict[str, Any] | None
#: What a route needs to get as far as its object, by the last word of the path.
_BODIES: Mapping[str, Body] = {
    "say": {"text": "Ring twice"}, "still-broken": {"text": "Cold again"},
    "acknowledge": {}, "close": {"outcome": "legitimate_use"}, "reopen": {"reason": "again"},
    "snooze": {"until": "2026-11-25T10:00:00Z", "reason": "known"}, "merge": {"into": "A26-900000"},
    "callers": {"name": "Ann", "phone": "+3225551234"}, "cancel": {"reason": "error"}, "notes": {"text": "Seen"},
    "pause": {"reason": "part", "until": "2026-11-25T10:00:00Z"}, "resume": {"text": ""},
    "resolve": {"finding": "nothing_found", "text": "Told"}, "triage": {"priority": "P4", "reason": "Seen"},
    "work-orders": {"team": "firm-liftfirma", "dispatch": True}, "complete": {"finding": "defect_repaired", "text": ""},
    "need-part": {"text": "Valve", "until": "2026-11-25T10:00:00Z"}, "refuse": {"text": "Full"},
    "parts": {"part": "LOO-203", "quantity": 1, "action": "reserve"},
    "no-access": {"text": "Rang", "until": "2026-11-25T10:00:00Z"},
    "follow-on": {"task": "Paint the wall"}, "unreachable": {"reason": "strike"}, "access-step": {"step": "call"},
    "slot": {"from": "2026-11-25T08:00:00Z", "to": "2026-11-25T10:00:00Z"}, "assign": {}, "part-arrived": {},
    "call-back": {"by": "2026-11-25T10:00:00Z"}, "called-back": {"text": ""}, "book": {"version": 1},
    "replacements": {"at": "2026-11-20T10:00:00Z"}, "falls": {"at": "2026-11-20T10:00:00Z", "decision": "reset"},
    "calorific-values": {"month": "2026-10", "kwh_per_m3": "11.2"},
    "lines": {"items": [{"part": "LOO-203", "counted": 1}]},
}  # fmt: skip
#: Where a form names its fields otherwise than the API.
_FORMS: Mapping[str, Body] = {
    "cancel": {"cancel_reason": "error"}, "pause": {"pause_reason": "part", "until": "2026-11-25T11:00"},
    "need-part": {"text": "Valve", "until": "2026-11-25T11:00"}, "no-access": {"until": "2026-11-25T11:00"},
    "parts": {"part": "LOO-203", "quantity": "1", "action": "take"}, "signature": {"name": "Ann"},
    "slot": {"starts": "2026-11-25T09:00", "ends": "2026-11-25T11:00"}, "access-step": {"tried": "call"},
    "call-back": {"call_back_in": "30"}, "called-back": {"callers": "1"},
}  # fmt: skip
_NEW_RULES: Body = {"body": {}, "valid_from": "2027-01-01", "note": "Test"}
#: What a list or a series must be asked.
_QUERIES: Mapping[str, str] = {
    "/consumption": "?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z&step=day", "/ledger": "?month=2026-11",
    "/diff": "?before=1&after=1", "/compare": "?a=1&b=1",
}  # fmt: skip
#: How the paths end that take a file.
_UPLOADS = ("/attachments", "/photos", "/photo")
File = tuple[str, bytes, str]
#: Which kind of object a path is about, by how it begins.
_KINDS = (
    ("overrides", re.compile(r"^/tickets/[^/]+/override-seen$")),
    ("tickets", re.compile(r"^(/api/v1)?/(tickets|my-tickets)/")),
    ("work_orders", re.compile(r"^(/api/v1)?/work-orders/")),
    ("alerts", re.compile(r"^(/api/v1)?/alerts/")), ("registers", re.compile(r"^(/api/v1/registers|/meters)/")),
    ("locations", re.compile(r"^(/api/v1)?/locations/")), ("persons", re.compile(r"^(/api/v1)?/persons/")),
    ("stores", re.compile(r"^(/api/v1)?/stores/")), ("stock_orders", re.compile(r"^/stock-orders/")),
    ("installations", re.compile(r"^(/api/v1)?/installations/")),
    ("attachments", re.compile(r"^(/api/v1)?/attachments/")), ("pages", re.compile(r"^(/api/v1)?/pages/")),
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """Objects by kind: what a role owns, what it does not, and any one for those who reach all."""

    own: Mapping[str, Mapping[str, str]]
    foreign: Mapping[str, Mapping[str, str]]
    #: Within reach, but of somebody else.
    others: Mapping[str, Mapping[str, str]]
    any: Mapping[str, str]
    elsewhere: str

    def any_of(self, path: str) -> str:
        kind = _kind(path)
        return fill(path, self.any[kind] if kind else self._by_name(path))

    def knows(self, path: str) -> bool:
        """True for a path about an object that stands in this world."""
        return _kind(path) is not None

    def own_of(self, path: str, role: str) -> str | None:
        """None where a role has the right but, in its usual scope, nothing to use it on."""
        found = self.own.get(_kind(path) or "", {}).get(role)
        return fill(path, found) if found else None

    def foreign_of(self, path: str, role: str) -> str:
        return fill(path, self.foreign[_kind(path) or ""][role])

    def is_narrow(self, path: str, role: str) -> bool:
        """True where a role reaches not all that there is."""
        return role in self.foreign[_kind(path) or ""]

    def others_of(self, path: str, role: str) -> str:
        return fill(path, self.others[_kind(path) or ""][role])

    def _by_name(self, path: str) -> str:
        for word, value in self.any.items():
            if f"/{word}" in path:
                return value
        return "none"


def body_of(path: str) -> Body:
    """What the route needs to get as far as its object."""
    end = path.rsplit("/", 1)[-1]
    if "/rules/{name}" in path:
        return _NEW_RULES
    if path == "/api/v1/persons/{code}":
        return {"language": "fr"}
    if not path.startswith("/api/") and end in _FORMS:
        return _FORMS[end]
    if "work-orders" in path and end == "cancel":
        return {"text": "Not needed"}
    return _BODIES.get(end)


def file_of(path: str) -> Mapping[str, File] | None:
    """The picture that a route wants to be sent, by the name of its field."""
    return {"file": ("leak.jpg", picture(), "image/jpeg")} if path.endswith(_UPLOADS) else None


def _kind(path: str) -> str | None:
    return next((kind for kind, pattern in _KINDS if pattern.match(path) and "{" in path), None)


def fill(path: str, value: str) -> str:
    """The address of one object, asked as its route must be asked."""
    path = path.replace("{decision}", "drop").replace("{version}", "1").replace("{token}", "not-a-token")
    path = path.replace("/action-cards/{kind}", "/action-cards/gas")
    path = path.replace("/sectors/{code}", "/sectors/food")
    query = next((query for end, query in _QUERIES.items() if path.endswith(end)), "")
    return _PARAM.sub(value, path) + query


def _at(session: Session, code: str) -> Location:
    return session.scalars(select(Location).where(Location.code == code)).one()


def _ticket(
    session: Session, code: str, who: Principal, team: str | None = None, origin: str = "call"
) -> tuple[str, str | None]:
    """A call at a place, with a work order to a team where one is named; both by reference."""
    new = tickets.NewTicket(title="Lamp out", place=_at(session, code), aware_at=NOW, origin_kind=origin)
    ticket = tickets.open_ticket(session, new, who=who, now=NOW)
    if team is None:
        return ticket.ref, None
    order = work_orders.plan_work(session, ticket.ref, team, "", who=who, now=NOW, dispatch=True)
    return ticket.ref, order.ref


#: Where a role's own job lies, the team that has it, and what it is about.
_OWN_JOBS: Mapping[str, tuple[str, str, str]] = {
    "technician": ("ADM-01", "rapid-centre", "call"),
    "contractor": ("heizel", "firm-liftfirma", "call"),
    "energy_coordinator": ("ADM-01", "rapid-centre", "alert"),
}


def fresh_own(session: Session, path: str, role: str) -> str:
    """The path for a job made just now: some steps end the job, so each needs one of its own."""
    if _kind(path) == "stock_orders":
        bought = place_order(session, "store-centre", "Buizenhuis", {"LOO-203": 1}, who=system("tests"), now=NOW)
        return fill(path, bought.ref)
    place, team, origin = _OWN_JOBS[role]
    ticket, order = _ticket(session, place, system("tests"), team, origin)
    return fill(path, ticket if _kind(path) == "tickets" else order or "")


def _as_user(user_id: int) -> Principal:
    return Principal("user", user_id, "Somebody", "en")


def _photo(session: Session, ticket: str, added_by: str) -> str:
    """A row without its bytes: whoever may see it learns that they are away."""
    row = Attachment(
        sha256="0" * 64, thumbnail_sha256="0" * 64, name="leak.jpg", media_type="image/jpeg", size_bytes=1,
        about_kind="ticket", about_ref=ticket, added_by=added_by, added_by_name="Somebody", added_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return str(row.id)


def _override(session: Session) -> str:
    """A call that somebody judged more urgent than the matrix proposed."""
    new = tickets.NewTicket(
        title="Leak", place=_at(session, "ADM-01"), aware_at=NOW, hazard="leak", priority="P2", proposed_priority="P3"
    )
    return tickets.open_ticket(session, new, who=system("tests"), now=NOW).ref


def _firm_team(session: Session) -> Team:
    return session.scalars(select(Team).join(Firm, Firm.id == Team.firm_id).where(Firm.code == "liftfirma")).one()


def _alert(session: Session, place: Location, register: Register | None) -> str:
    ref = f"A26-9{place.id:05d}"
    session.add(
        Alert(
            ref=ref, register_id=register.id if register else None, location_id=place.id, medium="water",
            cause="spike", severity="low", started_at=NOW, detected_at=NOW, last_abnormal_at=NOW, unit="m3",
        )
    )  # fmt: skip
    return ref


def _register(session: Session, code: str) -> Register:
    place = _at(session, code)
    found = select(Register).join(Meter).join(Location, Location.id == Meter.location_id)
    return session.scalars(found.where(Location.path.startswith(place.path)).order_by(Register.code)).first()  # type: ignore[return-value]


def _person(session: Session, code: str) -> str:
    """Somebody who holds a key of the place."""
    place, key = _at(session, code), f"TEST-{code}"[:20]
    person = Person(code=key, given_name="Ann", family_name=code, created_at=NOW)
    session.add(person)
    session.flush()
    session.add(
        KeyHolder(location_id=place.id, person_id=person.id, role="key_holder", from_on=date(2020, 1, 1),
                  to_on=date(9999, 12, 31))
    )  # fmt: skip
    return key


def _page(session: Session, ref: str, user_id: int) -> str:
    """A page about a ticket that woke one user."""
    ticket = session.scalars(select(Ticket).where(Ticket.ref == ref)).one()
    page = Page(ticket_id=ticket.id, priority="P1", opened_at=NOW, step=1, next_at=NOW + timedelta(minutes=5))
    session.add(page)
    session.flush()
    session.add(PageStep(page_id=page.id, number=1, duty="technician", user_id=user_id, user_name="Somebody", at=NOW))
    session.flush()
    return str(page.id)


def _first_id(session: Session, kind: type[RotaOverride] | type[StaffAbsence] | type[Handover]) -> str:
    return str(session.scalars(select(kind.id).order_by(kind.id)).first())


def build_world(session: Session, users: Mapping[str, int]) -> World:
    """Adds what the small reference organisation lacks, and names an own and a foreign object for each role."""
    desk = system("tests")
    firm, north = _firm_team(session).code, _north_team(session).code
    here, here_order = _ticket(session, "ADM-01", desk, _centre_team(session).code)
    home, home_order = _ticket(session, "heizel", desk, north)
    lift, lift_order = _ticket(session, "heizel", desk, firm)
    away, away_order = _ticket(session, _ELSEWHERE, desk, north)
    mine = {role: _ticket(session, "ADM-01", _as_user(users[role]))[0] for role in ("linen_planner", "driver")}
    alarm = session.scalars(select(Ticket).where(Ticket.origin_kind == "alert")).first()
    alarm_order = session.scalars(select(WorkOrder).where(WorkOrder.ticket_id == alarm.id)).first() if alarm else None
    by_place = {"concierge": here, "building_user": here, "technician": here, "home_manager": home, "home_staff": home}
    order_by_place = {
        "concierge": here_order, "building_user": here_order, "technician": here_order, "home_manager": home_order,
        "home_staff": home_order, "contractor": lift_order, "energy_coordinator": alarm_order and alarm_order.ref,
    }  # fmt: skip
    centre, homes, far = (_register(session, code) for code in ("ADM-01", "heizel", _ELSEWHERE))
    alerts = {code: _alert(session, _at(session, code), None) for code in ("ADM-01", "heizel", _ELSEWHERE)}
    unserved = _unserved(session)
    persons = {code: _person(session, code) for code in ("ADM-01", "heizel", unserved)}
    machine = session.scalars(select(Installation).where(Installation.firm_id == _firm_team(session).firm_id)).first()
    other = _machine_of_nobody_here(session)
    building = (
        session.get_one(Location, session.get_one(Location, machine.location_id).building_id) if machine else None
    )
    token_for(session, "driver")
    session.flush()
    reporting = dict.fromkeys(("concierge", "building_user", "letting_officer"), here)
    reporting |= {"home_manager": home, "home_staff": home, **mine}
    tickets_of = {**by_place, **mine, "contractor": lift, "energy_coordinator": alarm.ref if alarm else ""}
    return World(
        own={
            "tickets": tickets_of,
            "attachments": {
                role: _photo(session, ref, f"user:{users[role]}") for role, ref in {**tickets_of, **reporting}.items()
            },
            "work_orders": {role: ref for role, ref in order_by_place.items() if ref},
            "alerts": _by_scope(alerts["ADM-01"], alerts["heizel"]),
            "registers": _by_scope(centre.code, homes.code),
            "locations": {**_by_scope("ADM-01", "heizel"), "contractor": building.code if building else ""},
            "installations": {"contractor": machine.code if machine else ""},
            "persons": {role: persons[_PERSON_AT[role]] for role in _PERSON_AT},
            "pages": {"technician": _page(session, here, users["technician"])},
            "stores": dict.fromkeys(_AT_STORES, "store-centre"),
            "stock_orders": dict.fromkeys(_AT_STORES, _stock_order(session, "store-centre")),
        },
        foreign={
            "tickets": {**_everybody(away), "energy_coordinator": away},
            "attachments": _everybody(_photo(session, away, "user:0")),
            "work_orders": _everybody(away_order or ""),
            "alerts": _everybody(alerts[_ELSEWHERE]),
            "registers": _everybody(far.code),
            "locations": _everybody(unserved),
            "installations": _everybody(other),
            "persons": _everybody(persons[unserved]),
            "pages": _everybody(_page(session, away, users["dispatcher"])),
            "stores": _everybody("store-north"),
            "stock_orders": _everybody(_stock_order(session, "store-north")),
        },
        others={"attachments": {role: _photo(session, ref, "user:0") for role, ref in reporting.items()}},
        any={
            "tickets": here, "overrides": _override(session), "attachments": _photo(session, here, "user:0"),
            "work_orders": here_order or "", "alerts": alerts["ADM-01"],
            "registers": centre.code,
            "locations": "ADM-01", "installations": _machine_at(session, "ADM-01"), "persons": persons["ADM-01"],
            "users": str(session.scalars(select(User.id).order_by(User.id)).first()),
            "tokens": str(session.scalars(select(ApiToken.id)).first()), "rules": "repairs.targets",
            "pages": _page(session, here, users["dispatcher"]), "rota/exceptions": _first_id(session, RotaOverride),
            "rota/absences": _first_id(session, StaffAbsence),
            "handover": _first_id(session, Handover), "rota": "centrum-dag",
            "stores": "store-centre", "stock_orders": _stock_order(session, "store-centre"),
            "recurring": str(add_defect(session, _at(session, "ADM-01").id)), "jobs": "ticket_close",
            "dead-letters": str(_letter(session)), "mappings": str(_mapping(session, centre.id)),
            "messages": str(session.scalars(select(OutboxMessage.id)).first()),
            "works": str(note_works_at(session, "ADM-01", NOW).id), "alert-budget": "1",
            "readings/upload": str(bring_table(session, NOW).id),
            "changes-of-use": str(note_change_at(session, "ADM-01", NOW).id),
            "deputies": str(note_deputy_of_somebody(session, NOW).id),
        },
        elsewhere=_ELSEWHERE,
    )  # fmt: skip


def _stock_order(session: Session, store: str) -> str:
    found = select(StockOrder.ref).join(Store).where(Store.code == store, StockOrder.state == "ordered")
    return session.scalars(found.order_by(StockOrder.id)).first() or ""


def _by_scope(building: str, home: str) -> dict[str, str]:
    roles = {"concierge": building, "building_user": building, "technician": building}
    return {**roles, "home_manager": home, "home_staff": home}


def _everybody(value: str) -> dict[str, str]:
    return dict.fromkeys((*SCOPES, "linen_planner", "driver", "works_planner", "energy_coordinator"), value)


def _centre_team(session: Session) -> Team:
    return session.scalars(select(Team).where(Team.kind == "rapid", Team.zone == "centre")).one()


def _north_team(session: Session) -> Team:
    return session.scalars(select(Team).where(Team.kind == "rapid", Team.zone == "north")).one()


def _letter(session: Session) -> int:
    letter = DeadLetter(
        received_at=NOW,
        topic="regie/v1/x/readings",
        payload=b"{",
        payload_sha256="0" * 64,
        size_bytes=1,
        code="not_json",
    )
    session.add(letter)
    session.flush()
    return letter.id


def _mapping(session: Session, register_id: int) -> int:
    made = FieldMapping(
        topic_filter="tele/plug/SENSOR", format="tasmota", field="ENERGY.Total", register_id=register_id, unit="",
        factor_micro=1_000_000, version=1,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def _unserved(session: Session) -> str:
    """A building of the north without the contractor's lifts, neither the home nor the administration."""
    firm = _firm_team(session).firm_id
    served = select(Location.building_id).join(Installation, Installation.location_id == Location.id)
    served = served.where(Installation.firm_id == firm, Location.building_id.is_not(None))
    equipped = select(Location.building_id).join(Installation, Installation.location_id == Location.id)
    free = select(Location.code).where(Location.kind == "building", Location.zone == "north", Location.code != "heizel")
    free = free.where(Location.id.in_(equipped.where(Location.building_id.is_not(None))))
    return session.scalars(free.where(Location.id.not_in(served)).order_by(Location.code)).first() or ""


def _machine_at(session: Session, code: str) -> str:
    found = select(Installation.code).join(Location, Location.id == Installation.location_id)
    return session.scalars(found.where(Location.path.startswith(_at(session, code).path))).first() or ""


def _machine_of_nobody_here(session: Session) -> str:
    """An installation outside every scope: in the building that the contractor's firm does not look after."""
    return _machine_at(session, _unserved(session))
