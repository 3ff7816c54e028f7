"""The reference organisation: every domain's part, in one transaction, the same for the same instant and scale."""

import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, func, select, text
from sqlalchemy.orm import Session

from ops.access.models import User
from ops.access.rights import ROLES
from ops.access.seed import DemoLogin, demo_email, seed_demo_users
from ops.config import Settings
from ops.db import Database
from ops.energy.seed.batteries import load_batteries
from ops.energy.seed.history import load_history
from ops.energy.seed.other_makes import load_other_makes
from ops.energy.seed.registers import Metered, build_registers
from ops.energy.seed.slow_stories import look_back
from ops.energy.seed.stories import NightStory, is_story, night_story
from ops.energy.seed.weather import temperatures
from ops.errors import N_, Conflict
from ops.estate.models import Location
from ops.estate.seed.builder import EstateBuilder
from ops.estate.seed.cards import action_cards
from ops.estate.seed.flags import occupant_flags
from ops.estate.seed.lines import service_lines
from ops.estate.seed.organisation import build_estate
from ops.inserts import set_sequences
from ops.kit.models import OutboxMessage
from ops.kit.periods import local_date
from ops.kit.refs import take_refs
from ops.repairs.models import Team, Ticket
from ops.repairs.seed.book import Book, Desk
from ops.repairs.seed.crews import find_crews
from ops.repairs.seed.drafts import Draft
from ops.repairs.seed.figures import shipped_calendar
from ops.repairs.seed.history import PAST_TICKETS, World, past_drafts
from ops.repairs.seed.incidents import riser_story, storm_story
from ops.repairs.seed.overrides import choose_otherwise
from ops.repairs.seed.rota import load_rota
from ops.repairs.seed.stock import load_stock
from ops.repairs.seed.teams import build_teams
from ops.repairs.seed.today import lift_story, open_drafts
from ops.repairs.service import recurrence

OPEN_TICKETS = 40
LOGINS_FILE = "demo-logins.json"

#: Called with the part that is being loaded, what is done of it, and of how much.
Report = Callable[[str, int, int], None]


class NotEmpty(Conflict):
    code = "not_empty"
    text = N_("The database already holds data. Choose an empty one: the demo never mixes with real data.")


def seed_demo(
    database: Database, settings: Settings, *, now: datetime, scale: float = 1.0, report: Report | None = None
) -> Sequence[DemoLogin]:
    """Fills an empty, migrated database and says who may sign in. Raises NotEmpty."""
    told = report or (lambda part, done, total: None)
    with database.unit_of_work() as session:
        if not is_empty(session):
            raise NotEmpty()
        logins = _seed(session, now, settings.zone, scale, told)
        # What was written as in real life told people, too; nobody is to read of what was only made up.
        session.execute(delete(OutboxMessage))
        set_sequences(session)
        session.execute(text("ANALYZE"))
    return logins


def is_empty(session: Session) -> bool:
    """True when nobody works with this database yet."""
    return not session.scalar(select(exists().where(User.id > 0))) and not session.scalar(
        select(exists().where(Location.id > 0))
    )


def write_logins(folder: Path, logins: Sequence[DemoLogin]) -> Path:
    """The logins as a file that only its owner reads."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOGINS_FILE
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(login) for login in logins], file, indent=1, ensure_ascii=False)
    return path


def _seed(session: Session, now: datetime, zone: ZoneInfo, scale: float, told: Report) -> Sequence[DemoLogin]:
    logins = seed_demo_users(session, now=now, passwords={role: secrets.token_urlsafe(9) for role in ROLES})
    session.flush()
    estate = build_estate(now=now, today=local_date(now, zone), scale=scale)
    estate.store(session)
    _store_facts(session, estate, now, zone)
    told("places", len(estate.locations), len(estate.locations))
    metered = _store_registers(session, estate)
    teams = build_teams(estate.firms)
    session.add_all(teams.values())
    session.flush()
    crews = find_crews(session)
    session.add_all(crews.members(teams))
    story = _night_story(session, estate, metered, teams, now, zone)
    drafts = _drafts(estate, teams, story.draft, zone)
    told("tickets", 0, len(drafts))
    book = Book(now, _desk(session), crews)
    book.write(session, drafts)
    _store_night_story(session, story)
    # From here on some of it is written as in real life, with ids of the database.
    set_sequences(session)
    load_stock(session, crews, teams, estate.by_code, book.orders, now=now)
    load_rota(session, now=now, zone=zone)
    recurrence.scan(session, now=now)
    load_history(session, metered, now=now, zone=zone, progress=lambda done, total: told("registers", done, total))
    look_back(session, metered, now=now, zone=zone)
    # What the nights found has its tickets, too.
    tickets = session.scalar(select(func.count()).select_from(Ticket)) or 0
    told("tickets", tickets, tickets)
    load_other_makes(session, metered, now=now, zone=zone)
    load_batteries(session, metered, now=now, zone=zone)
    return logins


def _store_facts(session: Session, estate: EstateBuilder, now: datetime, zone: ZoneInfo) -> None:
    """What the desk must know of places; the lines come before the places that hang on them."""
    facts = (action_cards(estate), occupant_flags(estate), temperatures(estate.today, now, zone))
    for rows in (*service_lines(estate), *facts):
        session.add_all(rows)
        session.flush()


def _store_registers(session: Session, estate: EstateBuilder) -> Sequence[Metered]:
    metered = build_registers(estate, estate.base_on)
    session.add_all(each.meter for each in metered)
    session.flush()
    session.add_all(each.register for each in metered)
    session.flush()
    return metered


def _night_story(
    session: Session,
    estate: EstateBuilder,
    metered: Sequence[Metered],
    teams: Mapping[str, Team],
    now: datetime,
    zone: ZoneInfo,
) -> NightStory:
    each = next(each for each in metered if is_story(each))
    [ref] = take_refs(session, "A", now.year, 1)
    return night_story(each, estate.by_code["ANT-03"], teams["firm-thermika"], ref, now=now, zone=zone)


def _store_night_story(session: Session, story: NightStory) -> None:
    story.link()
    session.add(story.alert)
    session.flush()
    session.add_all(story.events())


def _drafts(estate: EstateBuilder, teams: Mapping[str, Team], alarm: Draft, zone: ZoneInfo) -> list[Draft]:
    world = World(estate, teams, shipped_calendar(), zone)
    return [
        *choose_otherwise(list(past_drafts(world, estate.scaled(PAST_TICKETS)))),
        *open_drafts(world, estate.scaled(OPEN_TICKETS, 12)),
        *lift_story(world),
        *riser_story(world),
        storm_story(world),
        alarm,
    ]


def _desk(session: Session) -> Desk:
    user = session.scalars(select(User).where(User.email == demo_email("dispatcher"))).one()
    return Desk(f"user:{user.id}", user.name)
