"""The last word of each datalogger on its battery, day by day, in one statement a batch."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ops.energy.models_batteries import BatteryDay
from ops.energy.rules.batteries import Battery

#: As long as registers name the logger that speaks for them.
_LONGEST_NAME = 80
_KEPT = timedelta(days=60)


def note_batteries(session: Session, said: Mapping[str, Battery], *, today: date, now: datetime) -> None:
    """By name of the logger, in its order, so that two writers wait for each other instead of blocking each other."""
    by_name = {logger[:_LONGEST_NAME]: each for logger, each in said.items()}
    if not by_name:
        return
    rows = [
        {"logger": logger, "day": today, "heard_at": now, "percent": each.percent, "millivolts": each.millivolts}
        for logger, each in sorted(by_name.items())
    ]
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(BatteryDay)
    new = {column: statement.excluded[column] for column in ("heard_at", "percent", "millivolts")}
    session.connection().execute(statement.on_conflict_do_update(index_elements=["logger", "day"], set_=new), rows)
    old = delete(BatteryDay).where(BatteryDay.logger.in_(by_name), BatteryDay.day < today - _KEPT)
    session.execute(old.execution_options(synchronize_session=False))
