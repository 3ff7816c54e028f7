"""Many writers at once on the same beds: no overlap, no deadlock that surfaces, every refusal explained."""

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.beds.defaults import declare
from ops.beds.models import Bed, BedOccupation, Resident, Stay
from ops.beds.service.absences import come_back, leave
from ops.beds.service.act import Act
from ops.beds.service.blocking import back_in_service, expire_holds, put_out, reserve
from ops.beds.service.clearing import cleared
from ops.beds.service.moves import swap, transfer
from ops.beds.service.stays import Admission, admit, correct, end_stay
from ops.db import Database
from ops.errors import NotFound, RegieError, TryAgain
from tests.support.beds_world import WHO, BedsWorld, build_beds
from tests.support.commands import empty_postgresql
from tests.support.world import NOW

#: Of one operation, before somebody is told to try again later.
_ATTEMPTS = 5
_DAYS = [date(2026, 10, 1) + timedelta(days=number) for number in range(60)]


@dataclass
class Outcome:
    """What became of the operations: done, refused with a code, told to try again, or an error that nobody foresaw."""

    done: Counter[str]
    refused: Counter[str]
    again: int
    unforeseen: list[str]


class Writer:
    """One person at a desk who does what comes to mind; his dice have a seed."""

    def __init__(self, database: Database, world: BedsWorld, seed: int) -> None:
        self._database, self._world, self._dice = database, world, random.Random(seed)
        self.outcome = Outcome(Counter(), Counter(), 0, [])

    def work(self, operations: int) -> Outcome:
        for _ in range(operations):
            self._one()
        return self.outcome

    def _one(self) -> None:
        name = self._dice.choice(sorted(_OPERATIONS))
        seed = self._dice.random()
        for attempt in range(_ATTEMPTS):
            try:
                self._try(name, random.Random(seed))
            except TryAgain:
                self.outcome.again += attempt == _ATTEMPTS - 1
                continue
            except RegieError as error:
                self.outcome.refused[error.code] += bool(str(error))
            except Exception as error:  # noqa: BLE001 - what it was is what the proof reports.
                self.outcome.unforeseen.append(f"{name}: {type(error).__name__}: {error}"[:300])
            else:
                self.outcome.done[name] += 1
            return

    def _try(self, name: str, dice: random.Random) -> None:
        with self._database.unit_of_work() as session:
            _OPERATIONS[name](Scene(Act(session, WHO, NOW, "Soak"), self._world, dice))


@dataclass
class Scene:
    """An act with what is drawn for it."""

    act: Act
    world: BedsWorld
    dice: random.Random

    @property
    def session(self) -> Session:
        return self.act.session

    @property
    def day(self) -> date:
        return self.dice.choice(_DAYS)

    @property
    def bed(self) -> Bed:
        return self.session.get_one(Bed, self.dice.choice(sorted(self.world.beds.values())))

    @property
    def resident(self) -> Resident:
        return self.session.get_one(Resident, self.dice.choice(self.world.residents))

    @property
    def stay(self) -> Stay:
        found = self.session.scalars(select(Stay.id).order_by(Stay.id.desc()).limit(40)).all()
        if not found:
            raise NotFound()
        return self.session.get_one(Stay, self.dice.choice(found))


def _admit(scene: Scene) -> None:
    from_on = scene.day
    to_on = from_on + timedelta(days=scene.dice.randrange(1, 30))
    admit(scene.act, Admission(scene.bed, scene.resident, from_on, to_on))


def _reserve(scene: Scene) -> None:
    from_on = scene.day
    reserve(scene.act, scene.bed, scene.resident, from_on, from_on + timedelta(days=scene.dice.randrange(1, 9)))


def _put_out(scene: Scene) -> None:
    from_on = scene.day
    put_out(scene.act, scene.bed, from_on, "works", from_on + timedelta(days=scene.dice.randrange(1, 9)))


def _correct(scene: Scene) -> None:
    from_on = scene.day
    correct(scene.act, scene.stay, from_on, from_on + timedelta(days=scene.dice.randrange(1, 40)))


_OPERATIONS: dict[str, Callable[[Scene], object]] = {
    "admit": _admit,
    "admit_again": _admit,
    "reserve": _reserve,
    "put_out": _put_out,
    "correct": _correct,
    "transfer": lambda scene: transfer(scene.act, scene.stay, scene.day, scene.bed),
    "swap": lambda scene: swap(scene.act, scene.stay, scene.stay, scene.day),
    "end": lambda scene: end_stay(scene.act, scene.stay, scene.day, scene.dice.choice(["death", "home"])),
    "leave": lambda scene: leave(scene.act, scene.stay, scene.day, "hospital"),
    "come_back": lambda scene: come_back(scene.act, scene.stay, scene.day),
    "cleared": lambda scene: cleared(scene.act, scene.bed, scene.day),
    "back": lambda scene: back_in_service(scene.act, scene.bed, scene.day),
    "expire": lambda scene: expire_holds(scene.act),
}


def overlaps(session: Session) -> int:
    """Pairs of rows that count and share a night: of one bed, or of one resident."""
    rows = session.scalars(select(BedOccupation).where(BedOccupation.superseded_at.is_(None), BedOccupation.blocking))
    nights: Counter[tuple[str, int | None, date]] = Counter()
    for row in rows:
        for night in _DAYS:
            if row.from_on <= night < row.to_on:
                nights["bed", row.bed_id, night] += 1
                nights["resident", row.resident_id, night] += row.kind == "stay"
    return sum(count - 1 for count in nights.values() if count > 1)


def storm(database: Database, writers: int, operations: int) -> dict[str, Any]:
    """So many operations by so many writers on a fresh database."""
    with database.unit_of_work() as session:
        world = build_beds(session, NOW, beds=(6, 6, 5, 5, 4), residents=30)
    desks = [Writer(database, world, seed) for seed in range(writers)]
    began = monotonic()
    with ThreadPoolExecutor(writers) as pool:
        outcomes = list(pool.map(lambda desk: desk.work(operations // writers), desks))
    seconds = monotonic() - began
    with database.reading() as session:
        found = overlaps(session)
    return _told(outcomes, found, seconds)


def _told(outcomes: Sequence[Outcome], found: int, seconds: float) -> dict[str, Any]:
    done = sum((each.done for each in outcomes), Counter())
    refused = sum((each.refused for each in outcomes), Counter())
    unforeseen = [error for each in outcomes for error in each.unforeseen]
    again = sum(each.again for each in outcomes)
    return {
        "done": sum(done.values()), "refused": sum(refused.values()), "try_again": again, "overlaps": found,
        "unforeseen": unforeseen[:5], "seconds": round(seconds, 1), "by_operation": dict(done),
        "by_code": dict(refused),
        "ok": not found and not unforeseen and sum(done.values()) > 0,
    }  # fmt: skip


def run() -> dict[str, Any]:
    """50 writers and 10,000 operations on PostgreSQL, then on SQLite, where writers queue."""
    declare()
    with empty_postgresql() as url:
        on_postgresql = _run(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with tempfile.TemporaryDirectory(prefix="regie-soak-") as folder:
        on_sqlite = _run(f"sqlite:///{Path(folder) / 'regie.sqlite3'}")
    both = on_postgresql["ok"] and on_sqlite["ok"]
    return {"soak": "beds_writers", "postgresql": on_postgresql, "sqlite": on_sqlite, "ok": both}


def _run(url: str) -> dict[str, Any]:
    database = Database(url)
    try:
        database.migrate()
        return storm(database, writers=50, operations=10_000)
    finally:
        database.dispose()
