"""One login for each role, for the demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.models import Grant, User
from ops.access.queries.users import user_by_email
from ops.access.rights import ROLES
from ops.access.rules.grants import parse_scope
from ops.access.service.hashing import hash_password

#: Invented people: (name, language, scope).
_PEOPLE: Mapping[str, tuple[str, str, str]] = {
    "dispatcher": ("Nora De Smet", "nl", "all"),
    "dispatch_lead": ("Karim Benali", "nl", "all"),
    "technician": ("Olivier Lambert", "fr", "zone:centre"),
    "works_planner": ("Griet Van Acker", "nl", "all"),
    "storekeeper": ("Samuel Mertens", "nl", "zone:centre"),
    "contractor": ("Luc Fontaine", "fr", "firm:liftfirma"),
    "concierge": ("Rosa Pereira", "fr", "building:ADM-01"),
    "home_manager": ("Hilde Goossens", "nl", "home:heizel"),
    "home_staff": ("Aminata Diallo", "fr", "home:heizel"),
    "admissions_billing": ("Pieter Claes", "nl", "all"),
    "linen_planner": ("Sofie Wouters", "nl", "all"),
    "driver": ("Youssef Haddad", "fr", "all"),
    "energy_coordinator": ("Emma Janssens", "nl", "all"),
    "letting_officer": ("Claire Dubois", "fr", "all"),
    "building_user": ("Tom Verhulst", "nl", "building:ADM-01"),
    "director": ("Anne Peeters", "nl", "all"),
    "admin": ("Bart Maes", "nl", "all"),
}


#: Who is rung from a page; numbers that nobody has.
_PHONES: Mapping[str, str] = {
    "dispatcher": "+32400098100", "dispatch_lead": "+32400098101", "technician": "+32400098102",
    "works_planner": "+32400098103", "contractor": "+32400098104", "concierge": "+32400098105",
    "home_manager": "+32400098106", "energy_coordinator": "+32400098107",
}  # fmt: skip


@dataclass(frozen=True)
class Colleague:
    """Somebody who shares the work of a role and never signs in to the demo."""

    email: str
    role: str
    name: str
    language: str
    phone: str
    scope: str = "all"


COLLEAGUES: tuple[Colleague, ...] = (
    Colleague("dispatcher.2@regie.example", "dispatcher", "Mehdi Amrani", "fr", "+32400098110"),
    Colleague("dispatcher.3@regie.example", "dispatcher", "Kaat Vermeulen", "nl", "+32400098111"),
    Colleague("dispatch_lead.2@regie.example", "dispatch_lead", "Luc Maes", "nl", "+32400098112"),
    Colleague("technician.2@regie.example", "technician", "Joana Ferreira", "fr", "+32400098113", "zone:centre"),
    Colleague("technician.3@regie.example", "technician", "Wim Claessens", "nl", "+32400098114", "zone:centre"),
    Colleague("technician.4@regie.example", "technician", "Samuel Adeyemi", "fr", "+32400098115", "zone:north"),
    Colleague("technician.5@regie.example", "technician", "Fatma Demir", "nl", "+32400098116", "zone:north"),
    Colleague("technician.6@regie.example", "technician", "Tom Verlinden", "nl", "+32400098117", "zone:north"),
    Colleague("technician.7@regie.example", "technician", "Yasmina Bakkali", "fr", "+32400098118", "zone:centre"),
    Colleague("technician.8@regie.example", "technician", "Bram Coppens", "nl", "+32400098119", "zone:north"),
    Colleague("storekeeper.2@regie.example", "storekeeper", "Ann Willems", "nl", "+32400098120", "zone:north"),
)


@dataclass(frozen=True)
class DemoLogin:
    """A line of what the demo prints."""

    role: str
    email: str
    password: str
    name: str
    scope: str


def demo_email(role: str) -> str:
    return f"{role}@regie.example"


def seed_demo_users(session: Session, *, now: datetime, passwords: Mapping[str, str]) -> list[DemoLogin]:
    """Makes or refreshes `ROLE@regie.example` for each role, and colleagues; `passwords` holds one for each role."""
    logins = [_seed_one(session, role, passwords[role], now) for role in ROLES]
    for each in COLLEAGUES:
        user = user_by_email(session, each.email) or _new_user(session, each.email, each.role, now, each.scope)
        user.name, user.language, user.phone, user.state = each.name, each.language, each.phone, "active"
    return logins


def _seed_one(session: Session, role: str, password: str, now: datetime) -> DemoLogin:
    name, language, scope = _PEOPLE[role]
    user = user_by_email(session, demo_email(role)) or _new_user(session, demo_email(role), role, now)
    user.name, user.language, user.state = name, language, "active"
    user.phone = _PHONES.get(role)
    user.password_hash = hash_password(password)
    return DemoLogin(role, user.email, password, name, scope)


def _new_user(session: Session, email: str, role: str, now: datetime, scope: str | None = None) -> User:
    name, language, usual = _PEOPLE[role]
    kind, code = parse_scope(scope or usual)
    user = User(email=email, name=name, language=language, created_at=now)
    user.grants = [Grant(role=role, scope_kind=kind, scope_code=code)]
    session.add(user)
    return user
