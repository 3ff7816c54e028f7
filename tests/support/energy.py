"""A building with a meter, and hours of consumption as dataloggers would send them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from ops.energy.models import Meter, Register
from ops.energy.rules.incoming import IncomingReading
from ops.energy.service.ingest import StoredBatch, store_batch
from ops.estate.models import Location, LocationUse
from ops.kit.files import FileStore
from ops.kit.periods import OPEN_END

HOUR = timedelta(hours=1)


def add_building(session: Session, code: str = "ADM-01", *, night_use: bool = False, zone: str = "centre") -> Location:
    place = Location(
        code=code, kind="building", name=f"Building {code}", path="", zone=zone, street="Hoogstraat",
        house_number="298", postcode="1000", city="Brussel", search_text=code.lower(), version=1,
    )  # fmt: skip
    session.add(place)
    session.flush()
    place.path, place.building_id = f"/{place.id}/", place.id
    use = LocationUse(
        location_id=place.id, use="administration", from_on=date(2000, 1, 1), to_on=OPEN_END, night_use=night_use
    )
    session.add(use)
    session.flush()
    return place


def add_register(
    session: Session,
    place: Location,
    code: str = "ADM-01-W1",
    *,
    medium: str = "water",
    kind: str = "index",
    unit: str = "m3",
    step_minutes: int = 60,
) -> Register:
    meter = Meter(code=f"M-{code}", medium=medium, location_id=place.id, name="")
    session.add(meter)
    session.flush()
    register = Register(
        code=code, meter_id=meter.id, kind=kind, unit=unit, step_minutes=step_minutes, valid_from=date(2020, 1, 1)
    )
    session.add(register)
    session.flush()
    return register


@dataclass(frozen=True)
class Logger:
    """Sends readings through the same door as the broker's."""

    session: Session
    folder: Path
    name: str = "logger-1"

    def index(self, code: str, values: Sequence[tuple[datetime, float]], *, unit: str, now: datetime) -> StoredBatch:
        return self._send(code, values, unit, "index", now)

    def interval(self, code: str, values: Sequence[tuple[datetime, float]], *, unit: str, now: datetime) -> StoredBatch:
        return self._send(code, values, unit, "interval", now)

    def _send(
        self, code: str, values: Sequence[tuple[datetime, float]], unit: str, kind: str, now: datetime
    ) -> StoredBatch:
        readings = [
            IncomingReading(
                code, at, repr(round(value, 6)), unit, kind, self.name, f"regie/v1/{self.name}/readings", b"{}"
            )
            for at, value in values
        ]
        return store_batch(self.session, readings, [], files=FileStore(self.folder), now=now)


def office_water(hour: datetime) -> float:
    """m3 in an hour: people by day, nearly nothing at night."""
    local = hour + HOUR
    busy = local.weekday() < 5 and 7 <= local.hour < 18
    return 0.3 + 0.05 * (local.hour % 3) if busy else 0.013


def indexes(first: datetime, amounts: Sequence[float], start: float = 1000.0) -> list[tuple[datetime, float]]:
    """The index at the start, and after each hour."""
    found, total = [(first, start)], start
    for number, amount in enumerate(amounts, 1):
        total += amount
        found.append((first + number * HOUR, total))
    return found


def hours_before(now: datetime, count: int) -> list[datetime]:
    end = now.replace(minute=0, second=0, microsecond=0, tzinfo=UTC)
    return [end - (count - number) * HOUR for number in range(count)]
